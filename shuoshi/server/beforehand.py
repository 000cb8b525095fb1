"""What is looked at before a start: another one, leftovers, the port, whose database it is."""

import contextlib
import fcntl
import hashlib
import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

from shuoshi import __version__
from shuoshi.scenarios.lishi.cast import CAST
from shuoshi.server.embedded import Cluster
from shuoshi.server.home import Home
from shuoshi.server.programs import CannotStart


def take_lock(home: Home) -> Any:
    """The lock of this installation, held until the process ends.

    Raises:  CannotStart when another start holds it
    """
    handle = (home.path / "lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotStart(
            f"已经在运行了（{home.path}）。/ already running from this folder"
        ) from None
    return handle


def _group_of(process: Path) -> int:
    """The process group of a folder under /proc."""
    return int((process / "stat").read_text().rpartition(")")[2].split()[2])


def end_leftovers(home: Home) -> int:
    """End what outlived a supervisor that was killed: known by its group and its command line.

    Shape:   each child led a group of its own, whose members may have outlived their leader too.
    """
    groups, ended = set(home.remembered().get("children", [])), 0
    for process in Path("/proc").glob("[0-9]*") if groups else ():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            command = (process / "cmdline").read_text(errors="replace")
            if _group_of(process) in groups and "shuoshi" in command:
                os.kill(int(process.name), signal.SIGKILL)
                ended += 1
    if ended:
        time.sleep(0.3)
    return ended


def port_is_free(port: int) -> None:
    """Raises CannotStart when somebody listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(
                f"端口 {port} 被占用，请用 --port 换一个。/ port {port} is taken, choose another with --port"
            ) from None


def only_ours(unfinished: bool) -> None:
    """Raises CannotStart where the database that DATABASE_URL names holds something else than a
    whole demonstration: nothing made up is written beside what is real."""
    import django

    django.setup()
    from django.db import ProgrammingError

    from shuoshi.accounts.models import Account

    try:
        names = set(Account.objects.values_list("username", flat=True)[:1000])
    except ProgrammingError:
        return  # no tables yet: it is empty
    if names and (unfinished or CAST[0].username not in names):
        raise CannotStart(
            "DATABASE_URL 指的数据库里已经有别的数据，演示要用一个空的。"
            "/ the database holds other data: give the demonstration an empty one"
        )


def state_of(cluster: Cluster | None) -> str:
    """What has to be the same for a start to skip the preparation: this code, this database."""
    package = Path(__file__).parent.parent
    newest = max(int(file.stat().st_mtime) for file in package.rglob("*") if file.is_file())
    if cluster is None:
        made = hashlib.sha256(os.environ["DATABASE_URL"].encode()).hexdigest()[:16]
    else:
        made = str((cluster.folder / "PG_VERSION").stat().st_mtime_ns)
    return f"{__version__} {newest} {made}"
