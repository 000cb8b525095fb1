"""A site's own table of ways: how many metres and seconds from place to place, by car and on foot."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from shuoshi.kernel.errors import BadInput
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.rounds.models import Leg
from shuoshi.rounds.terms import MODES

_COLUMNS = ("mode", "from", "to", "metres", "seconds")
_BATCH = 5_000
_LONGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """One way of the table: `mode` car or foot, paths of places."""

    mode: str
    start: str
    end: str
    metres: int
    seconds: int


def read_legs(file: Path) -> list[Known]:
    """The ways of a CSV with the columns mode, from, to, metres, seconds.

    Raises:  BadInput with the line that is wrong
    """
    with file.open(encoding="utf-8-sig", newline="") as lines:
        found = csv.DictReader(lines)
        if tuple(found.fieldnames or ()) != _COLUMNS:
            raise BadInput("第一行要是这几列：%(columns)s。", columns=", ".join(_COLUMNS))
        return [_known(row, n) for n, row in enumerate(found, 2)]


def _known(row: dict[str, str], n: int) -> Known:
    try:
        leg = Known(row["mode"], row["from"], row["to"], int(row["metres"]), int(row["seconds"]))
    except (TypeError, ValueError):
        raise BadInput("第 %(n)s 行读不懂：路程和时间写整数。", n=n) from None
    ways = 0 <= leg.metres <= _LONGEST and 0 <= leg.seconds <= _LONGEST
    if leg.mode not in MODES or not leg.start.isdecimal() or not leg.end.isdecimal() or not ways:
        raise BadInput("第 %(n)s 行不对：方式写 car 或 foot，地点写编码。", n=n)
    return leg


def put_legs(legs: Iterable[Known]) -> int:
    """Take ways into the table, in place of what was known of them. Gives how many. One transaction."""
    rows = [
        Leg(mode=x.mode, start=x.start, end=x.end, metres=x.metres, seconds=x.seconds) for x in legs
    ]
    with acting(SYSTEM):
        for n in range(0, len(rows), _BATCH):
            Leg.objects.bulk_create(
                rows[n : n + _BATCH], update_conflicts=True, unique_fields=["mode", "start", "end"],
                update_fields=["metres", "seconds"],
            )  # fmt: skip
    return len(rows)
