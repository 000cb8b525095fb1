"""The PostgreSQL roles of the house, as SQL that a database administrator can read and run."""

from psycopg import sql

from shuoshi.reach.terms import APP_LOGIN, OWNER_LOGIN, Reach

_SEEN = [reach.value for reach in Reach]


def role_statements() -> list[str]:
    """Make the roles, once for a server. They hold no password here; `shuoshi db prepare` adds it.

    Safe to repeat: a role that is there stays.
    """
    made = [
        f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{name}') THEN "
        f"CREATE ROLE {name} {attributes}; END IF; END $$"
        for name, attributes in (
            (OWNER_LOGIN, "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE"),
            (APP_LOGIN, "LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE"),
            *((name, "NOLOGIN NOSUPERUSER") for name in _SEEN),
        )
    ]
    return [*made, f"GRANT {', '.join(_SEEN)} TO {APP_LOGIN}"]


def password_statement(role: str, password: str) -> sql.Composed:
    """Give a login role its password."""
    return sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))


def database_statements() -> list[str]:
    """What holds inside one database; run by its owner before the first migration.

    The app's login gets plain rights on what the owner makes later; `Guard` takes them away again
    from tables that hold a place's, a person's or a matter's records.
    """
    everyone = ", ".join([APP_LOGIN, *_SEEN])
    return [
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {everyone}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public "
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_LOGIN}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {APP_LOGIN}",
    ]
