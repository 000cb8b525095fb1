"""A week round the clock at one spot, with six who serve: for tests of rosters."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from shuoshi.helpers.actions import add_helper
from shuoshi.helpers.terms import Profile
from shuoshi.kernel.clock import ZONE
from shuoshi.reach.terms import Actor
from shuoshi.rosters.arranging import (
    add_members,
    add_spot,
    ask_roster,
    publish_roster,
    start_roster,
)
from shuoshi.rosters.making import work_off
from shuoshi.rosters.queries import MemberRow, RosterShown, roster_shown
from shuoshi.rosters.terms import Asked, SpotSaid, TurnRow
from shuoshi.scenarios.lishi.cast import RESIDENT, YONGNING
from tests.care.making import unit
from tests.conftest import AT, Cast

MONDAY = date(2026, 4, 20)
ASKED = Asked(YONGNING, "北口值守", "three_shifts", MONDAY, 7)
ONE_EACH = {"night": 1, "early": 1, "late": 1}


def clock(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the roster's week, day 0 being Monday."""
    return datetime(2026, 4, 20 + day, hour, minute, tzinfo=ZONE)


def a_helper(cast: Cast, name: str, **more) -> UUID:
    profile = Profile(kind="volunteer", name=name, **more)
    return add_helper(unit_id=unit("community"), profile=profile, by=cast("shuji"), at=AT)


def own_helper(cast: Cast) -> UUID:
    """The resident who can sign in, as a helper."""
    return add_helper(
        unit_id=unit("community"), profile=Profile(kind="volunteer", name="演示居民"), by=cast("shuji"), at=AT,
        person_id=cast(RESIDENT[0]).person_id,
    )  # fmt: skip


def a_roster(by: Actor, **more) -> UUID:
    return start_roster(asked=replace(ASKED, **more), by=by, at=AT)


def a_spot(roster: UUID, by: Actor, name: str = "石盘站", **more) -> UUID:
    given = {"people": ONE_EACH} | more
    return add_spot(roster_id=roster, spot=SpotSaid(name, **given), by=by, at=AT)


def manned(cast: Cast, people: int = 6, **more) -> UUID:
    """A roster with a spot and so many members, the resident among them; not planned yet."""
    by = cast("shuji")
    made = a_roster(by, **more)
    a_spot(made, by)
    helpers = [own_helper(cast), *(a_helper(cast, f"值{n}演示") for n in range(1, people))]
    add_members(roster_id=made, helpers=helpers, by=by, at=AT)
    return made


def planned(roster: UUID, cast: Cast, at: datetime = AT) -> RosterShown:
    ask_roster(roster_id=roster, seconds=5, by=cast("shuji"), at=at)
    assert work_off(at=at) == 1
    return roster_shown(roster, by=cast("shuji"))


def published(roster: UUID, cast: Cast) -> RosterShown:
    planned(roster, cast)
    publish_roster(roster_id=roster, by=cast("shuji"), at=AT)
    return roster_shown(roster, by=cast("shuji"))


def turns_of(shown: RosterShown) -> list[TurnRow]:
    return [t for m in shown.members for t in m.turns.values()]


def member_called(shown: RosterShown, name: str) -> MemberRow:
    return next(m for m in shown.members if m.name.startswith(name))
