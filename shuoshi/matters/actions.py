"""What others may do with matters beside the engine's moves: attach files, read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection

from shuoshi.accounts.queries import accounts_of, holders, responsible
from shuoshi.accounts.terms import ROLES
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.texts import marked
from shuoshi.matters.models import Attachment, Matter
from shuoshi.matters.pictures import Received, keep, path_of
from shuoshi.matters.sealed import TITLE, key_of, read_text
from shuoshi.matters.terms import MatterNotFound
from shuoshi.notices.keeping import SMS
from shuoshi.notices.terms import Told
from shuoshi.people.models import Person
from shuoshi.privacy.consenting import consents_to
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.units.queries import unit, units_at
from shuoshi.units.terms import UnitKind

_MOST_FILES = 30


def attach(
    *,
    matter_id: UUID,
    received: Sequence[Received],
    by: Actor,
    at: datetime,
    first_only: bool = False,
) -> tuple[UUID, ...]:
    """Add files to a matter, which `receive` has judged.

    Shape:   `first_only` adds nothing where files are there already: for a request that came twice,
             of which the first may have died between the matter and its files.
    Locks:   the matter's row, so that two at once are counted.
    Raises:  MatterNotFound, BadInput, TooLarge
    """
    kept: list[tuple[UUID, Received]] = []
    with acting(by) as scope:
        matter = Matter.objects.filter(id=matter_id).values("stage", "path", "marks").first()
        if matter is None:
            raise MatterNotFound
        scope.write_as_engine()
        Matter.objects.select_for_update().filter(id=matter_id).values_list("id").first()
        there = Attachment.objects.filter(matter_id=matter_id).count()
        if there and first_only:
            return ()
        if there + len(received) > _MOST_FILES:
            raise BadInput("一件事最多附 %(most)s 个文件。", field="files", most=_MOST_FILES)
        for file in received:
            attachment = Attachment.objects.create(
                id=new_id(at), matter_id=matter_id, kind=file.kind, content_type=file.content_type,
                bytes=len(file.content), sha256=file.sha256, width=file.width, height=file.height,
                added_at=at, said_by=by.said, stage=matter["stage"],
            )  # fmt: skip
            keep(attachment.id, file, key_of(matter["marks"]))
            kept.append((attachment.id, file))
        if kept:
            record(
                kind="matters.attach", subject_id=matter_id, other_id=kept[0][0],
                path=matter["path"], by=by, at=at,
            )  # fmt: skip
    return tuple(file_id for file_id, _ in kept)


@dataclass(frozen=True, slots=True)
class Served:
    """A file that may be served: where it lies and what it is."""

    path: Path
    content_type: str
    kind: str


def served(attachment_id: UUID, actors: Sequence[Actor]) -> Served:
    """A file, if one of these actors' reaches holds its matter, or a reviewer released it.

    Raises:  MatterNotFound
    """
    for actor in actors:
        with acting(actor):
            found = Attachment.objects.filter(id=attachment_id).first()
        if found is not None:
            file = settings.MEDIA_FOLDER / path_of(found.id)
            return Served(file, found.content_type, found.kind)
    raise MatterNotFound


_AN_EMERGENCY, _A_MATTER = marked("应急期间的一件事"), marked("一件事")
_ADDRESSEE = """
SELECT m.number, t.title, m.private, m.holder_id, m.assignee_id, m.path, m.raiser_id,
       (SELECT s.account_id FROM matters_step s WHERE s.matter_id = m.id AND s.revision = 1),
       (SELECT p.title FROM matters_published p WHERE p.matter_id = m.id AND p.hidden_at IS NULL),
       m.outside_id, t.form ->> 'answer', lead.holder_id, lead.number,
       jsonb_exists(m.marks, 'switch')
FROM matters_matter m JOIN matters_mattertext t ON t.matter_id = m.id
LEFT JOIN matters_matter lead ON lead.id = m.parent_id WHERE m.id = %s
"""


def addressees(matter_id: UUID, audience: str, at: datetime) -> Told:
    """Whom an audience means for one matter; called by the job inside its own scope.

    Shape:   holder: everybody on duty in the unit; lead: in the one that holds what this is a part of,
             under that one's number; assignee, opener: that account; raiser: their
             account, and their phone, which they left for just this, or consented to; a role: whoever
             is responsible for the place; outside: the city's platform, under its own number. Where others
             read along the title is the one that was released, or none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ADDRESSEE, [matter_id])
        m = _Addressed(*cursor.fetchone())
    title = m.title if m.title and read_text(m.title, TITLE) == m.title else _AN_EMERGENCY
    on, accounts, phone, unit_id, number = local_date(at), list[UUID](), None, None, m.number
    if audience == "holder":
        accounts, unit_id = [h.account_id for h in holders(on, unit_id=m.holder)], m.holder
    elif audience == "lead" and m.lead and m.whole:
        accounts, unit_id, number = (
            [h.account_id for h in holders(on, unit_id=m.lead)],
            m.lead,
            m.whole,
        )
    elif audience == "assignee" and m.assignee:
        accounts = [m.assignee]
    elif audience == "opener" and m.opener:
        accounts = [m.opener]
    elif audience == "raiser" and m.raiser:
        accounts = accounts_of(m.raiser)
        phone = _phone(m.raiser) if not accounts or consents_to(m.raiser, SMS.code) else None
        title = marked("不公开的一件事") if m.private else title  # an SMS is read by more than one
    elif audience == "parent_unit":
        unit_id = _above(m.holder, on)
        accounts = [h.account_id for h in holders(on, unit_id=unit_id)]
    elif audience in ROLES:
        accounts = [h.account_id for h in responsible(on, role=audience, path=m.path)]
    return Told(
        tuple(dict.fromkeys(accounts)), phone, number, title, unit_id, m.shown or _A_MATTER,
        m.order if audience == "outside" else None, m.answer or "", m.urgent,
    )  # fmt: skip


class _Addressed(NamedTuple):
    """What is asked of a matter to know whom an audience means; `lead` holds what it is a part of (`whole`)."""

    number: str
    title: str
    private: bool
    holder: UUID
    assignee: UUID | None
    path: str
    raiser: UUID | None
    opener: UUID | None
    shown: str | None
    order: str | None
    answer: str | None
    lead: UUID | None
    whole: str | None
    urgent: bool


def _above(unit_id: UUID, on: date) -> UUID:
    """The street's or the district's unit over a unit; itself at the top."""
    own = unit(unit_id)
    over = units_at(own.path, on, (UnitKind.TOWNSHIP, UnitKind.DISTRICT))
    return next((u.id for u in over if len(u.path) < len(own.path)), unit_id)


def _phone(person_id: UUID) -> str | None:
    person = Person.objects.filter(id=person_id).first()
    return str(person.phone) if person and person.phone else None
