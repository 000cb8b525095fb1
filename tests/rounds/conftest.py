"""A day that is put together, not planned yet."""

import pytest

from shuoshi.rounds.stops import add_stop
from tests.conftest import Cast
from tests.rounds.making import MORNING, a_crew, a_round, home, stop


@pytest.fixture
def day(cast: Cast):
    """Six deliveries and two cars."""
    by = cast("weiyuan")
    made = a_round(by)
    crews = [a_crew(cast, made, f"{n}组") for n in "一二"]
    stops = [
        add_stop(round_id=made, stop=stop(home(cast("wangge"), n)), by=by, at=MORNING)
        for n in range(1, 7)
    ]
    return made, crews, stops
