"""A real demonstration for tests: its own folder, its own port, ended by its own process id."""

import os
import re
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


def seconds_said(said: str) -> int:
    """How long the start took by its own word."""
    found = re.search(r"（(\d+) 秒", said)
    return int(found[1]) if found else -1
