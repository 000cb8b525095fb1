"""A table's policies, written once as a value and carried by migrations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.migrations.operations.base import Operation

from shuoshi.reach.terms import APP_LOGIN, Reach

READERS = (Reach.TERRITORIAL, Reach.HOLDING, Reach.RESIDENT, Reach.TOKEN)

_TERRITORIAL = (
    "{0} >= current_setting('shuoshi.lo', true) AND {0} < current_setting('shuoshi.hi', true)"
)
_HOLDING = "{0} = NULLIF(current_setting('shuoshi.unit', true), '')::uuid"
_RESIDENT = "{0} = NULLIF(current_setting('shuoshi.person', true), '')::uuid"
_TOKEN = "{0} = NULLIF(current_setting('shuoshi.token', true), '')"  # noqa: S105 - SQL, no secret
_THROUGH = "EXISTS (SELECT 1 FROM {1} seen WHERE seen.id = {2}.{0})"


@dataclass(frozen=True, slots=True)
class Guarded:
    """How one table is guarded.

    Shape:   `path`, `unit`, `person` and `token` name the column that bounds each reach; a reach
             without a column sees nothing. `through` is (column, parent table): a row is seen by
             whoever of `readers` sees its parent. `public` is the condition of the public reach, `own` that of the
             resident's where no column names the person ("{0}" being the table). `engine` are the
             engine's privileges, `appends` lets the app's login insert (a journal).
    """

    table: str
    path: str | None = None
    unit: str | None = None
    person: str | None = None
    token: str | None = None
    through: tuple[str, str] | None = None
    readers: tuple[Reach, ...] = READERS
    public: str | None = None
    own: str | None = None
    engine: str = "SELECT, INSERT, UPDATE"
    appends: bool = False

    def conditions(self) -> dict[Reach, str]:
        """The condition of each reach that sees anything here."""
        if self.through:
            column, parent = self.through
            seen = {r: _THROUGH.format(column, parent, self.table) for r in self.readers}
        else:
            own = (
                (Reach.TERRITORIAL, _TERRITORIAL, self.path),
                (Reach.HOLDING, _HOLDING, self.unit),
                (Reach.RESIDENT, _RESIDENT, self.person),
                (Reach.TOKEN, _TOKEN, self.token),
            )
            seen = {reach: form.format(column) for reach, form, column in own if column}
        if self.own:
            seen[Reach.RESIDENT] = self.own.format(self.table)
        if self.public:
            seen[Reach.PUBLIC] = self.public
        return seen

    def statements(self) -> list[str]:
        """The SQL that guards the table. Row security is never forced: the owner's migrations
        and backups must see every row, and the app owns nothing."""
        table, engine = self.table, Reach.ENGINE.value
        out = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"REVOKE ALL ON {table} FROM PUBLIC, {APP_LOGIN}",
            f"GRANT {self.engine} ON {table} TO {engine}",
            f"CREATE POLICY engine ON {table} TO {engine} USING (true) WITH CHECK (true)",
        ]
        for reach, condition in self.conditions().items():
            name = reach.value.removeprefix("shuoshi_")
            out.append(f"GRANT SELECT ON {table} TO {reach.value}")
            out.append(
                f"CREATE POLICY {name} ON {table} FOR SELECT TO {reach.value} USING ({condition})"
            )
        if self.appends:
            out.append(f"GRANT INSERT ON {table} TO {APP_LOGIN}")
            out.append(
                f"CREATE POLICY appends ON {table} FOR INSERT TO {APP_LOGIN} WITH CHECK (true)"
            )
        return out

    def undo(self) -> list[str]:
        """The SQL that takes the guard off again, for a migration that runs backward."""
        names = ["engine", *(r.value.removeprefix("shuoshi_") for r in self.conditions())]
        if self.appends:
            names.append("appends")
        return [f"DROP POLICY {name} ON {self.table}" for name in names] + [
            f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY"
        ]


class _Sql(Operation):
    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Guards change no model."""


class Guard(_Sql):
    """Migration operation: put a table under its policies."""

    def __init__(self, guarded: Guarded) -> None:
        self.guarded = guarded

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.guarded.statements():
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.guarded.undo():
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Guard {self.guarded.table}"


class Reference(_Sql):
    """Migration operation: let every reach read tables that hold no person and no matter."""

    def __init__(self, tables: Sequence[str]) -> None:
        self.tables = tuple(tables)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        schema_editor.execute(
            f"GRANT SELECT ON {', '.join(self.tables)} TO {', '.join(r.value for r in Reach)}"
        )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        schema_editor.execute(
            f"REVOKE SELECT ON {', '.join(self.tables)} FROM {', '.join(r.value for r in Reach)}"
        )

    def describe(self) -> str:
        return f"Let every reach read {', '.join(self.tables)}"


class Columns(_Sql):
    """Migration operation: let the engine read some columns of a table, and no others."""

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        self.table, self.columns = table, tuple(columns)

    def _said(self) -> str:
        return f"SELECT ({', '.join(self.columns)}) ON {self.table}"

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        schema_editor.execute(f"GRANT {self._said()} TO {Reach.ENGINE.value}")

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        schema_editor.execute(f"REVOKE {self._said()} FROM {Reach.ENGINE.value}")

    def describe(self) -> str:
        return f"Let the engine read {self._said()}"
