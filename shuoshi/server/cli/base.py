"""What every command shares: the rooms made ready, and one line instead of a traceback."""

import os
from typing import Any

import click

from shuoshi.server.home import find_home


def ready() -> None:
    """Make the rooms ready; every command but `demo` and `db prepare` needs them."""
    home = find_home()
    if home.clock.exists():
        os.environ.setdefault("SHUOSHI_CLOCK", str(home.clock))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuoshi.server.settings")
    import django

    django.setup()


class Worded(click.Group):
    """A group of commands in which a refusal, or a database that is away, is one line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            says = worded(error)
            if says is None:
                raise
            raise click.ClickException(says) from None


def worded(error: Exception) -> str | None:
    """One line for what a user of the command can mend; nothing for a fault of ours."""
    from django.db import OperationalError, ProgrammingError

    from shuoshi.kernel.errors import Refusal
    from shuoshi.programmes.terms import BadProgramme

    if isinstance(error, Refusal):
        return str(error)
    if isinstance(error, BadProgramme):
        return str(error)
    if isinstance(error, UnicodeDecodeError):
        return "文件不是 UTF-8 文本，请另存为 UTF-8。/ the file is no UTF-8 text"
    if isinstance(error, OperationalError):
        why = str(error).splitlines()[0]
        return f"连不上数据库：先启动 shuoshi demo，或设 DATABASE_URL。/ no database: {why}"
    if isinstance(error, ProgrammingError) and "does not exist" in str(error):
        return "数据表还没有建好，先运行 shuoshi migrate。/ run shuoshi migrate first"
    if isinstance(error, OSError):
        return f"{error.filename or ''} {error.strerror or error}".strip()
    return None
