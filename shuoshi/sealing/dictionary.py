"""The field dictionary: every column that holds something personal says why, by what right, how long.

A room declares its columns in `holds.py` (`DECLARED`): what they hold, or why they hold nothing personal.
What looks personal by its name or type and is declared by nobody fails the build.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import models

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.fields import SealedText

_NAMES = re.compile(
    r"name|phone|mail|address|door|born|birth|gender|identity|person|account|raiser|assignee|author"
    r"|reviewer|recorded_by|said_by|reviewed_by|title|body|words|text|form|answers|reason|purpose|why"
    r"|progress|effect|problems|shown|timeline|pictures|token|secret|password|digest|session|path|ip"
)
_TYPES = (models.TextField, models.JSONField, models.BinaryField, models.EmailField)


class Basis(StrEnum):
    """By what right a column is held (PIPL article 13)."""

    DUTY = "duty"
    EMERGENCY = "emergency"
    CONSENT = "consent"
    EMPLOYMENT = "employment"


BASES: dict[Basis, Bilingual] = {
    Basis.DUTY: Bilingual("履行法定职责（第十三条第三项）", "Statutory duty (art. 13(3))"),
    Basis.EMERGENCY: Bilingual("应对突发事件（第十三条第四项）", "Emergency (art. 13(4))"),
    Basis.CONSENT: Bilingual("本人同意（第十三条第一项）", "Consent (art. 13(1))"),
    Basis.EMPLOYMENT: Bilingual(
        "人力资源管理（第十三条第二项）", "Staff administration (art. 13(2))"
    ),
}


class Sensitivity(StrEnum):
    """How much harm a leak does."""

    OPEN = "open"
    INNER = "inner"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


SENSITIVITIES: dict[Sensitivity, Bilingual] = {
    Sensitivity.OPEN: Bilingual("公开", "open"),
    Sensitivity.INNER: Bilingual("内部", "inner"),
    Sensitivity.PERSONAL: Bilingual("个人信息", "personal"),
    Sensitivity.SENSITIVE: Bilingual("敏感个人信息", "sensitive personal"),
}


@dataclass(frozen=True, slots=True)
class Holds:
    """Columns that hold something personal.

    Shape:   `rule` names the rule of retention that ends it.
    """

    table: str
    columns: tuple[str, ...]
    what: Bilingual
    purpose: Bilingual
    basis: Basis
    sensitivity: Sensitivity
    rule: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Columns that look personal and are not, with the reason: the review list."""

    table: str
    columns: tuple[str, ...]
    why: str


def declared() -> tuple[Holds | Nothing, ...]:
    """What the rooms declare, from the lowest up."""
    found: list[Holds | Nothing] = []
    for app in apps.get_app_configs():
        if app.name.startswith("shuoshi.") and find_spec(f"{app.name}.holds"):
            found += import_module(f"{app.name}.holds").DECLARED
    return tuple(found)


def columns() -> dict[tuple[str, str], "models.Field[Any, Any]"]:
    """Every column of every table, those of libraries too, by table and column."""
    return {
        (model._meta.db_table, str(field.column)): field
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
    }


def looks_personal(column: str, field: "models.Field[Any, Any]") -> bool:
    """Whether a column looks as if it held something personal: by its name, or by a type that can
    hold anything."""
    return bool(_NAMES.search(column)) or isinstance(field, (*_TYPES, SealedText))


def faults() -> Iterator[str]:
    """What the dictionary lacks or says of columns that are not there, a line each."""
    known, said = columns(), dict[tuple[str, str], Holds | Nothing]()
    for entry in declared():
        for column in entry.columns:
            if (entry.table, column) not in known:
                yield f"{entry.table}.{column}: declared, but there is no such column"
            if (entry.table, column) in said:
                yield f"{entry.table}.{column}: declared twice"
            said[entry.table, column] = entry
        if isinstance(entry, Nothing) and not entry.why.strip():
            yield f"{entry.table}: nothing personal, but no reason why"
    for (table, column), field in known.items():
        own = said.get((table, column))
        if own is None and looks_personal(column, field):
            yield f"{table}.{column}: looks personal and is declared by nobody"
        if isinstance(field, SealedText) and not isinstance(own, Holds):
            yield f"{table}.{column}: sealed, so it is personal"
