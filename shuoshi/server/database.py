"""Making an installation's database ready: roles, the database, migrations, partitions."""

from collections.abc import Callable
from datetime import timedelta

import psycopg
from django.core.management import call_command
from psycopg import sql

from shuoshi.kernel.clock import local_date, now
from shuoshi.reach.roles import password_statement, role_statements
from shuoshi.reach.terms import APP_LOGIN, OWNER_LOGIN

_AHEAD = timedelta(days=400)
_BACK = timedelta(days=100)


def prepare_roles(superuser_dsn: str, passwords: dict[str, str], database: str) -> None:
    """Make roles, give logins their passwords, make the database. Safe to repeat."""
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        for statement in role_statements():
            connection.execute(sql.SQL(statement))
        connection.execute(password_statement(OWNER_LOGIN, passwords["owner"]))
        connection.execute(password_statement(APP_LOGIN, passwords["app"]))
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if there.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(database), sql.Identifier(OWNER_LOGIN)
                )
            )


def prepare_text(database: str) -> str:
    """The SQL of the roles, for a database administrator to read, fill in and run."""
    lines = [f"{statement};" for statement in role_statements()]
    lines += [
        f"ALTER ROLE {OWNER_LOGIN} PASSWORD '...';",
        f"ALTER ROLE {APP_LOGIN} PASSWORD '...';",
        f"CREATE DATABASE {database} OWNER {OWNER_LOGIN};",
    ]
    return "\n".join(lines)


def make_months() -> int:
    """Make the journal's months from a quarter back to a year ahead, as the owner."""
    from shuoshi.journal.partitions import ensure_months

    today = local_date(now())
    return ensure_months(today - _BACK, today + _AHEAD)


def make_partitions() -> int:
    """Make the journal's months and the days of what is cut into days, ahead, as the owner; how many were new."""
    from shuoshi.reach.partitions import make_days

    return make_months() + make_days(now())


def migrate(say: Callable[[str], None] = lambda _: None) -> None:
    """Bring the tables up to date as the owner, and make partitions ahead."""
    say("更新数据表 / migrating")
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    make_partitions()
