"""One household under a warning: as whoever calls there sees it, and as it sees itself."""

from datetime import datetime
from uuid import UUID

from shuoshi.care.models import Pairing
from shuoshi.events.duties import leads
from shuoshi.people.models import Household, Person
from shuoshi.people.terms import UNMASKERS
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.sealing.actions import log_look
from shuoshi.sealing.terms import Look
from shuoshi.warnings.keeping import at_home, read_word, sees_call
from shuoshi.warnings.ladders import ladder_called
from shuoshi.warnings.models import Call, CallStep, Plan, Warning
from shuoshi.warnings.queries import call_rows, warning_rows
from shuoshi.warnings.rows import CallShown, Lives, PlanRow, Reached, StepRow
from shuoshi.warnings.terms import (
    REGRETS,
    CallNotFound,
    Ended,
    Level,
    MayNotCall,
    Stand,
    Step,
    Wants,
    WarningOver,
)

_OWN = 20


def call_shown(call_id: UUID, *, by: Actor, at: datetime) -> CallShown:
    """A household under a warning, masked, with everything that was said of it. Raises CallNotFound."""
    with acting(by) as scope:
        seen = sees_call(call_id, by)
        scope.write_as_engine()
        call = Call.objects.select_related("warning").filter(id=call_id).first()
        if call is None or not (seen or at_home(call, by)):
            raise CallNotFound
        return _shown(call, by, at)


def own_calls(*, by: Actor, at: datetime) -> tuple[CallShown, ...]:
    """The warnings under which somebody's own household is called, the latest first; nothing for whoever has no home
    here."""
    if by.person_id is None:
        return ()
    with acting(by) as scope:
        scope.write_as_engine()
        me = Person.objects.filter(id=by.person_id, left_on__isnull=True)
        home = me.values_list("household_id", flat=True).first()
        if home is None:
            return ()
        mine = Call.objects.filter(household_id=home, warning__ended_why__in=("", "clear"))
        found = mine.select_related("warning").order_by("-warning__sent_at", "-id")[:_OWN]
        return tuple(_shown(call, by, at) for call in found)


def look_at_call(call_id: UUID, *, by: Actor, at: datetime) -> Reached:
    """The door, names and phones of a household, for whoever has to reach it; who looked is written down first, of
    everybody who lives there. While the warning stands, and until they are home after it.

    Raises:  MayNotCall, CallNotFound, WarningOver
    """
    if by.reach is Reach.TERRITORIAL and by.role not in UNMASKERS:
        raise MayNotCall
    with acting(by) as scope:
        if not sees_call(call_id, by):
            raise CallNotFound
        scope.write_as_engine()
        call = Call.objects.select_related("warning").get(id=call_id)
        ended = call.warning.ended_why
        if ended and (ended != Ended.CLEAR or call.stand in (Stand.HOME, Stand.WAITING)):
            raise WarningOver
        home = Household.objects.get(id=call.household_id)
        lives = list(
            Person.objects.filter(
                household_id=home.id, left_on__isnull=True, same_as__isnull=True
            ).order_by("id")
        )
        for person in lives:
            log_look(
                fields=["contact", "door", "name", "phone"], purpose=Look.URGENT, path=call.path, by=by, at=at,
                person_id=person.id,
            )  # fmt: skip
        pairing = Pairing.objects.filter(
            household_id=home.id, scheme=ladder_called(call.warning.ladder).scheme, ended_on__isnull=True
        ).first()  # fmt: skip
        return Reached(
            str(home.door), tuple(Lives(str(p.name), str(p.phone or "")) for p in lives),
            str(pairing.contact or "") if pairing else "",
        )  # fmt: skip


def _shown(call: Call, by: Actor, at: datetime) -> CallShown:
    over = call.warning.ended_why in (Ended.WRONG, Ended.REPLACED)
    plan = plan_under(call, call.warning)
    newer = None
    if call.warning.ended_why == Ended.REPLACED:
        after = Call.objects.filter(
            warning__before_id=call.warning_id, household_id=call.household_id
        )
        newer = after.values_list("id", flat=True).first()
    steps = CallStep.objects.filter(call_id=call.id).order_by("-at", "-id")
    return CallShown(
        warning_rows([call.warning])[0], call_rows([call])[0], tuple(_step(s, by, at, over=over) for s in steps),
        plan_row(plan) if plan else None, over, newer,
    )  # fmt: skip


def plan_under(call: Call, warning: Warning) -> Plan | None:
    """What a household does under a warning: by a plan for its danger, where it is asked to do anything. As engine. One
    statement at most."""
    wants = ladder_called(warning.ladder).levels[Level(warning.level)].wants
    if wants is Wants.KNOW:
        return None
    return Plan.objects.filter(
        household_id=call.household_id, threats__contains=[warning.ladder]
    ).first()


def _step(s: CallStep, by: Actor, at: datetime, *, over: bool) -> StepRow:
    own = s.account_id is not None and s.account_id == by.account_id
    may = own or (by.reach is Reach.TERRITORIAL and leads(by))
    return StepRow(
        s.id, Step(s.step), s.way, s.at, s.recorded_at, s.said_by, s.people, read_word(s.where), s.why,
        read_word(s.note), may and at - s.recorded_at <= REGRETS and not over,
    )  # fmt: skip


def plan_row(plan: Plan) -> PlanRow:
    """A plan as a row."""
    return PlanRow(
        plan.household_id, plan.path, tuple(plan.threats), plan.route, plan.shelter, tuple(plan.needs), plan.made_at
    )  # fmt: skip
