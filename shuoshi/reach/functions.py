"""SQL functions: one source file each, put in place by a migration, callable by the app alone."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.terms import APP_LOGIN, Reach


def sql_function(file: Path, name: str, *, inside: bool = False) -> migrations.RunSQL:
    """Migration operation: (re)create the function of a source file and close it to others.

    Shape:   `inside` opens it to every reach: for one that others call after they took a role.
    """
    roles = [APP_LOGIN, *Reach] if inside else [APP_LOGIN, Reach.ENGINE]
    return migrations.RunSQL(
        [
            (file.read_text(encoding="utf-8"), None),
            (f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC", None),
            (f"GRANT EXECUTE ON FUNCTION {name} TO {', '.join(roles)}", None),
        ],
        migrations.RunSQL.noop,
    )
