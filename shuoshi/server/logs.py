"""The process's log: a line of JSON for each event, for whatever collects them."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

_RECEIPT = re.compile(r"/t/[^/\s\"'?&]+")
"""The address of a receipt holds its secret, which stands in no log."""
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "taskName"}


class JsonLines(logging.Formatter):
    """Time in UTC, level, source, message, what came along, and the trace of a fault; one line each,
    so that nothing that somebody typed begins a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "source": record.name,
            "message": record.getMessage(),
        }
        line |= {k: str(v) for k, v in vars(record).items() if k not in _OWN}
        if record.exc_info and record.exc_info[1]:
            line["trace"] = "".join(traceback.format_exception(*record.exc_info))
        return _RECEIPT.sub("/t/…", json.dumps(line, ensure_ascii=False))
