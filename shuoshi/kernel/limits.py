"""How long something may take: a number and a unit, as a norm says it."""

import re
from dataclasses import dataclass
from enum import StrEnum


class LimitUnit(StrEnum):
    MINUTES = "minutes"
    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Limit:
    """`n` of `unit`; a negative `n` means so long before."""

    n: int
    unit: LimitUnit

    def __str__(self) -> str:
        return f"{self.n} {self.unit}"


_LIMIT = re.compile(r"^([+-]?\d{1,4})\s+([a-z_]+)$")
_MOST = 3650


def parse_limit(text: str) -> Limit:
    """Read '7 days', '2 working_days', '-1 working_days', '24 hours'.

    Raises:  ValueError, saying what is accepted
    """
    found = _LIMIT.match(text.strip())
    units = ", ".join(LimitUnit)
    if not found:
        raise ValueError(f"'{text}' is no limit: write a number and one of {units}")
    unit = found[2] if found[2].endswith("s") else found[2] + "s"
    if unit not in set(LimitUnit):
        raise ValueError(f"'{found[2]}' is no unit of time: use one of {units}")
    n = int(found[1])
    if abs(n) > _MOST:
        raise ValueError(f"{n} is too long: at most {_MOST}")
    return Limit(n, LimitUnit(unit))
