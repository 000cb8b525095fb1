"""The access log in words: purposes, fields, who and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from shuoshi.accounts.terms import ROLES
from shuoshi.people.terms import VALUES
from shuoshi.places.queries import names_of
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


def looks_in_words() -> list[tuple[str, str]]:
    """The list of purposes, for a form."""
    return [(look.value, in_words(name)) for look, name in LOOKS.items()]


def look_lines(looks: Iterable[Looked]) -> list[LookLine]:
    """Looks as a page shows them. One statement."""
    rows = list(looks)
    names = names_of(row.path for row in rows)
    return [
        LookLine(
            row.at, _by(row), names.get(row.path, ""), "、".join(_field(f) for f in row.fields),
            in_words(LOOKS[Look(row.purpose)]), row.why, row.under_glass,
        )
        for row in rows
    ]  # fmt: skip


def _by(row: Looked) -> str:
    return row.said_by or (in_words(ROLES[row.role].name) if row.role in ROLES else row.role)


def _field(name: str) -> str:
    if name in VALUES:
        return in_words(VALUES[name][1])
    return _("整件事") if name == "page" else _("表单里封存的一项")
