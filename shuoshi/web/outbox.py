"""One-time codes of the demonstration: written to a file that its outbox page shows, sent nowhere."""

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings

from shuoshi.kernel.clock import now

_MOST = 20


class OutboxSender:
    """Keeps the last codes for the demonstration's outbox page."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def send(self, *, to: str, code: str) -> None:
        self.tell(to=to, text=code)

    def tell(self, *, to: str, text: str) -> None:
        rows = [*self.sent(), (now().isoformat(), to, text)][-_MOST:]
        part = self.file.with_suffix(".part")
        part.write_text(json.dumps(rows))
        part.replace(self.file)

    def sent(self) -> list[tuple[str, str, str]]:
        """What was sent: when, to which phone, the code or the text; the newest last."""
        if not self.file.exists():
            return []
        return [(at, to, code) for at, to, code in json.loads(self.file.read_text())]


def outbox() -> OutboxSender:
    """The outbox of this installation's demonstration."""
    return OutboxSender(settings.HOME.path / "outbox.json")


def sent_codes() -> list[tuple[datetime, str, str]]:
    """What was sent, the newest first."""
    return [(datetime.fromisoformat(at), to, code) for at, to, code in reversed(outbox().sent())]
