"""Those who can't come: a car goes to them, on a day of `rounds`, to be counted at home."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from shuoshi.counts.editions import Edition, edition_called
from shuoshi.counts.keeping import open_count
from shuoshi.counts.models import Counted, Missing
from shuoshi.counts.rules import may_find
from shuoshi.counts.terms import Of
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.rounds.models import Stop
from shuoshi.rounds.queries import rounds_within
from shuoshi.rounds.stops import add_stop
from shuoshi.rounds.terms import Kind, RoundNotFound, StopNotFound, StopSaid, StopState

_AT_HOME_MIN, _MOST = 5, 300


def send_car(*, count_id: UUID, round_id: UUID, by: Actor, at: datetime) -> int:
    """Everybody of a round's place who is missing for a reason for which somebody comes to them becomes a stop of that
    round; who is one already stays one. Gives how many are new, three hundred at most.

    Raises:  MayNotCount, MayNotFind, CountNotFound, CountOver, RoundNotFound, what adding a stop raises
    """
    may_find(by)
    path = next((r.path for r in rounds_within(by=by) if r.id == round_id), None)
    if path is None:
        raise RoundNotFound
    bounds = bounds_of(path)
    with acting(by) as scope:
        count = open_count(count_id)
        rules = edition_called(count.edition)
        reasons = [code for code, reason in rules.missing.items() if reason.visit]
        there = Counted.objects.filter(count_id=count.id, subject_id=OuterRef("subject_id"))
        found = Missing.objects.filter(
            ~Exists(there),
            count_id=count.id,
            reason__in=reasons,
            path__gte=bounds.lo,
            path__lt=bounds.hi,
        )
        scope.write_as_engine()
        which = "person_id" if rules.of is Of.PERSON else "household_id"
        stops = Stop.objects.filter(round_id=round_id, what=count.name, state=StopState.WAITS)
        known = [i for i in stops.values_list(which, flat=True) if i]
        left = found.exclude(subject_id__in=known).order_by("path", "id")
        ids = list(left.values_list("subject_id", flat=True)[:_MOST])
    new = 0
    for subject in ids:
        try:
            add_stop(round_id=round_id, stop=_stop(subject, count.name, rules), by=by, at=at)
        except (Conflict, StopNotFound, BadInput):
            continue  # has moved or left since: who is missing says so
        new += 1
    return new


def _stop(subject: UUID, name: str, rules: Edition) -> StopSaid:
    if rules.of is Of.PERSON:
        return StopSaid(name, service_min=_AT_HOME_MIN, kind=Kind.SAMPLING, person_id=subject)
    return StopSaid(name, service_min=_AT_HOME_MIN, kind=Kind.SAMPLING, household_id=subject)
