"""No emergency is left on behind a test."""

from collections.abc import Iterator

import pytest

from shuoshi.reach.queries import forget_switches
from tests.conftest import Rows


@pytest.fixture
def _no_switches(world: None, rows: Rows) -> Iterator[None]:
    yield
    rows("DELETE FROM reach_switch")
    forget_switches()
