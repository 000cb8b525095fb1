"""The clocks of a matter: when a stage is due, what rings before and after, three clocks in words.

Pure: definition, snapshot, calendar and time in; times out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from shuoshi.kernel.clock import ZONE, local
from shuoshi.kernel.limits import parse_limit
from shuoshi.kernel.worktime import (
    WorkCalendar,
    add_limit,
    add_worked,
    add_working_days,
    next_worked,
    worked_between,
    worked_days_between,
)
from shuoshi.matters.terms import Clockwork, NewTimer, PastStep
from shuoshi.programmes.conditions import holds
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import BLOCKS, Ends
from shuoshi.programmes.standard import EXTENDED

Anchor = Callable[[str], datetime | None]
CLIMB = "climb"


@dataclass(frozen=True, slots=True)
class Clocking:
    """What the due time of a stage depends on.

    Shape:   `names` are the condition's names; `site` the site's own limits by name; `anchor` gives
             the time of an event such as next_meeting.
    """

    definition: Definition
    calendar: WorkCalendar
    names: Mapping[str, Any]
    site: Mapping[str, str]
    opened_at: datetime
    anchor: Anchor
    due_before: datetime | None = None
    overall_due: datetime | None = None


def _close_of(calendar: WorkCalendar, on: date) -> datetime:
    return datetime.combine(next_worked(calendar, on), calendar.closes, ZONE)


def _month_day(calendar: WorkCalendar, since: datetime, day: int) -> datetime:
    today = local(since).date()
    first = today.replace(day=1)
    if today.day >= day:
        first = (first + timedelta(days=32)).replace(day=1)
    return _close_of(calendar, first.replace(day=day))


def limit_text(c: Clocking, name: str, since: datetime) -> str:
    """The limit that holds: the site's own, or the first case whose condition is true.

    Shape:   a day that somebody agreed on counts only for an entry before it: work that is done
             again later takes the next case, not a day that has gone by.
    """
    if name in c.site:
        return c.site[name]
    cases = [
        case.limit
        for case in c.definition.programme.limits[name].all_cases()
        if holds(case.when or "true", c.names)
    ]
    return next((text for text in cases if not _has_gone_by(c, text, since)), cases[-1])


def _has_gone_by(c: Clocking, text: str, since: datetime) -> bool:
    kind, _, field = text.partition(":")
    said = str(c.names["form"].get(field) or "") if kind == "field" else ""
    return bool(said) and date.fromisoformat(said[:10]) < local(since).date()


def limit_ends(c: Clocking, name: str, since: datetime) -> datetime | None:
    """When the limit `name` ends for a stage entered at `since`; nothing when its anchor is absent."""
    rule = c.definition.programme.limits[name]
    kind, _, rest = limit_text(c, name, since).partition(":")
    starts = {"stage": since, "opened": c.opened_at, "due": c.due_before or since}[rule.starts]
    ends: datetime | None
    match kind:
        case "event":
            ends = c.anchor(rest)
        case "field":
            said = str(c.names["form"].get(rest) or "")
            on = max(date.fromisoformat(said[:10]), local(since).date()) if said else None
            ends = _close_of(c.calendar, on) if on else None
        case "month_day":
            ends = _month_day(c.calendar, starts, int(rest))
        case "table":
            spot, _, field = rest.partition(" by ")
            table, _, column = spot.partition(".")
            row = c.definition.programme.tables[table].get(str(c.names["form"].get(field)), {})
            ends = add_limit(c.calendar, starts, parse_limit(str(row[column]))) if row else None
        case _:
            ends = add_limit(c.calendar, starts, parse_limit(kind))
    floor = {"due": c.due_before, "overall": c.overall_due}.get(rule.not_before or "")
    return max(ends, floor) if ends and floor else ends


def ends_of(c: Clocking) -> Ends:
    """How blocks count: a limit of the file by its name, as the site has it; a bare span, which only
    files of before named limits have, as it stands."""

    def ends(name: str, since: datetime) -> datetime | None:
        if name in c.definition.programme.limits:
            return limit_ends(c, name, since)
        return add_limit(c.calendar, since, parse_limit(name))

    return ends


def enter_stage(c: Clocking, stage: str, since: datetime) -> Clockwork:
    """The clockwork of a stage entered at `since`: its due time, the whole's, and the timers."""
    rule = c.definition.stages[stage]
    due, text = None, ""
    if rule.final is None and rule.clock == "runs" and rule.within:
        due, text = limit_ends(c, rule.within, since), limit_text(c, rule.within, since)
    overall = c.overall_due
    if overall is None and c.definition.programme.overall:
        overall = limit_ends(c, c.definition.programme.overall, c.opened_at)
    return Clockwork(due, overall, timers_of(c, stage, since, due, overall), text)


