"""`shuoshi demo`: one process that starts the database, the web server and the worker, and ends them."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import cast
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
from django.db import DatabaseError

from shuoshi.scenarios.lishi.cast import CAST, DEMO_PASSWORD, RESIDENT
from shuoshi.server.beforehand import end_leftovers, only_ours, port_is_free, state_of, take_lock
from shuoshi.server.children import child_options
from shuoshi.server.database import prepare_roles
from shuoshi.server.embedded import Cluster
from shuoshi.server.home import Home
from shuoshi.server.programs import CannotStart

_READY_S = 40
_STOP_S = 10
_AGAIN_MOST, _AGAIN_S = 5, 600.0
_DATABASE = "shuoshi"
Say = Callable[[str], None]


@dataclass(slots=True)
class Demo:
    """Everything that runs, and how it ends."""

    home: Home
    port: int
    workers: int = 2
    say: Say = print
    durable: bool = True
    stopping: bool = False
    children: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def run(self) -> int:
        """Start all, wait, stop all; the exit code."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        lock = cluster = None
        try:
            self.home.make()
            lock = take_lock(self.home)
            end_leftovers(self.home)
            port_is_free(self.port)
            cluster = self._cluster()
            self._start(cluster)
            return self._wait()
        except CannotStart as error:
            self.say(str(error))
            return 1
        except (OSError, psycopg.Error, DatabaseError) as error:
            why = getattr(error, "strerror", None) or str(error).splitlines()[0]
            if "No space left" in str(error):
                why = "磁盘已满 / the disk is full"
            self.say(f"启动不了：{why} / cannot start")
            return 1
        finally:
            self._end_children()
            if cluster is not None:
                cluster.stop()
            if lock is not None:
                lock.close()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _cluster(self) -> Cluster | None:
        """The embedded database, or none where DATABASE_URL names a server.

        Raises:  CannotStart when that server's owner is not named
        """
        if not os.environ.get("DATABASE_URL"):
            return Cluster(self.home, durable=self.durable)
        if not os.environ.get("SHUOSHI_OWNER_URL"):
            raise CannotStart(
                "有 DATABASE_URL，还要 SHUOSHI_OWNER_URL（见 shuoshi db prepare）。"
                "/ DATABASE_URL needs SHUOSHI_OWNER_URL beside it"
            )
        return None

    def _start(self, cluster: Cluster | None) -> None:
        began = time.monotonic()
        unfinished = self.home.path / "loading"
        if cluster is not None:
            self._start_database(cluster, again=unfinished.exists())
        self._remember(cluster)
        environment = self._environment()
        os.environ.update(environment)
        stamp, wanted = self.home.path / "ready", state_of(cluster)
        if cluster is None:
            only_ours(unfinished.exists())
        if cluster is None or not stamp.exists() or stamp.read_text() != wanted:
            if not stamp.exists():
                unfinished.touch()
            self._prepare()
            stamp.write_text(wanted)
            unfinished.unlink(missing_ok=True)
        if self.stopping:
            return
        self._spawn(*self._granian())
        self._remember(cluster)
        self._until_answers()
        self._spawn(sys.executable, "-m", "shuoshi", "worker")
        self._remember(cluster)
        if not self.stopping:
            took = time.monotonic() - began
            self.say(f"\n  http://127.0.0.1:{self.port}/    （{took:.0f} 秒 / s）")
            self._say_accounts()

    def _start_database(self, cluster: Cluster, *, again: bool) -> None:
        """Start the embedded database; one whose first loading was cut off is made anew."""
        if again:
            self.say("上次装载没有做完，重新来过 / the last loading was cut off: once more")
            cluster.remove()
            (self.home.path / "ready").unlink(missing_ok=True)
        self.say("启动数据库 / starting the database")
        cluster.start(self.say)
        secrets = self.home.secrets()
        prepare_roles(cluster.dsn("postgres", secrets["superuser"], "postgres"), secrets, _DATABASE)

    def _remember(self, cluster: Cluster | None) -> None:
        """What other processes, and the next start, need to know."""
        self.home.remember(
            sockets=str(cluster.sockets) if cluster else "",
            database=_DATABASE,
            children=[child.pid for child in self.children],
        )

    def _environment(self) -> dict[str, str]:
        return {
            "SHUOSHI_HOME": str(self.home.path),
            "SHUOSHI_DEMO": "1",
            "SHUOSHI_CLOCK": str(self.home.clock),
            "DJANGO_SETTINGS_MODULE": "shuoshi.server.settings",
        }

    def _prepare(self) -> None:
        """Tables, the reference district, static files: quick when they are there."""
        import django
        from django.core.management import call_command

        django.setup()
        from shuoshi.scenarios.lishi.loading import load_demo
        from shuoshi.server.database import migrate

        migrate(self.say)
        load_demo(self.say)
        shutil.rmtree(self.home.static, ignore_errors=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        from django.db import connections

        connections.close_all()

    def _granian(self) -> list[str]:
        return [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(self.port), "--workers", str(self.workers), "--blocking-threads", "2",
            "--log-level", "warning", "--no-ws", "shuoshi.server.wsgi:application",
        ]  # fmt: skip

    def _spawn(self, *command: str) -> None:
        log = (self.home.logs / "server.log").open("ab")
        self.children.append(
            subprocess.Popen(
                list(command), stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                **child_options(None, signal.SIGTERM),
            )
        )  # fmt: skip

    def _until_answers(self) -> None:
        ends = time.monotonic() + _READY_S
        while time.monotonic() < ends and not self.stopping:
            if any(child.poll() is not None for child in self.children):
                break
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        if not self.stopping:
            raise CannotStart(
                f"网页服务没有起来，原因见 {self.home.logs / 'server.log'} / the web server did not start"
            )

    def _say_accounts(self) -> None:
        self.say("\n  演示账号 / demo accounts:")
        for post in CAST:
            self.say(f"    {post.username:<10} {DEMO_PASSWORD:<14} {post.name.zh} / {post.name.en}")
        self.say(f"    daibiao1…9 {DEMO_PASSWORD:<14} 永宁居民代表 / representatives")
        self.say(f"    {RESIDENT[0]:<10} {DEMO_PASSWORD:<14} {RESIDENT[1].zh} / {RESIDENT[1].en}")
        self.say("\n  Ctrl-C 停止 / stops everything")

    def _wait(self) -> int:
        """Until somebody stops it. What ends by itself is started again, a few times."""
        ended_at: list[float] = []
        while not self.stopping:
            for child in [c for c in self.children if c.poll() is not None]:
                now = time.monotonic()
                ended_at = [then for then in ended_at if now - then < _AGAIN_S] + [now]
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)  # workers it left behind
                log = self.home.logs / "server.log"
                if len(ended_at) > _AGAIN_MOST:
                    self.say(f"有一个进程一再退出，见 {log} / a process keeps ending")
                    return 1
                self.say(f"有一个进程意外退出，重新启动，见 {log} / a process ended: started again")
                self.children.remove(child)
                self._spawn(*cast(list[str], child.args))
                self.home.remember(
                    **self.home.remembered() | {"children": [c.pid for c in self.children]}
                )
            time.sleep(0.2)
        self.say("正在停止 / stopping")
        return 0

    def _end_children(self) -> None:
        for child in reversed(self.children):
            if child.poll() is None:
                child.terminate()
        for child in self.children:
            try:
                child.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(_STOP_S)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # its own session: workers it left behind
