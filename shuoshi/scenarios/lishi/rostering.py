"""The demonstration's roster: a post of the community round the clock for two weeks, published; the resident serves
too."""

from datetime import datetime, timedelta

from shuoshi.helpers.actions import add_helper
from shuoshi.helpers.queries import helpers_within
from shuoshi.helpers.terms import Profile
from shuoshi.kernel.clock import local_date, midnight
from shuoshi.rosters.arranging import (
    add_members,
    add_spot,
    ask_roster,
    publish_roster,
    start_roster,
    wish_for,
)
from shuoshi.rosters.making import work_off
from shuoshi.rosters.queries import roster_shown
from shuoshi.rosters.terms import Asked, SpotSaid, State, WishSaid
from shuoshi.scenarios.lishi.cast import RESIDENT, YONGNING
from shuoshi.scenarios.lishi.walking import actor
from shuoshi.units.models import Unit

_SERVE = ("party_member", "volunteer", "grid_worker")


def load_roster(now: datetime) -> None:
    """From this week's Monday on, planned on the evening before it. Without the extra `planning` it stays a draft."""
    by, today = actor("shuji", now), local_date(now)
    monday = today - timedelta(days=today.weekday())
    before = midnight(monday) - timedelta(hours=4)
    unit = Unit.objects.get(kind="community", path=YONGNING).id
    profile = Profile("volunteer", "演示居民", skills=frozenset({"order"}))
    add_helper(
        unit_id=unit, profile=profile, person_id=actor(RESIDENT[0], now).person_id, by=by, at=before
    )
    found = [h.id for h in helpers_within(by=by) if h.unit_id == unit and h.kind in _SERVE]
    asked = Asked(YONGNING, "北口值守（演示）", "three_shifts", monday, 14)
    made = start_roster(asked=asked, by=by, at=before)
    one_each = {"night": 1, "early": 1, "late": 1}
    add_spot(roster_id=made, spot=SpotSaid("北口", one_each), by=by, at=before)
    add_members(roster_id=made, helpers=found, by=by, at=before)
    for n, member in enumerate(roster_shown(made, by=by).members[:3]):
        wish = WishSaid(monday + timedelta(days=3 + n), "night", wants=False, weight=6)
        wish_for(member_id=member.id, wish=wish, by=by, at=before)
    ask_roster(roster_id=made, seconds=3, by=by, at=before)
    work_off(at=before)
    if roster_shown(made, by=by).row.state is State.PLANNED:
        publish_roster(roster_id=made, by=by, at=before)
