"""Why somebody needs looking after: written down, looked at again, ended; what follows from age follows by itself."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import UUID

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import AtRisk, Person
from shuoshi.people.ports import CHANGED
from shuoshi.people.queries import known_of
from shuoshi.people.rules import groups_by_age
from shuoshi.people.terms import (
    BY_AGE,
    KEEPERS,
    NOTE_MOST,
    REVIEW_DAYS,
    REVIEW_MOST_DAYS,
    SOURCES,
    Ending,
    Group,
    PersonNotFound,
    RiskNotFound,
    Source,
)
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor


def add_risk(
    *,
    person_id: UUID,
    group: str,
    note: str,
    source: str,
    by: Actor,
    at: datetime,
    review_on: date | None = None,
) -> UUID:
    """Write down why somebody needs looking after, and when that is looked at again.

    Shape:   `review_on` half a year ahead unless said. Written down already and still so: only note, source and
             day change, and its id comes back.
    Locks:   the person's row.
    Raises:  NotAllowed, PersonNotFound, BadInput with its field
    """
    if by.role not in KEEPERS:
        raise NotAllowed
    today = local_date(at)
    found = _group(group)
    if source not in set(SOURCES) - {Source.AGE}:
        raise BadInput("请从选项里选。", field="source")
    if len(note) > NOTE_MOST:
        raise BadInput("最多 %(most)s 个字。", field="note", most=NOTE_MOST)
    due = _review(review_on, today)
    with acting(by) as scope:
        known = known_of(person_id)
        if known is None:
            raise PersonNotFound
        scope.write_as_engine()
        person = Person.objects.select_for_update().get(id=person_id)
        if person.left_on is not None:
            raise BadInput("这个人已经不住在这里了。")
        there = AtRisk.objects.filter(
            person_id=person_id, group=found, ended_on__isnull=True
        ).first()
        risk = there or AtRisk(
            id=new_id(at), person_id=person_id, path=known.path, group=found, found_on=today
        )
        risk.note, risk.source, risk.review_on = note.strip() or None, source, due
        risk.save(force_insert=there is None)
        _heard(person_id, at)
        record(
            kind="people.at_risk",
            subject_id=risk.id,
            other_id=person_id,
            path=known.path,
            by=by,
            at=at,
        )
    return risk.id


def review_risk(*, risk_id: UUID, review_on: date | None, by: Actor, at: datetime) -> None:
    """It is still so; look again on another day.

    Raises:  NotAllowed, RiskNotFound, BadInput
    """
    due = _review(review_on, local_date(at))
    with _open_risk(risk_id, by) as risk:
        AtRisk.objects.filter(id=risk.id).update(review_on=due)
        record(
            kind="people.risk_reviewed", subject_id=risk.id, other_id=risk.person_id, path=risk.path,
            by=by, at=at,
        )  # fmt: skip


def end_risk(*, risk_id: UUID, why: str, by: Actor, at: datetime) -> None:
    """It is so no more, and why.

    Raises:  NotAllowed, RiskNotFound, BadInput
    """
    if why not in set(Ending) - {Ending.MOVED, Ending.DIED}:
        raise BadInput("请从选项里选。", field="why")
    with _open_risk(risk_id, by) as risk:
        AtRisk.objects.filter(id=risk.id).update(ended_on=local_date(at), ended_why=why)
        _heard(risk.person_id, at)
        record(
            kind="people.risk_ended", subject_id=risk.id, other_id=risk.person_id, path=risk.path,
            by=by, at=at,
        )  # fmt: skip


def _heard(person_id: UUID, at: datetime) -> None:
    for hear in CHANGED:
        hear(person_id, at)


@contextmanager
def _open_risk(risk_id: UUID, by: Actor) -> Iterator[AtRisk]:
    """A reason inside the actor's reach, its row locked, in a scope that writes as engine.

    Raises:  NotAllowed, RiskNotFound, BadInput for what follows from age
    """
    if by.role not in KEEPERS:
        raise NotAllowed
    with acting(by) as scope:
        if not AtRisk.objects.filter(id=risk_id, ended_on__isnull=True).exists():
            raise RiskNotFound
        scope.write_as_engine()
        risk = AtRisk.objects.select_for_update().filter(id=risk_id, ended_on__isnull=True).first()
        if risk is None:
            raise RiskNotFound
        if risk.group in BY_AGE:
            raise BadInput("这一条按出生日期算；出生日期错了，请更正出生日期。")
        yield risk


def keep_ages(*, at: datetime) -> int:
    """Let what follows from age follow for everybody: who turned 65 or 80, who is an infant no more. Gives how many
    reasons began or ended. In batches of 2,000 people, each a transaction of its own.
    """
    changed, after = 0, UUID(int=0)
    while True:
        with acting(SYSTEM):
            people = list(
                Person.objects.filter(id__gt=after, born_on__isnull=False, left_on__isnull=True)
                .order_by("id").only("id", "born_on", "path")[:_BATCH]
            )  # fmt: skip
            if not people:
                return changed
            born = {p.id: (p.path, date.fromisoformat(str(p.born_on))) for p in people}
            changed += set_ages(born, at)
            after = people[-1].id


_BATCH = 2_000


def set_ages(born: Mapping[UUID, tuple[str, date]], at: datetime) -> int:
    """The same for these (path and day of birth by person), as engine in the caller's scope. Two statements, and one
    for each kind of change."""
    today = local_date(at)
    there = AtRisk.objects.filter(person_id__in=born, group__in=BY_AGE, ended_on__isnull=True)
    have = {
        (person, group): risk
        for risk, person, group in there.values_list("id", "person_id", "group")
    }
    due = {(p, g) for p, (_path, day) in born.items() for g in groups_by_age(day, today)}
    over = [risk for key, risk in have.items() if key not in due]
    new = [
        AtRisk(
            id=new_id(at), person_id=p, path=born[p][0], group=g, source=Source.AGE, found_on=today
        )
        for p, g in sorted(due - set(have))
    ]
    if over:
        AtRisk.objects.filter(id__in=over).update(ended_on=today, ended_why=Ending.OVER)
    AtRisk.objects.bulk_create(new, ignore_conflicts=True)
    return len(over) + len(new)


def _group(group: str) -> Group:
    if group not in set(Group):
        raise BadInput("请从选项里选。", field="group")
    if group in BY_AGE:
        raise BadInput("年龄按出生日期算，不用登记。", field="group")
    return Group(group)


def _review(review_on: date | None, today: date) -> date:
    due = review_on or today + timedelta(days=REVIEW_DAYS)
    if not today < due <= today + timedelta(days=REVIEW_MOST_DAYS):
        raise BadInput("下次核对的日期要在今天以后、一年以内。", field="review_on")
    return due