def timers_of(
    c: Clocking,
    stage: str,
    since: datetime,
    due: datetime | None,
    overall: datetime | None,
    shown_since: datetime | None = None,
) -> tuple[NewTimer, ...]:
    """What has to ring while a matter is in this entry of a stage.

    Shape:   nobody is warned while it is the raiser's turn, nor ahead of an end that a block brings
             by itself; the whole clock stands still, and rings nothing, while a stage is paused. What
             runs from a release (`shown_since`) is counted from there.
    """
    rule = c.definition.stages[stage]
    if rule.final is not None:
        return ()
    rings = []
    if due and c.definition.upon(stage, "deadline.passed"):
        rings.append(NewTimer(due, "deadline.passed"))
    for name, settings in rule.blocks.items():
        block = BLOCKS[name]
        start = max(since, shown_since or since) if block.watches_moves else since
        wishes = block.timers(block.settings.model_validate(settings), start, ends_of(c))
        rings += [NewTimer(w.due_at, w.outcome or "remind") for w in wishes]
    ends_itself = any(t.outcome not in ("remind", "deadline.passed") for t in rings)
    own = None if rule.owner == "raiser" else due
    whole = None if rule.clock == "paused" else overall
    rings += [
        NewTimer(when, CLIMB, n)
        for n, clock, when in _climbs(c, since, own, whole)
        if when >= since and not (ends_itself and clock == "stage" and own and when < own)
    ]
    return tuple(sorted(rings, key=lambda timer: (timer.due_at, timer.outcome == CLIMB)))


def _climbs(
    c: Clocking, since: datetime, due: datetime | None, overall: datetime | None
) -> Iterable[tuple[int, str, datetime]]:
    for n, climb in enumerate(c.definition.programme.climb):
        starts, ends = (since, due) if climb.clock == "stage" else (c.opened_at, overall)
        if ends is None:
            continue
        clock = climb.clock
        if climb.at.endswith("%"):
            yield n, clock, starts + (ends - starts) * int(climb.at[:-1]) / 100
        else:
            limit = parse_limit(climb.at)
            if limit.n < 0 and limit.unit == "working_days":
                yield n, clock, add_working_days(c.calendar, ends, limit.n)
            else:
                yield n, clock, add_limit(c.calendar, ends, limit)


def credited(c: Clocking, steps: tuple[PastStep, ...], stage: str, at: datetime) -> datetime | None:
    """The due time of a stage that is returned to, with what was left of it when it was left."""
    left = next((s for s in reversed(steps) if s.from_stage == stage and s.to_stage != stage), None)
    if left is None or left.due_before_at is None:
        return None
    return local(
        add_worked(c.calendar, at, worked_between(c.calendar, left.at, left.due_before_at))
    )


def after_pause(
    calendar: WorkCalendar, overall: datetime, since: datetime, at: datetime
) -> datetime:
    """The whole's due time after a pause: later by the working days that it lasted."""
    days = worked_days_between(calendar, since, at)
    return add_working_days(calendar, overall, days) if days else overall


@dataclass(frozen=True, slots=True)
class ThreeClocks:
    """How long a matter has been in its stage, on its way, and the resident waiting."""

    stage: timedelta
    whole: timedelta
    wait: timedelta
    paused_days: int
    extensions: int


def three_clocks(
    definition: Definition,
    steps: tuple[PastStep, ...],
    calendar: WorkCalendar,
    at: datetime,
    closed_at: datetime | None,
) -> ThreeClocks:
    """The three clocks of a matter from its steps.

    Shape:   `stage` and `whole` are clock time up to `at` or the close; `wait` leaves out the time
             in which it was the raiser's turn; `paused_days` are working days of paused stages.
    """
    ends = closed_at or at
    entered = [s for s in steps if s.to_stage != s.from_stage]
    paused = 0
    for step, after in zip(entered, [*entered[1:], None], strict=True):
        stage = definition.stages.get(step.to_stage)
        if stage is not None and stage.clock == "paused":
            paused += worked_days_between(calendar, step.at, after.at if after else ends)
    granted = sum(1 for s in steps if s.move == EXTENDED)
    since = entered[-1].at if entered else at
    whole = ends - steps[0].at if steps else timedelta()
    wait = waited(definition, [(s.to_stage, s.at) for s in entered], ends)
    return ThreeClocks(max(timedelta(), ends - since), whole, wait, paused, granted)


def waited(
    definition: Definition, entered: Sequence[tuple[str, datetime]], ends: datetime
) -> timedelta:
    """How long the raiser has waited for others: the time in stages that are not their own turn.

    Shape:   `entered` are stages with the moment at which each was entered, in order.
    """
    wait = timedelta()
    for (name, since), after in zip(entered, [*entered[1:], None], strict=True):
        stage = definition.stages.get(name)
        if stage is not None and stage.owner != "raiser" and stage.final is None:
            wait += max(timedelta(), (after[1] if after else ends) - since)
    return wait
