"""Rules that a test changes, and puts back."""

from collections.abc import Iterator

import pytest

from tests.conftest import Rows


@pytest.fixture
def phones_are_advice(rows: Rows) -> Iterator[None]:
    """For this test no body counts votes by phone."""
    rows("UPDATE meetings_bodyrule SET phone = false")
    yield
    rows(
        "UPDATE meetings_bodyrule SET phone = true WHERE NOT by_area AND kind NOT IN ('residents_meeting', 'households_meeting')"
    )
