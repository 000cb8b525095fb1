"""A flood drill of 312 households through the API: the board counts down to the last unanswered door, and the drill
leaves nothing."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shuoshi.kernel.clock import local_date, now
from shuoshi.kernel.ids import new_id
from shuoshi.people.bulk import NewHousehold, NewPerson, write_households, write_people
from shuoshi.people.terms import Tie
from shuoshi.places.queries import place_at
from shuoshi.privacy.switching import sweep_switches, switch_off, switch_on
from shuoshi.reach.queries import forget_switches
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.warnings.climbing import sweep_warnings
from shuoshi.warnings.planning import make_plan
from shuoshi.warnings.terms import PlanSaid
from tests.conftest import Cast, Rows
from tests.people.making import GRID_1, GRID_2
from tests.web.using import client

HOUSEHOLDS = 312
PLAN = PlanSaid(frozenset({"flood"}), "往东走大路", "永宁小学", frozenset())


@pytest.fixture
def drill(cast: Cast, rows: Rows) -> Iterator[UUID]:
    """A drill that is on, and 312 households beside the river, with two who live in each."""
    switch = switch_on(
        kind="flood", order_number="1", legal_basis="x", purpose="x", keep_days=0, drill=True,
        last_on=local_date(now()) + timedelta(days=2), by=cast("zhihui"), at=now(),
    )  # fmt: skip
    for path in (GRID_1, GRID_2):
        _settle(cast, path, HOUSEHOLDS // 2)
    yield switch
    rows("DELETE FROM reach_switch")
    forget_switches()


def _settle(cast: Cast, path: str, many: int) -> None:
    at, place = now(), place_at(path).id
    homes = [NewHousehold(new_id(at), place, path, f"河边 {n} 号") for n in range(many)]
    people = [
        NewPerson(new_id(at), {"name": f"户主{n}"}, place, path, home.id, tie)
        for n, home in enumerate(homes) for tie in (Tie.HEAD, Tie.SPOUSE)
    ]  # fmt: skip
    with acting(SYSTEM):
        write_households(homes, at)
        write_people(people, at)
    for home in homes:
        make_plan(household_id=home.id, said=PLAN, by=cast("shuji"), at=at)


def test_the_board_counts_down_to_the_last_unanswered_door(
    cast: Cast, drill: UUID, rows: Rows
) -> None:
    c = client("shuji")

    def sent(where: str, **body: Any) -> Any:
        answer = c.post(f"/api/v1{where}", body, content_type="application/json")
        assert answer.status_code in (200, 201), answer.content
        return answer.json()

    at = now()
    warning = sent(
        "/warnings", place=YONGNING, ladder="flood", level="red", source="区气象台", headline="暴雨红色预警",
        text="马上转移。", issued_at=at.isoformat(), until=(at + timedelta(hours=5)).isoformat(),
    )["id"]  # fmt: skip

    def figures() -> Any:
        return c.get(f"/api/v1/warnings/{warning}").json()["figures"]

    assert (figures()["households"], figures()["people"]) == (HOUSEHOLDS, 2 * HOUSEHOLDS)
    doors, last = list[str](), None
    while page := _page(c, warning, last):
        doors += [call["id"] for call in page]
        last = page[-1]
    assert len(set(doors)) == HOUSEHOLDS
    random.Random(312).shuffle(doors)
    for n, door in enumerate(doors, 1):
        said = {"id": str(new_id(now())), "step": "answered", "at": now().isoformat()}
        assert sent(f"/calls/{door}/steps", **said) == {"stand": "answered"}
        if n % 52 == 0 or n > HOUSEHOLDS - 3:
            assert figures()["stands"].get("waiting", 0) == HOUSEHOLDS - n
    assert _page(c, warning, None) == []
    for door in doors[:12]:
        said = {"id": str(new_id(now())), "step": "arrived", "at": now().isoformat()}
        sent(f"/calls/{door}/steps", **said)
    done = figures()
    assert (done["stands"], done["gone"], done["settled"]) == (
        {"answered": HOUSEHOLDS - 12, "arrived": 12}, 24, 12,
    )  # fmt: skip
    assert sweep_warnings(at=now() + timedelta(hours=1)) == 0
    switch_off(switch_id=drill, by=cast("zhihui"), at=now())
    sweep_switches(at=now() + timedelta(days=2))
    for table in ("warning", "call", "caller", "callstep"):
        assert rows(f"SELECT count(*) FROM warnings_{table}") == [(0,)], table


def _page(c: Any, warning: str, last: Any) -> Any:
    """Sixty households that have not answered, after the last one."""
    after = f"&at_place={last['place']}&after={last['id']}" if last else ""
    return c.get(f"/api/v1/warnings/{warning}/calls?only=waiting{after}").json()
