"""Needs, helpers, who suits whom and why, and why nobody does.

Units: lengths whole metres; places (latitude, longitude) in degrees; slots are bits, which the caller numbers
(such as the halves of a week's days), 0 meaning any time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody needs.

    Shape:   `skill` the one thing asked for, '' where anybody will do; `path` the place's; `slots` when; `kinds` of
             helpers that may come, any where it is empty; `language` that must be spoken; `cleared`: a home with
             children; `urgency` 1 to 9; `before` who came before; `wishes` for a helper, `likes` for what a helper
             has (a tag), `refused` who is out of the question.
    """

    key: str
    skill: str
    path: str
    spot: tuple[float, float] | None = None
    slots: int = 0
    kinds: frozenset[str] = frozenset()
    language: str = ""
    cleared: bool = False
    urgency: int = 1
    before: str = ""
    wishes: frozenset[str] = frozenset()
    likes: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.urgency not in range(1, 10) or self.slots < 0:
            raise ValueError(f"need {self.key}: an urgency of 1 to 9, slots as bits")


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who helps.

    Shape:   `areas` are ranges of paths (lo, hi), anywhere where there are none; `load` what they look after now,
             `most` how much they may; `reach_m` how far they come; `tags` what needs may like.
    """

    key: str
    kind: str
    skills: frozenset[str]
    spot: tuple[float, float] | None = None
    areas: tuple[tuple[str, str], ...] = ()
    slots: int = 0
    languages: frozenset[str] = frozenset()
    cleared: bool = False
    load: int = 0
    most: int = 1
    reach_m: int | None = None
    tags: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.load < 0 or self.most < 0:
            raise ValueError(f"helper {self.key}: no negative load")

    @property
    def room(self) -> int:
        """How many more they can take."""
        return max(self.most - self.load, 0)


class Reason(StrEnum):
    """Why somebody suits."""

    SKILL = "skill"
    BEFORE = "before"
    WISHED = "wished"
    LIKED = "liked"
    NEAR = "near"
    IN_TIME = "in_time"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Because:
    """A reason with its number: metres, tags, common slots, how many more they could take; 0 where there is none."""

    reason: Reason
    number: int = 0


@dataclass(frozen=True, slots=True)
class Suggested:
    """A helper for a need: what it costs (less is better), and why."""

    helper: str
    cost: int
    because: tuple[Because, ...]


class WhyNot(StrEnum):
    """What stood in the way: in this order, each of those whom what came before let through."""

    SKILL = "skill"
    KIND = "kind"
    AREA = "area"
    TOO_FAR = "too_far"
    LANGUAGE = "language"
    CLEARANCE = "clearance"
    HOURS = "hours"
    REFUSED = "refused"
    FULL = "full"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A need without a helper: where the last of them fell away, and how many were left before each hurdle."""

    need: str
    why: WhyNot
    left_before: Mapping[WhyNot, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """A need and who takes it."""

    need: str
    suggested: Suggested


@dataclass(frozen=True, slots=True)
class Matched:
    """Everything that was matched, what was not, and the cost of the whole."""

    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    cost: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much; one is as much as ten metres of way.

    Shape:   `before`, `wish` and `like` are taken off; `load` is added once for each that a helper has already;
             `unknown_m` is how far somebody is whose place nobody knows; `unmatched` is what a need without a helper
             costs, an urgency. It must be more than any pair can cost.
    """

    before: int = 300
    wish: int = 200
    like: int = 50
    load: int = 40
    unknown_m: int = 2_000
    unmatched: int = 1_000_000
    candidates: int = 25

    def __post_init__(self) -> None:
        if (
            min(self.before, self.wish, self.like, self.load, self.unknown_m) < 0
            or self.candidates < 1
        ):
            raise ValueError("weights are not negative, and somebody is a candidate")


AS_WEIGHED = Weights()
