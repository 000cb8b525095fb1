"""Visits: recorded once by whoever went, with what they found, or why they could not; a miss counts and climbs."""

from datetime import date, datetime
from uuid import UUID

from shuoshi.care.keeping import carer_of_mine, locked, noted, scheme_named
from shuoshi.care.models import Carer, Pairing, Pause, Visit
from shuoshi.care.pausing import end_pauses, paused_until
from shuoshi.care.rules import due_after_pause, end_of, next_due, visit_fits
from shuoshi.care.schemes import Scheme
from shuoshi.care.terms import (
    MISSES,
    OVERSEERS,
    PAUSES,
    CarerState,
    NotAgreed,
    Outcome,
    PauseWhy,
    Subject,
    Visited,
    VisitNotFound,
)
from shuoshi.care.unvisiting import as_it_stood
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.notices.actions import tell
from shuoshi.notices.terms import About
from shuoshi.people.models import Person
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor


def record_visit(*, visited: Visited, by: Actor, at: datetime) -> UUID:
    """A visit of a pairing, or why it did not come about. Sent twice it is one.

    Shape:   who was met is due again as the tier says; who is away or in hospital is not missed until they are back;
             every other exit counts as a miss, and the second in a row climbs at once.
    Locks:   the pairing's row, the carer's.
    Raises:  CarerNotFound, PairingNotFound, NotAgreed, Conflict (another visit has this id), BadInput with its field
    """
    with carer_of_mine(visited.carer_id, by) as carer:
        write_visit(visited, carer, by, at)
    return visited.id


def write_visit(visited: Visited, carer: Carer, by: Actor, at: datetime) -> None:
    """The same for whoever was sent there by a round, as engine in the caller's scope.

    Raises:  PairingNotFound, NotAgreed, Conflict, BadInput
    """
    there = Visit.objects.filter(id=visited.id).first()
    if there is not None:
        if there.carer_id != carer.id:
            raise Conflict
        return
    pairing = locked(carer.pairing_id)
    rule = scheme_named(pairing.scheme)
    visit_fits(visited, rule, pairing.tier, at)
    if pairing.agreed_on is None or carer.state != CarerState.AGREED:
        raise NotAgreed
    late = pairing.last_at is not None and visited.at <= pairing.last_at
    moves = not late and (rule.roles[carer.role].visits or not pairing.tier)
    _write(visited, pairing, carer, by, at, moves=moves)
    if moves:
        _follow(visited, pairing, rule, by, at)
    if visited.handover and visited.outcome == Outcome.MET:
        Carer.objects.filter(id=carer.id).update(handed_over_on=local_date(visited.at))
    noted("visit", pairing, by, at, visited.id)


def note_raised(*, visit_id: UUID, matter_id: UUID, by: Actor, at: datetime) -> None:
    """A matter came of a visit. Raises VisitNotFound where the reader sees none."""
    with acting(by) as scope:
        if not Visit.objects.filter(id=visit_id).exists():
            raise VisitNotFound
        scope.write_as_engine()
        visit = Visit.objects.select_for_update().get(id=visit_id)
        if matter_id not in visit.raised:
            Visit.objects.filter(id=visit_id).update(raised=[*visit.raised, matter_id])


def subject_of(visit_id: UUID, *, by: Actor) -> tuple[Scheme, Subject]:
    """Under which scheme and of whom a visit was that the reader sees. Raises VisitNotFound where they see none."""
    with acting(by) as scope:
        visit = Visit.objects.filter(id=visit_id, pairing__isnull=False).first()
        if visit is None:
            raise VisitNotFound
        scope.write_as_engine()
        pairing = Pairing.objects.get(visits__id=visit_id)
    subject = Subject(pairing.path, pairing.person_id, pairing.household_id)
    return scheme_named(pairing.scheme), subject


def _follow(visited: Visited, pairing: Pairing, rule: Scheme, by: Actor, at: datetime) -> None:
    """What a visit of a visiting role means for the next: only what happened after the last meeting counts."""
    if visited.outcome == Outcome.MET:
        _met(visited, pairing, rule, at)
    elif visited.outcome in PAUSES and visited.until_on is not None:
        _away(visited, visited.until_on, pairing, rule, at)
    else:
        missed(pairing, local_date(visited.at), at, rule)


def missed(pairing: Pairing, on: date, at: datetime, rule: Scheme) -> None:
    """A visit did not come about on a day: the next is due a round later, the second miss in a row climbs the same day,
    and is told once. Of one day only one miss counts. As engine in the caller's scope."""
    if pairing.missed_on is not None and on <= pairing.missed_on:
        return
    misses, tier = pairing.misses + 1, rule.tiers.get(pairing.tier)
    due = next_due(tier, max(on, local_date(at))) if tier else None
    climbs = misses >= MISSES and pairing.climbed_at is None
    Pairing.objects.filter(id=pairing.id).update(
        misses=misses, due_at=due, missed_on=on, climbed_at=at if climbs else pairing.climbed_at
    )
    record(kind="care.missed", subject_id=pairing.id, path=pairing.path, by=SYSTEM, at=at)
    for role in sorted(OVERSEERS) if climbs else ():
        tell(about=About(pairing_id=pairing.id), template="visits_missed", audience=role, at=at)


def _met(visited: Visited, pairing: Pairing, rule: Scheme, at: datetime) -> None:
    tier = rule.tiers.get(pairing.tier)
    due = next_due(tier, local_date(visited.at)) if tier else None
    Pairing.objects.filter(id=pairing.id).update(
        last_at=visited.at, due_at=due, misses=0, climbed_at=None, missed_on=None
    )
    end_pauses(pairing, local_date(at))


def _away(visited: Visited, until: date, pairing: Pairing, rule: Scheme, at: datetime) -> None:
    """Nobody is missed until they are back; whoever is back by the time a phone says so is due at once."""
    why = PauseWhy.HOSPITAL if visited.outcome == Outcome.HOSPITAL else PauseWhy.AWAY
    today = local_date(at)
    if until > today:
        Pause(
            id=visited.id, path=pairing.path, person_id=pairing.person_id, household_id=pairing.household_id,
            why=why, since_on=local_date(visited.at), until_on=until,
        ).save(force_insert=True)  # fmt: skip
    tier = rule.tiers.get(pairing.tier)
    if tier:
        until = max(until, paused_until(pairing, today) or until)
        due = max(due_after_pause(tier, until), end_of(today))
        Pairing.objects.filter(id=pairing.id).update(due_at=due)


def _write(
    visited: Visited, pairing: Pairing, carer: Carer, by: Actor, at: datetime, *, moves: bool
) -> None:
    if pairing.person_id is None and pairing.household_id is None and visited.outcome in PAUSES:
        raise BadInput("一片地方不会出门、住院，请另选一项。", field="outcome")
    Visit(
        id=visited.id, pairing_id=pairing.id, carer_id=carer.id, path=pairing.path, unit_id=carer.unit_id,
        household_id=_household(pairing), way=visited.way, outcome=visited.outcome, at=visited.at, recorded_at=at,
        account_id=by.account_id, words=visited.words.strip() or None, findings=sorted(visited.findings),
        handover=visited.handover, before=as_it_stood(pairing, carer, local_date(at)) if moves else None,
    ).save(force_insert=True)  # fmt: skip


def _household(pairing: Pairing) -> UUID | None:
    if pairing.person_id is None:
        return pairing.household_id
    found = Person.objects.filter(id=pairing.person_id).values_list("household_id", flat=True)
    return found.first()
