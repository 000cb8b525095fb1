"""Where an installation keeps its things: database folder, keys, media, logs."""

import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one installation; made on first use, readable by its owner alone."""

    path: Path

    @property
    def media(self) -> Path:
        return self.path / "media"

    @property
    def static(self) -> Path:
        return self.path / "static"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def clock(self) -> Path:
        return self.path / "clock"

    @property
    def mark(self) -> str:
        """A short name for this folder, the same at each start."""
        return hashlib.sha256(str(self.path).encode()).hexdigest()[:12]

    def make(self) -> None:
        """Make the folders."""
        for folder in (self.path, self.media, self.logs, self.keys):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        if os.geteuid() == 0:
            self.path.chmod(0o711)  # the database's system user walks through to its own folder

    def secrets(self) -> dict[str, str]:
        """The installation's secrets, made once: the pages' signing key and the roles' passwords."""
        file = self.path / "secrets.json"
        known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        names = ("pages", "receipts", "superuser", "owner", "app")
        missing = [name for name in names if name not in known]
        if missing:
            known |= {name: secrets.token_urlsafe(32) for name in missing}
            write_private(file, json.dumps(known, indent=1))
        return known

    def remember(self, **facts: Any) -> None:
        """Keep what other processes of this installation need to know, such as the socket."""
        write_private(self.path / "runs.json", json.dumps(facts))

    def remembered(self) -> dict[str, Any]:
        """What `remember` kept, or nothing."""
        file = self.path / "runs.json"
        found: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
        return found


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    part = file.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
    part.replace(file)


def find_home() -> Home:
    """SHUOSHI_HOME, or `var` of a checkout that is the current folder, or the user's data folder."""
    named = os.environ.get("SHUOSHI_HOME")
    if named:
        return Home(Path(named).resolve())
    here = Path.cwd()
    if (here / "shuoshi" / "server" / "home.py").exists():
        return Home(here / "var")
    data = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
    return Home((data / "shuoshi").resolve())
