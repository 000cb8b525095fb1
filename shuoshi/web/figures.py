"""Figures of what came by each channel, for whoever may count a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shuoshi.accounts.terms import NoDuty
from shuoshi.kernel.clock import midnight
from shuoshi.kernel.errors import BadInput
from shuoshi.matters.by_channel import ChannelCount, by_channel
from shuoshi.matters.listing import LISTERS
from shuoshi.places.queries import names_of, under
from shuoshi.programmes.queries import every_version
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import Actor, Reach
from shuoshi.web.asking import within_range

SPAN = timedelta(days=90)
"""The days that figures show unless somebody asks for others."""
SPAN_MOST = timedelta(days=3 * 366)


def counters(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties under which somebody may count matters of a place. Raises NoDuty without any."""
    able = tuple(
        a for a in actors if a.reach is Reach.TERRITORIAL and a.role in LISTERS and not a.glass_id
    )
    if not able:
        raise NoDuty
    return able


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted: a place, and the days [since, until], both included."""

    place: str
    since: date
    until: date


def counted(able: Sequence[Actor], asked: Asked, at: datetime) -> tuple[ChannelCount, ...]:
    """Counts by channel under the duty that holds the place.

    Raises:  BadInput for a place outside one's range, or days that are none
    """
    by = within_range(able, asked.place)
    if asked.until < asked.since:
        raise BadInput("最后一天不能早于第一天。", field="until")
    if asked.until - asked.since > SPAN_MOST:
        raise BadInput("一次最多数三年。", field="since")
    range_of = bounds_of(asked.place)
    return by_channel(
        by=by, lo=range_of.lo, hi=range_of.hi, since=midnight(asked.since),
        until=midnight(asked.until + timedelta(days=1)), at=at, versions=every_version(),
    )  # fmt: skip


def places_to_count(able: Sequence[Actor], place: str, on: date) -> list[tuple[str, str]]:
    """Where to look: each duty's place, the one that is shown, and what lies in it."""
    own = [a.bounds.lo for a in able]
    paths = dict.fromkeys([*own, *(place[:n] for n in (9, 12)), place, *under(place, on)])
    names = names_of(paths)
    held = [p for p in paths if names.get(p) and any(a.bounds.holds(p) for a in able)]
    return [(p, names[p]) for p in sorted(held)]
