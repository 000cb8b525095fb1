"""Every table is declared once: under policies, or open with the reason why.

A room declares its tables in `reaches.py` (`DECLARED`); migrations carry what the declaration says, and
`differences` finds what the database has otherwise.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import connections, transaction

from shuoshi.reach.policies import Guarded

_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname
"""
_POLICIES = """
SELECT policyname, roles::text[], cmd, permissive, qual, with_check FROM pg_policies
WHERE tablename = %s ORDER BY policyname
"""
_RIGHTS = """
SELECT coalesce(r.rolname, 'public'), a.privilege_type FROM pg_class c
CROSS JOIN LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE c.oid = %s::regclass AND a.grantee <> c.relowner ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Open:
    """A table without policies, and why that is right."""

    table: str
    why: str


Declared = Guarded | Open


def declared() -> dict[str, Declared]:
    """The declaration of each table, by its name."""
    found: dict[str, Declared] = {}
    for app in apps.get_app_configs():
        if app.name.startswith("shuoshi.") and find_spec(f"{app.name}.reaches"):
            for table in import_module(f"{app.name}.reaches").DECLARED:
                found[table.table] = table
    return found


def tables() -> tuple[str, ...]:
    """The tables of the database, partitions left out: they stand under their parent's policies."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(_TABLES)
        return tuple(row[0] for row in cursor.fetchall())


def differences() -> Iterator[str]:
    """What the database has otherwise than declared, a line each.

    Shape:   each guarded table is made a second time under another name and compared; nothing of that
             stays.
    """
    known = declared()
    for table in tables():
        match known.get(table):
            case None:
                yield f"{table}: neither guarded nor open with a reason"
            case Open(why=why) if not why.strip():
                yield f"{table}: open without a reason"
            case Guarded() as guarded:
                yield from _unlike(guarded)


def _unlike(guarded: Guarded) -> Iterator[str]:
    twin = f"{guarded.table}_twin"
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE TABLE {twin} (LIKE {guarded.table})")
        for statement in replace(guarded, table=twin).statements():
            cursor.execute(statement)
        asked = {
            name: (_rows(cursor, _POLICIES, name), _rows(cursor, _RIGHTS, name))
            for name in (guarded.table, twin)
        }
        transaction.set_rollback(True, using="owner")
    (policies, rights), (wished, granted) = asked[guarded.table], asked[twin]
    if policies != [tuple(_named(part, twin, guarded.table) for part in row) for row in wished]:
        yield f"{guarded.table}: its policies are not those that are declared"
    if rights != granted:
        yield f"{guarded.table}: its privileges are not those that are declared"


def _rows(cursor: Any, sql: str, table: str) -> list[tuple[Any, ...]]:
    cursor.execute(sql, [table])
    return list(cursor.fetchall())


def _named(part: Any, twin: str, table: str) -> Any:
    return part.replace(twin, table) if isinstance(part, str) else part
