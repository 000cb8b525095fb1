"""SQL functions: one source file each, put in place by a migration, callable by the app alone."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.terms import APP_LOGIN


def sql_function(file: Path, name: str) -> migrations.RunSQL:
    """Migration operation: (re)create the function of a source file and close it to others."""
    return migrations.RunSQL(
        [
            (file.read_text(encoding="utf-8"), None),
            (f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC", None),
            (f"GRANT EXECUTE ON FUNCTION {name} TO {APP_LOGIN}, shuoshi_engine", None),
        ],
        migrations.RunSQL.noop,
    )
