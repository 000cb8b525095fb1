"""When somebody is visited next, what a carer sees, what a visit must say. Pure."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

from shuoshi.care.schemes import Role, Scheme, Tier
from shuoshi.care.terms import (
    FINDINGS,
    OUTCOMES,
    PAUSE_MOST_DAYS,
    PAUSES,
    WAYS,
    WORDS_MOST,
    Finding,
    Outcome,
    Sees,
    Visited,
)
from shuoshi.devices.rules import in_time
from shuoshi.kernel.clock import local_date, midnight
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.lengths import at_most
from shuoshi.people.terms import Group

_HEALTH = frozenset({Group.DISEASE, Group.MOBILITY})
_HARDSHIP = frozenset({Group.LOW_INCOME})


def end_of(day: date) -> datetime:
    """The last moment of a day in the district."""
    return midnight(day + timedelta(days=1)) - timedelta(seconds=1)


def next_on(every: str, after: date) -> date:
    """The first day after this one on which a rule that began on it comes round again.

    Shape:   a month after the 31st is the 28th of the next: a rule by months knows no shorter month.
    """
    last = datetime.combine(after, time())
    began = last if "WEEKLY" in every or "DAILY" in every else last.replace(day=min(after.day, 28))
    found: datetime | None = rrulestr(every, dtstart=began).after(last)
    return found.date() if found else after + timedelta(days=366)


def next_due(tier: Tier, after: date) -> datetime:
    """Until when the next visit is due, the last one having been on this day."""
    return end_of(next_on(tier.every, after))


def due_after_change(tier: Tier, at: datetime, due_at: datetime | None) -> datetime | None:
    """When the next visit is due after something changed: as soon as the tier says, never later than before."""
    if tier.change_hours is None:
        return due_at
    soon = at + timedelta(hours=tier.change_hours)
    return min(soon, due_at) if due_at else soon


def end_of_term(since: date, months: int) -> date:
    """The last day of a term of so many months."""
    after: date = since + relativedelta(months=months)
    return after - timedelta(days=1)


def due_after_pause(tier: Tier, until: date) -> datetime:
    """When the next visit is due after a pause: that somebody is back is a change."""
    regular = next_due(tier, until)
    return due_after_change(tier, end_of(until), regular) or regular


def due_after_new_tier(
    tier: Tier, at: datetime, last_on: date, due_at: datetime | None, *, changed: bool
) -> datetime:
    """When the next visit is due once the tier follows what changed: never in the past, so that nobody is missed for
    what was not due."""
    soon = due_after_change(tier, at, None) or at + timedelta(hours=24)
    regular = next_due(tier, last_on)
    due = min(due_at, regular) if due_at else regular
    if changed and tier.change_hours is not None:
        due = min(due, soon)
    return due if due > at else soon


def days_of_term(every: str, since: date, until: date) -> list[date]:
    """The days within a term on which a service is due: the last of each round of its rule.

    Shape:   four times a quarter in a year's term, the last on its last day; a service that comes round more rarely
             than the term is due on its last day.
    """
    days, day = list[date](), since
    while (day := next_on(every, day)) <= until + timedelta(days=1):
        days.append(day - timedelta(days=1))
    return days or [until]


def seen_groups(role: Role, groups: Iterable[Group]) -> tuple[Group, ...]:
    """Those of somebody's groups that a role needs to know of."""
    return tuple(g for g in groups if _needs(role.sees, g))


def _needs(sees: Collection[Sees], group: Group) -> bool:
    if group in _HEALTH:
        return Sees.HEALTH in sees
    return (Sees.HARDSHIP if group in _HARDSHIP else Sees.AGE) in sees


def still_open(recorded_at: datetime, raised: Sequence[UUID], at: datetime) -> bool:
    """Whether a visit may be taken back as recorded by mistake: for three days, while no matter came of it."""
    return in_time(recorded_at, at) and not raised


def visit_fits(v: Visited, scheme: Scheme, tier: str, at: datetime) -> None:
    """Raises BadInput with its field."""
    ways = scheme.tiers[tier].ways if tier in scheme.tiers else tuple(WAYS)
    if v.way not in ways:
        raise BadInput("这一类不能只用这种方式，请换一种。", field="way")
    if v.outcome not in OUTCOMES:
        raise BadInput("请选见到了没有。", field="outcome")
    if not set(v.findings) <= set(FINDINGS):
        raise BadInput("请从选项里选。", field="findings")
    if Finding.WELL in v.findings and len(v.findings) > 1:
        raise BadInput("勾了“都好”，就不用再勾别的。", field="findings")
    if Finding.WELL in v.findings and v.outcome != Outcome.MET:
        raise BadInput("没见到人，不能勾“都好”。", field="findings")
    at_most(v.words, "words", WORDS_MOST)
    if not in_time(v.at, at):
        raise BadInput("走访时间要在最近三天以内。", field="at")
    day = local_date(v.at)  # a phone may bring it home when they are back already
    if v.outcome in PAUSES and v.until_on is None:
        raise BadInput("请写大概到哪天。", field="until_on")
    if v.until_on and not day < v.until_on <= day + timedelta(days=PAUSE_MOST_DAYS):
        raise BadInput("日期要在今天以后、半年以内。", field="until_on")
