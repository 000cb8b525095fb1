"""Reading the access log."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.sealing.models import Access

_MOST = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """One look behind a mask."""

    at: datetime
    fields: tuple[str, ...]
    purpose: str
    why: str
    role: str
    said_by: str
    path: str
    under_glass: bool
    person_id: UUID | None
    matter_id: UUID | None


def looks_at(person_id: UUID, *, by: Actor, most: int = _MOST) -> tuple[Looked, ...]:
    """Who looked at a person's values, the newest first, as far as the reader's reach goes. One
    statement in a scope."""
    with acting(by):
        return _rows(Access.objects.filter(person_id=person_id), most)


def looks_in(
    matter_id: UUID, *, of: UUID | None, by: Actor, most: int = _MOST
) -> tuple[Looked, ...]:
    """Who looked behind masks in the course of a matter at what is the raiser's (`of`), the newest first;
    not at what belongs to somebody who offered to help. One statement in a scope."""
    with acting(by):
        own = Q(person_id__isnull=True) | Q(person_id=of)
        return _rows(Access.objects.filter(own, matter_id=matter_id), most)


def looks_within(*, by: Actor, most: int = _MOST) -> tuple[Looked, ...]:
    """Every look within reach, the newest first, for those who audit. One statement in a scope."""
    with acting(by):
        return _rows(Access.objects.all(), most)


def looks_under(glass_id: UUID, *, by: Actor, most: int = _MOST) -> tuple[Looked, ...]:
    """What was looked at behind one broken glass, the newest first, for whoever reviews it. One
    statement in a scope."""
    with acting(by):
        return _rows(Access.objects.filter(glass_id=glass_id), most)


def _rows(found: QuerySet[Access], most: int) -> tuple[Looked, ...]:
    rows = found.order_by("-at", "-id").values_list(
        "at", "fields", "purpose", "why", "role", "said_by", "path", "glass_id", "person_id",
        "matter_id",
    )[:most]  # fmt: skip
    return tuple(
        Looked(
            r[0], tuple(r[1]), *r[2:7], under_glass=r[7] is not None, person_id=r[8], matter_id=r[9]
        )
        for r in rows
    )
