"""Why somebody is missing: said by whoever looked for them, taken back when they turn up otherwise."""

from datetime import datetime
from uuid import UUID

from shuoshi.counts.editions import edition_called
from shuoshi.counts.keeping import noted, open_count, sealed_word, switch_of
from shuoshi.counts.models import Counted, Missing
from shuoshi.counts.rules import may_find
from shuoshi.counts.terms import NOTE_MOST, Of, SubjectNotFound
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.lengths import at_most
from shuoshi.people.models import Household, Person
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor


def say_missing(
    *, count_id: UUID, subject_id: UUID, reason: str, note: str, by: Actor, at: datetime
) -> None:
    """Say why somebody whom the actor sees is missing; said again, the later word holds.

    Raises:  MayNotCount, MayNotFind, CountNotFound, CountOver, SubjectNotFound, EmergencyOff,
             BadInput with its field, Conflict for whoever was counted
    """
    may_find(by)
    at_most(note, "note", NOTE_MOST)
    with acting(by) as scope:
        count = open_count(count_id)
        rules = edition_called(count.edition)
        if reason not in rules.missing:
            raise BadInput("请从选项里选。", field="reason")
        path = _home(subject_id, rules.of)
        if path is None or not bounds_of(count.path).holds(path):
            raise SubjectNotFound
        scope.write_as_engine()
        if Counted.objects.filter(count_id=count.id, subject_id=subject_id).exists():
            raise Conflict("已经清点到了，不用再写。")
        said = {
            "reason": reason, "path": path, "at": at,
            "note": sealed_word(note.strip(), switch_of(count, at).key),
        }  # fmt: skip
        Missing.objects.update_or_create(
            count_id=count.id, subject_id=subject_id, defaults=said,
            create_defaults={**said, "id": new_id(at)},
        )  # fmt: skip
        noted("missing", count.id, path, by, at)


def take_back(*, count_id: UUID, subject_id: UUID, by: Actor, at: datetime) -> None:
    """It was said by mistake: nothing is known of why they are missing. Raises MayNotCount, MayNotFind,
    SubjectNotFound."""
    may_find(by)
    with acting(by) as scope:
        row = Missing.objects.filter(count_id=count_id, subject_id=subject_id).first()
        if row is None:
            raise SubjectNotFound
        scope.write_as_engine()
        Missing.objects.filter(id=row.id).delete()
        noted("found", count_id, row.path, by, at)


def _home(subject_id: UUID, of: Of) -> str | None:
    """Where somebody lives whom the scope's reach sees."""
    table = Person if of is Of.PERSON else Household
    return table.objects.filter(id=subject_id).values_list("path", flat=True).first()
