"""Patterns of shifts, a file each. What a file must say, and reading the ones of this house."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AfterValidator, Field

from shuoshi.kernel.clock import midnight
from shuoshi.kernel.errors import NotFound
from shuoshi.programmes.fields import Name, Says, Text

FOLDER = Path(__file__).parent / "patterns"
HOURS_MOST = 12
"""The longest shift. Source: DOMAIN.md 8.2, ours [P]"""
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class PatternNotFound(NotFound):
    """没有这种排班。"""


def _clock(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise ValueError("a time of day as 8:00")
    return text


class ShiftRule(Says):
    """A shift: when it begins, on the clock of the district, how long it is, whether it is a night's."""

    name: Text
    begins: Annotated[str, AfterValidator(_clock)]
    hours: int = Field(ge=1, le=HOURS_MOST)
    night: bool = False

    @property
    def begins_min(self) -> int:
        """Minutes after midnight."""
        hours, minutes = self.begins.split(":")
        return int(hours) * 60 + int(minutes)

    @property
    def clock(self) -> str:
        """From when to when, as 16:00–24:00."""
        ends = self.begins_min + self.hours * 60
        ends = ends if ends <= 24 * 60 else ends - 24 * 60
        return f"{self.begins}–{ends // 60}:{ends % 60:02}"


class Pattern(Says):
    """The shifts of a day."""

    pattern: Name
    name: Text
    source: str
    mark: str = Field(pattern="^[CSKP]$")
    order: int
    shifts: Mapping[Name, ShiftRule] = Field(min_length=1, max_length=8)

    def period(self, shift: str, on: date) -> tuple[datetime, datetime]:
        """From when to when a shift of a day lasts."""
        rule = self.shifts[shift]
        starts = midnight(on) + timedelta(minutes=rule.begins_min)
        return starts, starts + timedelta(hours=rule.hours)


@lru_cache(maxsize=1)
def patterns() -> Mapping[str, Pattern]:
    """The patterns of this house, by name, in their order."""
    found = [
        Pattern.model_validate(yaml.safe_load(file.read_text("utf-8")))
        for file in FOLDER.glob("*.yaml")
    ]
    return {p.pattern: p for p in sorted(found, key=lambda p: (p.order, p.pattern))}


def pattern_of(name: str) -> Pattern:
    """One pattern. Raises PatternNotFound."""
    found = patterns().get(name)
    if found is None:
        raise PatternNotFound
    return found
