"""Ladders: who is called within how many minutes, and who hears of it when nobody answers. A file each."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import Field, model_validator

from shuoshi.accounts.terms import ROLES
from shuoshi.care.schemes import schemes
from shuoshi.events.kinds import kinds_of_events
from shuoshi.kernel.errors import BadInput
from shuoshi.programmes.fields import Name, Says, Text
from shuoshi.warnings.terms import GATE, Level, Wants

FOLDER = Path(__file__).parent / "ladders"
CARERS = "carers"
"""Whom a rung means beside roles: every helper of the household's pairing."""


class Rule(Says):
    """What a colour asks for, and within how many minutes there is an answer, and everybody has left."""

    wants: Wants
    answer_min: int = Field(ge=1, le=24 * 60)
    move_min: int | None = Field(None, ge=1, le=24 * 60)


class Rung(Says):
    """Who hears, how many minutes after an answer was due, that there is none: roles at the place, or the carers."""

    after_min: int = Field(ge=0, le=24 * 60)
    to: tuple[str, ...] = Field(min_length=1)


class Ladder(Says):
    """One kind of warning.

    Shape:   `kind` of emergency under which it goes out; `scheme` of care by whose pairings households are called;
             `events` how sources name it; `stays` why somebody may not leave: `safe` where nobody has to come again,
             `helps` where somebody has to at once.
    """

    ladder: Name
    kind: Name
    name: Text
    source: str
    scheme: Name
    events: tuple[str, ...] = Field(min_length=1)
    levels: dict[Level, Rule] = Field(min_length=1)
    rungs: tuple[Rung, ...] = Field(min_length=1)
    needs: dict[Name, Text]
    stays: dict[Name, "Stays"]

    @model_validator(mode="after")
    def _whole(self) -> "Ladder":
        if self.kind not in kinds_of_events() or GATE not in kinds_of_events()[self.kind].opens:
            raise ValueError(f"'{self.kind}' is no kind of emergency that opens {GATE}")
        if self.scheme not in schemes() or "household" not in schemes()[self.scheme].of:
            raise ValueError(f"'{self.scheme}' is no scheme of households")
        for rule in self.levels.values():
            if (rule.wants is Wants.MOVE) != (rule.move_min is not None):
                raise ValueError("who is to leave has minutes for it, and nobody else")
        after = [r.after_min for r in self.rungs]
        if after != sorted(set(after)):
            raise ValueError("each rung comes later than the one before")
        for name in {to for r in self.rungs for to in r.to} - {CARERS}:
            if name not in ROLES:
                raise ValueError(f"'{name}' is no role")
        return self


class Stays(Says):
    """Why somebody does not leave: where they are safe, or need somebody who helps them leave."""

    name: Text
    safe: bool = False
    helps: bool = False


@lru_cache(maxsize=1)
def ladders() -> Mapping[str, Ladder]:
    """The ladders of this house by name, in the order of their files. Read once in a process.

    Raises:  ValueError with what is wrong in which file
    """
    found = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        ladder = Ladder.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
        if ladder.ladder != file.stem:
            raise ValueError(f"{file.name}: it says '{ladder.ladder}'")
        found[ladder.ladder] = ladder
    return found


def pledges() -> tuple[str, ...]:
    """The schemes of care by whose pairings households are called, each once."""
    return tuple(dict.fromkeys(ladder.scheme for ladder in ladders().values()))


def ladder_called(name: str) -> Ladder:
    """A ladder of this house. Raises BadInput."""
    found = ladders().get(name)
    if found is None:
        raise BadInput("请从选项里选。", field="ladder")
    return found
