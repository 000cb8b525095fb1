"""Somebody over 80 with a grid worker who visits; a day that is put together, as rounds have it."""

import pytest

from tests.care.making import agreed, elder, paired
from tests.conftest import Cast
from tests.rounds.conftest import day

__all__ = ["cared", "day"]


@pytest.fixture
def cared(cast: Cast):
    """The person, and the part of the grid worker."""
    person = elder(cast("wangge"))
    return person, agreed(cast, paired(cast, person), "grid_worker")
