"""Whom a warning's notices mean."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from shuoshi.accounts.models import Account
from shuoshi.accounts.queries import holders, responsible
from shuoshi.kernel.clock import local_date
from shuoshi.notices.terms import Told
from shuoshi.people.models import Person
from shuoshi.places.queries import names_of
from shuoshi.reach.rules import bounds_of
from shuoshi.warnings.ladders import ladder_called
from shuoshi.warnings.models import Call, Caller, Plan, Warning
from shuoshi.warnings.terms import LEVELS, WANTS, Level, Stand


def addressees(warning_id: UUID, audience: str, at: datetime) -> Told:
    """Whom an audience means for one warning; called by the job inside its own scope.

    Shape:   callers: whoever is to call anywhere; carers@PATH: whoever is to call where nobody has answered yet;
             ROLE@PATH: whoever is responsible there; household:CALL: whoever lives there, and the phone of one of them.
    """
    warning = Warning.objects.get(id=warning_id)
    said = f"{LEVELS[Level(warning.level)].zh}预警 {warning.headline}"
    if audience.startswith("household:"):
        return _household(UUID(audience.removeprefix("household:")), warning, said)
    whom, _at, path = audience.partition("@")
    calls = Call.objects.filter(warning_id=warning.id)
    if path:
        bounds = bounds_of(path)
        calls = calls.filter(path__gte=bounds.lo, path__lt=bounds.hi)
    if whom == "callers":
        return _told(_of_callers(Caller.objects.filter(call__in=calls.values("id")), at), said)
    waiting = calls.filter(stand=Stand.WAITING)
    many = waiting.count()
    place = names_of([path]).get(path, "")
    title = f"{said} · {place} {many} 户"
    if whom == "carers":
        return _told(_of_callers(Caller.objects.filter(call__in=waiting.values("id")), at), title)
    there = (
        [h.account_id for h in responsible(local_date(at), role=whom, path=path)] if many else []
    )
    return _told(there, title)


def _told(accounts: Iterable[UUID], title: str) -> Told:
    return Told(tuple(dict.fromkeys(accounts)), None, "", title, outside=title, urgent=True)


def _of_callers(callers: QuerySet[Caller], at: datetime) -> list[UUID]:
    """Helpers with an account of their own; of the others whoever is on duty in their unit."""
    rows = callers.values_list("unit_id", "helper__account_id").distinct()
    on = local_date(at)
    out, units = list[UUID](), set[UUID]()
    for unit_id, own in rows:
        if own is not None:
            out.append(own)
        elif unit_id not in units:
            units.add(unit_id)
            out.extend(_on_duty(on, unit_id))
    return out


def _on_duty(on: date, unit_id: UUID) -> list[UUID]:
    return [h.account_id for h in holders(on, unit_id=unit_id)]


def _household(call_id: UUID, warning: Warning, said: str) -> Told:
    """What a household is told: what it is asked to do, and by its plan where it goes; behind a lock screen only the
    warning itself."""
    call = Call.objects.get(id=call_id)
    wants = ladder_called(warning.ladder).levels[Level(warning.level)].wants
    plan = Plan.objects.filter(household_id=call.household_id).first()
    to = f"，{plan.route}，去{plan.shelter}" if plan else ""
    people = Person.objects.filter(household_id=call.household_id, left_on__isnull=True).order_by(
        "id"
    )
    phones = [str(p.phone) for p in people if p.phone]
    accounts = Account.objects.filter(person_id__in=people.values("id"), is_active=True)
    public = f"{said}（{warning.source}）"
    whole = f"{public}：{WANTS[wants].zh}{to}"
    return Told(
        tuple(accounts.order_by("id").values_list("id", flat=True)), phones[0] if phones else None, "", whole[:200],
        outside=public, urgent=True,
    )  # fmt: skip
