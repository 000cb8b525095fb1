"""The access log in words: purposes, fields, who and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from shuoshi.accounts.terms import ROLES
from shuoshi.matters.queries import numbers_of
from shuoshi.people.queries import people_shown
from shuoshi.people.terms import FINDERS, VALUES
from shuoshi.places.queries import names_of
from shuoshi.reach.terms import Actor
from shuoshi.sealing.queries import Looked
from shuoshi.sealing.terms import LOOKS, Look
from shuoshi.ui.words import in_words


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look in words."""

    at: datetime
    by: str
    place: str
    what: str
    purpose: str
    why: str
    under_glass: bool
    whose: tuple[tuple[str, str, UUID], ...] = ()


def looks_in_words() -> list[tuple[str, str]]:
    """The list of purposes, for a form."""
    return [(look.value, in_words(name)) for look, name in LOOKS.items()]


def look_lines(looks: Iterable[Looked], by: Actor | None = None) -> list[LookLine]:
    """Looks as a page shows them; with `by`, for whoever audits, with whose data it was. One statement,
    two more in scopes with `by`."""
    rows = list(looks)
    names = names_of(row.path for row in rows)
    whose = _whose(rows, by) if by else {}
    return [
        LookLine(
            row.at, _by(row), names.get(row.path, ""), "、".join(_field(f) for f in row.fields),
            in_words(LOOKS[Look(row.purpose)]), row.why, row.under_glass,
            tuple(whose[i] for i in (row.person_id, row.matter_id) if i in whose),
        )
        for row in rows
    ]  # fmt: skip


def _whose(rows: Iterable[Looked], by: Actor) -> dict[UUID | None, tuple[str, str, UUID]]:
    """Persons by their masked names, matters by their numbers: page, words, id; as far as `by` sees."""
    people = [row.person_id for row in rows if row.person_id] if by.role in FINDERS else []
    shown = people_shown(people, by=by) if people else ()
    matters = numbers_of([row.matter_id for row in rows if row.matter_id], by=by)
    found: dict[UUID | None, tuple[str, str, UUID]] = {}
    found |= {p.id: ("person", p.values["name"], p.id) for p in shown}
    return found | {m: ("matter", number, m) for m, number in matters.items()}


def _by(row: Looked) -> str:
    return row.said_by or (in_words(ROLES[row.role].name) if row.role in ROLES else row.role)


def _field(name: str) -> str:
    if name in VALUES:
        return in_words(VALUES[name][1])
    known = {"page": _("整件事"), "masked": _("带星号的信息")}
    return known.get(name, _("表单里封存的一项"))
