"""Reading warnings: the board, the households, one household, my own."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q

from shuoshi.care.schemes import schemes
from shuoshi.events.areas import level_below, meeting, meets, place_within
from shuoshi.people.queries import heads_of
from shuoshi.places.queries import names_of
from shuoshi.reach.queries import switch
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.sealing.rules import mask
from shuoshi.sealing.terms import Masked
from shuoshi.warnings.keeping import calls_seen, read_word, warning_there
from shuoshi.warnings.ladders import ladder_called, pledges
from shuoshi.warnings.models import Call, Caller, Plan, Warning
from shuoshi.warnings.rows import Board, CallerRow, CallRow, Figures, PlaceRow, WarningRow
from shuoshi.warnings.rules import may_call, may_look
from shuoshi.warnings.terms import Ended, Level, Stand, WarningNotFound

PAGE = 60
_WARNINGS, _MINE = 60, 300
ONLY: Mapping[str, Q] = {
    "": Q(),
    "open": Q(settled=False),
    "waiting": Q(stand=Stand.WAITING),
    "help": Q(help=True),
    "staying": Q(stand=Stand.ANSWERED, settled=False) & ~Q(stays=""),
    "going": Q(stand__in=(Stand.ANSWERED, Stand.MOVED), settled=False),
    "arrived": Q(stand=Stand.ARRIVED),
    "home": Q(stand=Stand.HOME),
}
"""Which households a list shows."""
_FIGURES = """
SELECT left(path, %s), stand, count(*), sum(people),
       coalesce(sum(coalesce(gone, people)) FILTER (WHERE stand IN ('moved', 'arrived')), 0),
       count(*) FILTER (WHERE help),
       count(*) FILTER (WHERE CASE stand WHEN 'waiting' THEN due_at WHEN 'answered' THEN move_due_at END <= %s
                        AND NOT settled),
       count(*) FILTER (WHERE stays <> '' AND NOT settled), count(*) FILTER (WHERE settled)
FROM warnings_call WHERE warning_id = %s AND path >= %s AND path < %s GROUP BY 1, 2
"""


def warnings_within(*, by: Actor) -> tuple[WarningRow, ...]:
    """The warnings that concern an actor's range, or in which their unit or they themselves call; those that stand
    first, of a drill only while it runs. Six statements in a scope.

    Raises:  MayNotCall for whoever is nowhere on duty
    """
    may_look(by)
    with acting(by) as scope:
        mine = calls_seen(by)
        scope.write_as_engine()
        found = Warning.objects.filter(Q(drill=False) | Q(ended_at__isnull=True))
        own = Q(calls__id__in=mine)
        seen = meeting(by.bounds.lo) if by.reach is Reach.TERRITORIAL else own
        order = (F("ended_at").desc(nulls_first=True), "-sent_at", "-id")
        return warning_rows(list(found.filter(seen).distinct().order_by(*order)[:_WARNINGS]))


def warning_rows(warnings: Sequence[Warning]) -> tuple[WarningRow, ...]:
    """In any scope that sees calls. Three statements, however many warnings."""
    places = names_of({w.path for w in warnings})
    ids = [w.id for w in warnings]
    waiting = Call.objects.filter(warning_id__in=ids, stand=Stand.WAITING)
    left = dict(waiting.values_list("warning_id").annotate(n=Count("id")).order_by("warning_id"))
    after = dict(Warning.objects.filter(before_id__in=ids).values_list("before_id", "id"))
    return tuple(
        WarningRow(
            w.id, w.path, places.get(w.path, ""), ladder_called(w.ladder), Level(w.level), w.whom, w.source,
            w.reference, w.issued_at, w.headline, w.text, w.until, w.drill, w.sent_at, w.ended_at, w.ended_why,
            w.before_id, after.get(w.id), w.households, w.people, left.get(w.id, 0),
        )
        for w in warnings
    )  # fmt: skip


def board(warning_id: UUID, *, by: Actor, at: datetime, path: str = "") -> Board:
    """A warning at one place of an actor's range, by what lies below it: below a grid by building.

    Raises:  MayNotCall, WarningNotFound
    """
    may_look(by)
    with acting(by) as scope:
        scope.write_as_engine()
        warning = warning_there(warning_id)
        if not meets(by, warning.path):
            raise WarningNotFound
        here = place_within(by, warning.path, path)
        until = min(at, warning.ended_at) if warning.ended_at else at
        below = _figures(warning.id, here, level_below(here) or 40, until)
        names = names_of(below)
        row = switch(warning.switch_id)
        return Board(
            warning_rows([warning])[0], here, _kept(warning) or added(below.values()),
            tuple(PlaceRow(p, names.get(p, p), below[p]) for p in sorted(below)),
            row is not None and row.erased_at is None,
        )  # fmt: skip


def _kept(warning: Warning) -> Figures | None:
    """The figures that are left once nothing else is."""
    if warning.figures is None:
        return None
    stands = {Stand(stand): n for stand, n in warning.figures.items()}
    return Figures(warning.households, warning.people, stands)


def _figures(warning_id: UUID, here: str, digits: int, at: datetime) -> dict[str, Figures]:
    """By place of so many digits, as engine. One statement."""
    bounds = bounds_of(here)
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [digits, at, warning_id, bounds.lo, bounds.hi])
        found = cursor.fetchall()
    parts = defaultdict[str, list[Figures]](list)
    for path, stand, n, people, gone, help_, late, staying, settled in found:
        parts[path].append(
            Figures(n, int(people), {Stand(stand): n}, int(gone), help_, late, staying, settled)
        )
    return {path: added(some) for path, some in parts.items()}


def added(figures: Iterable[Figures]) -> Figures:
    """Several places' figures as one."""
    all_ = list(figures)
    stands = defaultdict[Stand, int](int)
    for f in all_:
        for stand, n in f.stands.items():
            stands[stand] += n
    return Figures(
        sum(f.households for f in all_), sum(f.people for f in all_), dict(stands), sum(f.gone for f in all_),
        sum(f.help for f in all_), sum(f.late for f in all_), sum(f.staying for f in all_),
        sum(f.settled for f in all_),
    )  # fmt: skip


