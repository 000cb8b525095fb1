"""The embedded PostgreSQL: its own initdb and postgres, started and stopped by one supervisor.

Works as root (under a system user of its own) and as an ordinary user, opens no folder to others,
and asks every role for its password (scram), `postgres` too. No TCP port: a Unix socket alone.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from shuoshi.server.children import child_options
from shuoshi.server.home import Home
from shuoshi.server.programs import (
    ROOT_BASE,
    CannotStart,
    is_postgres,
    programs,
    reachable,
    system_user,
)

PORT = 5432
_LONGEST_SOCKET = 90
_READY_S = 30
_STOP_S = 20
_BUILTIN_FROM = 17
_NEEDS_BYTES = 200 * 1024 * 1024
_HBA = "local all all scram-sha-256\n"
_CONF = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 256MB
password_encryption = scram-sha-256
timezone = 'UTC'
log_timezone = 'UTC'
jit = off
max_wal_size = 1GB
log_min_messages = warning
"""


@dataclass(slots=True)
class Cluster:
    """One PostgreSQL of this installation."""

    home: Home
    durable: bool = True
    _process: "subprocess.Popen[bytes] | None" = None
    _programs: Path | None = None
    _user: pwd.struct_passwd | None = field(default=None)

    def __post_init__(self) -> None:
        self._user = system_user() if os.geteuid() == 0 else None

    @property
    def folder(self) -> Path:
        """The database's own folder. As root it lies where the system user can reach it: here, if
        the folders above let others walk through, else under a folder made for it."""
        if self._user is None or reachable(self.home.path.parent):
            return self.home.path / "pg"
        return ROOT_BASE / self.home.mark

    @property
    def sockets(self) -> Path:
        """The folder of the socket: the database's own, or a short one where that is too long."""
        if len(str(self.folder)) <= _LONGEST_SOCKET:
            return self.folder
        return Path(tempfile.gettempdir()) / f"shuoshi-{self.home.mark}"

    @property
    def log(self) -> Path:
        return self.home.logs / "postgres.log"

    def bin(self, name: str) -> str:
        """The path of one of PostgreSQL's programs."""
        if self._programs is None:
            self._programs = programs(hidden_from_root=self._user is not None)
        return str(self._programs / name)

    def dsn(self, role: str, password: str, database: str) -> str:
        """Where a role connects."""
        return psycopg.conninfo.make_conninfo(
            host=str(self.sockets), port=PORT, user=role, password=password, dbname=database
        )

    def start(self, say: Callable[[str], None] = lambda _: None) -> None:
        """Make the database on first use, start it, and wait until it answers a query.

        Raises:  CannotStart, with one line
        """
        self._make_folder()
        if not (self.folder / "PG_VERSION").exists():
            say("建立数据库 / creating the database")
            self._initialise()
        self._end_leftover()
        (self.folder / "pg_hba.conf").write_text(_HBA)
        (self.folder / "shuoshi.conf").write_text(self._settings())
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self.bin("postgres"), "-D", str(self.folder)],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                env=self._environment(),
                **child_options(self._user, signal.SIGINT),
            )
        self._wait()

    def stop(self) -> None:
        """Stop it cleanly; what does not stop in time is stopped at once, which recovers later."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(_STOP_S)
        self._process = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def _settings(self) -> str:
        lines = _CONF + f"unix_socket_directories = '{self.sockets}'\n"
        if not self.durable:
            lines += "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
        return lines

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LD_LIBRARY_PATH", "TMPDIR")}
        return kept | {"LC_ALL": "C", "TZ": "UTC"}

    def _make_folder(self) -> None:
        for folder in {self.folder, self.sockets}:
            try:
                folder.parent.mkdir(parents=True, exist_ok=True)
                folder.mkdir(mode=0o700, exist_ok=True)
                self._is_ours(folder)
                if self._user is not None:
                    if folder.parent in (self.home.path, ROOT_BASE):
                        folder.parent.chmod(0o711)
                    os.chown(folder, self._user.pw_uid, self._user.pw_gid)
                folder.chmod(0o700)
            except OSError as error:
                raise CannotStart(
                    f"数据目录不能使用：{error.strerror} ({folder}) / cannot use the data folder"
                ) from None
        if shutil.disk_usage(self.folder).free < _NEEDS_BYTES:
            raise CannotStart(
                f"磁盘空间不足 200 MB，无法启动：{self.folder} / less than 200 MB free on the disk"
            )

    def _is_ours(self, folder: Path) -> None:
        """Raises CannotStart where somebody else has put a folder or a link in this place."""
        ours = {os.geteuid(), self._user.pw_uid if self._user else os.geteuid()}
        if folder.is_symlink() or folder.stat().st_uid not in ours:
            raise CannotStart(f"这个目录不是本程序的：{folder} / this folder is not ours")

    def remove(self) -> None:
        """Take away a database whose first loading was cut off."""
        self._end_leftover()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _initialise(self) -> None:
        if any(self.folder.iterdir()):
            raise self._damaged()
        with tempfile.NamedTemporaryFile("w") as password:
            password.write(self.home.secrets()["superuser"])
            password.flush()
            if self._user is not None:
                os.chown(password.name, self._user.pw_uid, self._user.pw_gid)
            made = subprocess.run(
                [
                    self.bin("initdb"), "-D", str(self.folder), "-U", "postgres", "-E", "UTF8",
                    *self._locale(),
                    "--auth-local=scram-sha-256", "--auth-host=reject",
                    f"--pwfile={password.name}", *([] if self.durable else ["--no-sync"]),
                ],
                capture_output=True,
                text=True,
                check=False,
                cwd="/",
                env=self._environment(),
                **child_options(self._user, signal.SIGTERM),
            )  # fmt: skip
        if made.returncode:
            shutil.rmtree(self.folder, ignore_errors=True)
            full = "No space left" in made.stderr
            last = (made.stderr.strip().splitlines() or ["?"])[-1]
            raise CannotStart(
                "磁盘已满，数据库没有建成。/ the disk is full: the database was not created"
                if full
                else f"数据库没有建成：{last} / the database was not created"
            )
        with (self.folder / "postgresql.conf").open("a") as conf:
            conf.write("include = 'shuoshi.conf'\n")

    def _locale(self) -> list[str]:
        """The built-in C.UTF-8 where PostgreSQL has it (17 and newer), else plain C."""
        said = subprocess.run(
            [self.bin("initdb"), "--version"], capture_output=True, text=True, check=True
        )
        major = int(said.stdout.split()[2].split(".")[0])
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["--locale=C", *(builtin if major >= _BUILTIN_FROM else [])]

    def _end_leftover(self) -> None:
        """Stop a server that outlived its supervisor; leave a stale lock file to PostgreSQL."""
        lock = self.folder / "postmaster.pid"
        if not lock.exists():
            return
        lines = lock.read_text().splitlines()
        pid = int(lines[0]) if lines and lines[0].isdigit() else 0
        if not pid or not is_postgres(pid, self.folder):
            lock.unlink(missing_ok=True)
            return
        os.kill(pid, signal.SIGINT)
        ends = time.monotonic() + _STOP_S
        while time.monotonic() < ends and is_postgres(pid, self.folder):
            time.sleep(0.05)

    def _wait(self) -> None:
        assert self._process is not None  # noqa: S101 - started just above
        dsn = self.dsn("postgres", self.home.secrets()["superuser"], "postgres")
        ends = time.monotonic() + _READY_S
        while time.monotonic() < ends:
            if self._process.poll() is not None:
                self._process = None
                raise self._damaged()
            try:
                with psycopg.connect(dsn, connect_timeout=2) as connection:
                    connection.execute("SELECT 1")
                return
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    self.stop()
                    raise CannotStart(
                        f"数据目录属于另一次安装，密码不符：{self.folder}。请把它移走后重新启动。"
                        " / the data folder belongs to another installation: move it away"
                    ) from None
                time.sleep(0.05)
        self.stop()
        raise CannotStart(
            f"数据库 {_READY_S} 秒内没有就绪，见 {self.log} / the database is not ready"
        )

    def _damaged(self) -> CannotStart:
        tail = self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""
        if "No space left" in tail:
            return CannotStart(
                "磁盘已满，数据库启动不了。/ the disk is full: the database cannot start"
            )
        return CannotStart(
            f"数据目录已损坏或不是本系统的：{self.folder}。请把它移走（或从备份恢复）后重新启动；原因见 {self.log}"
            " / the data folder is damaged: move it away or restore a backup, then start again"
        )
