"""A real demonstration for tests: its own folder, its own port, ended by its own process id."""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
_READY_S = 180
_SHARED = "shuoshi-demo-of-{}"
"""Where the workers of a run share a demonstration: under the process id of what started them."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Running:
    """A demonstration that runs."""

    process: "subprocess.Popen[str]"
    home: Path
    port: int
    said: str
    took_s: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """End it and wait; the exit code."""
        self.process.send_signal(how)
        code = self.process.wait(40)
        self.close()
        return code

    def close(self) -> None:
        """Let go of what it says."""
        if self.process.stdout:
            self.process.stdout.close()


def folder() -> Path:
    """A folder that the database's system user can walk into, as /tmp is."""
    path = Path(tempfile.mkdtemp(prefix="shuoshi-demo-"))
    path.chmod(0o755)
    return path / "home"


def copied(home: Path) -> Path:
    """A copy of a demonstration that does not run, whose files belong to the same system users."""
    made = folder()
    shutil.copytree(home, made, symlinks=True)
    for path in [made, *made.rglob("*")]:
        owner = (home / path.relative_to(made)).lstat()
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
    return made


def prepared() -> Path:
    """A copy of one demonstration that every worker of this run shares: whoever comes first loads it."""
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    kept = Path(tempfile.gettempdir()) / _SHARED.format(run)
    with Path(f"{kept}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            home = folder()
            assert start(home, free_port()).stop() == 0
            home.parent.rename(kept)
        return copied(kept / "home")


def spawn(home: Path, port: int, **environment: str) -> "subprocess.Popen[str]":
    """Start `shuoshi demo`."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SHUOSHI", "DJANGO"))}
    return subprocess.Popen(
        [sys.executable, "-m", "shuoshi", "demo", "--home", str(home), "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env=kept | {"PYTHONUNBUFFERED": "1"} | environment,
    )  # fmt: skip


def start(home: Path, port: int, **environment: str) -> Running:
    """Start it and wait until it has said its address.

    Raises:  RuntimeError with what it said
    """
    began, process, said = time.monotonic(), spawn(home, port, **environment), ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            return Running(process, home, port, said, time.monotonic() - began)
        if time.monotonic() - began > _READY_S:
            break
    process.kill()
    process.wait(10)
    process.stdout.close()
    raise RuntimeError(said)


def forget() -> None:
    """Put away what the workers of this process shared."""
    for path in Path(tempfile.gettempdir()).glob(f"{_SHARED.format(os.getpid())}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def seconds_said(said: str) -> int:
    """How long the start took by its own word."""
    found = re.search(r"（(\d+) 秒", said)
    return int(found[1]) if found else -1
