"""Looking behind the masks of one matter: whom to call, what a form holds sealed; written down first."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shuoshi.accounts.terms import LOOKERS
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.matters.rules import open_moves
from shuoshi.matters.sealed import open_field, sealed_for
from shuoshi.matters.situation import Situation
from shuoshi.people.queries import contact
from shuoshi.programmes.ports import BLOCKS
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.sealing.actions import log_look
from shuoshi.sealing.rules import mask
from shuoshi.sealing.terms import Look, Masked

CONTACT = {"name": Masked.NAME, "phone": Masked.PHONE}


def open_fields(now: Situation, by: Actor) -> tuple[str, ...]:
    """What somebody may look at behind its mask: 'name' and 'phone' of the raiser, 'form.<field>'.

    Shape:   the raiser's for those who have something to do with the matter now, those who call back, and
             whoever broke glass, not for onlookers, nor for a body that votes on it; a field for its `seen_by`.
    """
    m, d = now.matter, now.definition
    if by.role in LOOKERS and by.glass_id is None:
        return ()
    found = [f"form.{name}" for name in sealed_for(d, m.form, by.role)]
    owner = d.stages[m.stage].owner
    busy = owner != "body" and any(move not in d.standard for move in open_moves(now, by))
    blocks = d.stages[m.stage].blocks
    calls = any(by.role in BLOCKS[name].speaks_with(own) for name, own in blocks.items())
    if m.raiser_id is not None and (busy or calls or by.glass_id is not None):
        found = [*CONTACT, *found]
    return tuple(found)


def masked_contact(now: Situation) -> Mapping[str, str]:
    """The raiser's name and phone behind their masks; empty where nothing was left. One statement in
    a scope."""
    known = contact(now.matter.raiser_id, by=SYSTEM) if now.matter.raiser_id else None
    values = {"name": known.name, "phone": known.phone or ""} if known else {}
    return {name: mask(CONTACT[name], value) for name, value in values.items() if value}


def look(
    now: Situation,
    *,
    fields: Sequence[str],
    purpose: str,
    why: str,
    by: Actor,
    at: datetime,
) -> Mapping[str, str]:
    """Whole values for a purpose: 'name', 'phone' of the raiser, 'form.<field>' of the form.

    Shape:   what is asked for and may not be seen fails as a whole.
    Raises:  NotAllowed, NoPurpose, BadInput when nothing is asked for
    """
    m, wished = now.matter, list(dict.fromkeys(fields))
    if not wished:
        raise BadInput("请选要看哪一项。", field="fields")
    if not set(wished) <= set(open_fields(now, by)):
        raise NotAllowed("这一项您的岗位不能看。")
    known = contact(m.raiser_id, by=SYSTEM) if m.raiser_id else None
    with acting(SYSTEM):
        log_look(
            fields=wished, purpose=purpose, why=why, path=m.path, by=by, at=at,
            person_id=m.raiser_id, matter_id=m.id,
        )  # fmt: skip
    plain = {"name": known.name, "phone": known.phone or ""} if known else {}
    return {
        field: open_field(name, m.form[name])
        if (name := field.removeprefix("form.")) != field
        else plain.get(field, "")
        for field in wished
    }


def note_glass(now: Situation, by: Actor) -> None:
    """Write down that a matter was opened under a break-glass."""
    m = now.matter
    with acting(SYSTEM):
        log_look(
            fields=["page"], purpose=Look.URGENT, path=m.path, by=by, at=now.at,
            person_id=m.raiser_id, matter_id=m.id,
        )  # fmt: skip
