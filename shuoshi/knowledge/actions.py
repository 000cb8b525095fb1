"""Writing the knowledge base: add, put a new one in the place of an old one, take out."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.knowledge.models import KnowledgeEntry
from shuoshi.knowledge.terms import (
    ANSWER_MOST,
    GOOD_FOR,
    KEEPERS,
    QUESTION_MOST,
    SOURCE_MOST,
    EntryNotFound,
    MayNotKeep,
)
from shuoshi.reach.terms import Actor, Reach

_DEPTHS = (6, 9, 12)


def _keeps(path: str, by: Actor) -> None:
    """Raises MayNotKeep."""
    own = by.reach is Reach.TERRITORIAL and by.role in KEEPERS and not by.glass_id
    if not own or len(path) not in _DEPTHS or not by.bounds.holds(path):
        raise MayNotKeep


def add_entry(
    *,
    path: str,
    question: str,
    answer: str,
    source: str,
    review_on: date,
    by: Actor,
    at: datetime,
    instead_of: UUID | None = None,
) -> UUID:
    """Write an entry for a place, or put it in the place of an old one.

    Locks:   the old entry's row.
    Raises:  MayNotKeep, EntryNotFound, BadInput naming the field
    """
    _keeps(path, by)
    for field, text, most in (
        ("question", question, QUESTION_MOST), ("answer", answer, ANSWER_MOST), ("source", source, SOURCE_MOST),
    ):  # fmt: skip
        if not text.strip():
            raise BadInput("这一项必填。", field=field)
        if len(text) > most:
            raise BadInput("最多 %(most)s 个字。", field=field, most=most)
    if not local_date(at) < review_on <= local_date(at) + GOOD_FOR:
        raise BadInput("请填今后一年以内的日子，到那天再核对一次。", field="review_on")
    try:
        with transaction.atomic():
            if instead_of is not None:
                _end(instead_of, by, at)
            row = KnowledgeEntry.objects.create(
                id=new_id(at), path=path, question=question.strip(), answer=answer.strip(),
                source=source.strip(), review_on=review_on, added_at=at,
            )  # fmt: skip
            record(kind="knowledge.add", subject_id=row.id, path=path, by=by, at=at)
    except IntegrityError:
        raise BadInput("这个地方已经有这一问，请改那一条。", field="question") from None
    return row.id


def end_entry(*, entry_id: UUID, by: Actor, at: datetime) -> None:
    """Take an entry out.

    Locks:   its row.
    Raises:  EntryNotFound, MayNotKeep
    """
    with transaction.atomic():
        path = _end(entry_id, by, at)
        record(kind="knowledge.end", subject_id=entry_id, path=path, by=by, at=at)


def _end(entry_id: UUID, by: Actor, at: datetime) -> str:
    standing = KnowledgeEntry.objects.select_for_update().filter(ended_at__isnull=True)
    row = standing.filter(id=entry_id).first()
    if row is None:
        raise EntryNotFound
    _keeps(row.path, by)
    KnowledgeEntry.objects.filter(id=entry_id).update(ended_at=at)
    return str(row.path)