def calls_in(
    warning_id: UUID,
    *,
    by: Actor,
    path: str = "",
    only: str = "",
    after: tuple[str, UUID] | None = None,
) -> tuple[CallRow, ...]:
    """Households of a place under a warning, by place, sixty a page; `only` one of ONLY, `after` path and number of the
    last one.

    Raises:  MayNotCall, WarningNotFound
    """
    may_call(by)
    with acting(by) as scope:
        scope.write_as_engine()
        warning = warning_there(warning_id)
        if not meets(by, warning.path):
            raise WarningNotFound
        bounds = bounds_of(place_within(by, warning.path, path))
        found = Call.objects.filter(warning_id=warning.id, path__gte=bounds.lo, path__lt=bounds.hi)
        found = found.filter(ONLY.get(only, Q()))
        if after is not None:
            found = found.filter(Q(path__gt=after[0]) | Q(path=after[0], id__gt=after[1]))
        return call_rows(list(found.order_by("path", "id")[:PAGE]))


def my_calls(*, by: Actor) -> tuple[CallRow, ...]:
    """The households at which an actor, or whoever is of their unit, is to call, under warnings that stand, and after
    an all-clear until they are home; who needs help first, then who has not answered."""
    with acting(by) as scope:
        ids = calls_seen(by)
        scope.write_as_engine()
        mine = Q(id__in=ids)
        if by.reach is Reach.TERRITORIAL:
            bounds = by.bounds
            mine = Q(
                callers__helper__account_id=by.account_id, path__gte=bounds.lo, path__lt=bounds.hi
            )
        goes_on = Q(warning__ended_at__isnull=True) | Q(
            Q(help=True) | Q(stand__in=(Stand.MOVED, Stand.ARRIVED)), warning__ended_why=Ended.CLEAR
        )
        found = Call.objects.filter(mine, goes_on).distinct()
        rows = call_rows(list(found.order_by("settled", "due_at", "path", "id")[:_MINE]))
    return tuple(
        sorted(rows, key=lambda r: (not r.help, r.stand is not Stand.WAITING, r.settled, r.due_at))
    )


def call_rows(calls: Sequence[Call]) -> tuple[CallRow, ...]:
    """As engine. Six statements, however many calls."""
    names = names_of({c.path for c in calls})
    heads = heads_of({c.household_id for c in calls})
    callers = callers_of([c.id for c in calls])
    homes = [c.household_id for c in calls]
    of = {w.id: w for w in Warning.objects.filter(id__in={c.warning_id for c in calls})}
    plans = {p.household_id: p for p in Plan.objects.filter(household_id__in=homes)}

    def needs(call: Call) -> tuple[str, ...]:
        plan = plans.get(call.household_id)
        return tuple(plan.needs) if plan and of[call.warning_id].ladder in plan.threats else ()

    return tuple(
        CallRow(
            c.id, c.warning_id, c.household_id, c.path, names.get(c.path, ""),
            mask(Masked.NAME, str(heads[c.household_id].name)) if c.household_id in heads else "", c.people,
            Stand(c.stand), c.settled, c.help, c.stays, c.gone, read_word(c.where), c.tried, c.tried_at, c.due_at,
            c.move_due_at, c.answered_at, callers.get(c.id, ()), needs(c), of[c.warning_id].headline,
            of[c.warning_id].drill, of[c.warning_id].ended_at is not None,
        )
        for c in calls
    )  # fmt: skip


def callers_of(calls: Collection[UUID]) -> Mapping[UUID, tuple[CallerRow, ...]]:
    """Who is to call, by call, masked. As engine. One statement."""
    found = defaultdict[UUID, list[CallerRow]](list)
    order = [role for scheme in pledges() for role in schemes()[scheme].roles]
    rows = Caller.objects.filter(call_id__in=calls).select_related("helper", "unit").order_by("id")
    for c in sorted(rows, key=lambda c: order.index(c.role) if c.role in order else len(order)):
        found[c.call_id].append(
            CallerRow(c.role, mask(Masked.NAME, str(c.helper.name)), c.unit.name)
        )
    return {call: tuple(some) for call, some in found.items()}
