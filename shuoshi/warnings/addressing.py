"""Whom a warning's notices mean, and what they say."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from shuoshi.accounts.models import Account
from shuoshi.accounts.queries import accounts_of, holders, responsible
from shuoshi.events.duties import UNIT_WORKERS, WORKERS
from shuoshi.kernel.clock import local_date
from shuoshi.notices.terms import Told
from shuoshi.people.models import Person
from shuoshi.places.queries import names_of
from shuoshi.reach.rules import bounds_of
from shuoshi.warnings.ladders import ladder_called
from shuoshi.warnings.models import Call, Caller, Warning
from shuoshi.warnings.reading import plan_under
from shuoshi.warnings.terms import LEVELS, WANTS, Ended, Level, Stand

NOBODY = Told((), None, "", "")
_SECRETARY = "secretary"
_OVER = {
    Ended.CLEAR: "解除了，可以回家", Ended.WRONG: "发错了，不用走", Ended.REPLACED: "换成新的预警了",
}  # fmt: skip


def addressees(warning_id: UUID, audience: str, at: datetime) -> Told:
    """Whom an audience means for one warning; called by the job inside its own scope.

    Shape:   callers: whoever is to call anywhere; secretary@PATH; carers@PATH: whoever is to call where nobody has
             answered yet; ROLE@PATH: whoever is responsible there, with how many have not answered; household:CALL:
             whoever lives there, and a phone of theirs, what they are asked to do; over:CALL: the same, that it is
             over; help:CALL: whoever calls and leads there, that somebody needs help. Of a warning that is over
             nobody is told anything else.
    """
    warning = Warning.objects.get(id=warning_id)
    kind, _colon, call_id = audience.partition(":")
    if kind == "over":
        ending = _OVER.get(Ended(warning.ended_why)) if warning.ended_why else None
        return _household(UUID(call_id), warning, f"：{ending}") if ending else NOBODY
    if kind == "household":
        return _household(UUID(call_id), warning, None) if warning.ended_at is None else NOBODY
    if kind == "help":
        return _help(UUID(call_id), warning, at)
    whom, _at, path = audience.partition("@")
    if whom == "callers":
        of = Caller.objects.filter(call__warning_id=warning.id)
        return _told(_of_callers(of, at), _said(warning))
    if whom == _SECRETARY:
        return _told(_responsible("village_secretary", path, at), _said(warning))
    return _unanswered(warning, whom, path, at) if warning.ended_at is None else NOBODY


def _help(call_id: UUID, warning: Warning, at: datetime) -> Told:
    """Whoever calls there, the grid worker, the secretary: where somebody needs help, never who."""
    call = Call.objects.get(id=call_id)
    there = _of_callers(Caller.objects.filter(call_id=call.id), at)
    for role in ("grid_worker", "village_secretary"):
        there += _responsible(role, call.path, at)
    return _told(there, f"{_said(warning)} · {names_of([call.path]).get(call.path, '')}")


def _unanswered(warning: Warning, whom: str, path: str, at: datetime) -> Told:
    bounds = bounds_of(path)
    waiting = Call.objects.filter(
        warning_id=warning.id, stand=Stand.WAITING, path__gte=bounds.lo, path__lt=bounds.hi
    )
    many = waiting.count()
    if not many:
        return NOBODY
    title = f"{_said(warning)} · {names_of([path]).get(path, '')} {many} 户"
    if whom == "carers":
        return _told(_of_callers(Caller.objects.filter(call__in=waiting.values("id")), at), title)
    return _told(_responsible(whom, path, at), title)


def _said(warning: Warning) -> str:
    """A warning in a line: a drill says so first."""
    drill = "【演练】" if warning.drill else ""
    return f"{drill}{LEVELS[Level(warning.level)].zh}预警 {warning.headline}"


def _told(accounts: Iterable[UUID], title: str) -> Told:
    return Told(tuple(dict.fromkeys(accounts)), None, "", title, outside=title, urgent=True)


def _responsible(role: str, path: str, at: datetime) -> list[UUID]:
    return [h.account_id for h in responsible(local_date(at), role=role, path=path)]


def _of_callers(callers: QuerySet[Caller], at: datetime) -> list[UUID]:
    """Helpers with a login of their own, of a post or as residents; of the others whoever works in their unit."""
    rows = callers.values_list("unit_id", "helper__account_id", "helper__person_id").distinct()
    on = local_date(at)
    out, units = list[UUID](), set[UUID]()
    for unit_id, own, person_id in rows:
        mine: Sequence[UUID] = (
            [own] if own is not None else accounts_of(person_id) if person_id else []
        )
        if mine:
            out.extend(mine)
        elif unit_id not in units:
            units.add(unit_id)
            out.extend(_at_work(on, unit_id))
    return out


def _at_work(on: date, unit_id: UUID) -> list[UUID]:
    able = WORKERS | UNIT_WORKERS
    return [h.account_id for h in holders(on, unit_id=unit_id) if h.role in able]


def _household(call_id: UUID, warning: Warning, ending: str | None) -> Told:
    """What a household is told: what it is asked to do, and by its plan where it goes; behind a lock screen only the
    warning itself."""
    call = Call.objects.get(id=call_id)
    public = f"{_said(warning)}（{warning.source}）"
    whole = f"{public}{ending if ending is not None else _asked(warning, call)}"
    people = Person.objects.filter(household_id=call.household_id, left_on__isnull=True).order_by(
        "id"
    )
    phones = [str(p.phone) for p in people if p.phone]
    accounts = Account.objects.filter(person_id__in=people.values("id"), is_active=True)
    return Told(
        tuple(accounts.order_by("id").values_list("id", flat=True)), phones[0] if phones else None, "", whole[:200],
        outside=f"{public}{ending or ''}", urgent=True,
    )  # fmt: skip


def _asked(warning: Warning, call: Call) -> str:
    wants = ladder_called(warning.ladder).levels[Level(warning.level)].wants
    plan = plan_under(call, warning)
    return f"：{WANTS[wants].zh}" + (f"，去{plan.shelter}，{plan.route}" if plan else "")
