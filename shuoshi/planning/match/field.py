"""Everybody who helps, ready to be judged at once: one need costs a few passes over arrays."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shuoshi.planning.match.terms import (
    AS_WEIGHED,
    Because,
    Helper,
    Need,
    Reason,
    Suggested,
    Unmatched,
    Weights,
    WhyNot,
)

DEGREE_M = 111_195.0
"""Metres of a degree of latitude on a sphere of the earth's mean radius."""
_METRES_A_POINT = 10
Yes = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """One need against everybody: who is let through by each hurdle, how far they are, what they cost."""

    hurdles: tuple[tuple[WhyNot, Yes], ...]
    metres: NDArray[np.float64]
    cost: NDArray[np.int64]

    @property
    def able(self) -> Yes:
        """Who passes every hurdle."""
        able: Yes = np.logical_and.reduce([passes for _why, passes in self.hurdles])
        return able


class Field:
    """Helpers as arrays. Made once for all needs; 3,500 helpers take some ten milliseconds."""

    def __init__(self, helpers: Sequence[Helper], weights: Weights = AS_WEIGHED) -> None:
        self.helpers, self.weights = tuple(helpers), weights
        many = len(self.helpers)
        self._at = {h.key: i for i, h in enumerate(self.helpers)}
        self._skills = _columns(h.skills for h in self.helpers)
        self._tags = _columns(h.tags for h in self.helpers)
        self._languages = _columns(h.languages for h in self.helpers)
        self._kinds = np.array([h.kind for h in self.helpers], dtype=object)
        self._spots = np.array([h.spot or (np.nan, np.nan) for h in self.helpers]).reshape(many, 2)
        self._reach = np.array([np.inf if h.reach_m is None else h.reach_m for h in self.helpers])
        self._slots = np.array([h.slots for h in self.helpers], dtype=np.int64)
        self._cleared = np.array([h.cleared for h in self.helpers], dtype=np.bool_)
        self._load = np.array([h.load for h in self.helpers], dtype=np.int64)
        self.room = np.array([h.room for h in self.helpers], dtype=np.int64)
        self._bounds = sorted({b for h in self.helpers for area in h.areas for b in area})
        self._lo, self._hi = self._ranges()

    def judge(self, need: Need) -> Judged:
        """Whoever passes which hurdle, and what each would cost."""
        many = len(self.helpers)
        everybody = np.ones(many, dtype=np.bool_)
        metres = self._metres(need)
        time = self._slots & need.slots
        hurdles = (
            (WhyNot.SKILL, self._skills.get(need.skill, ~everybody) if need.skill else everybody),
            (WhyNot.KIND, np.isin(self._kinds, list(need.kinds)) if need.kinds else everybody),
            (WhyNot.AREA, self._serves(need.path)),
            (WhyNot.TOO_FAR, np.isnan(metres) | (metres <= self._reach)),
            (WhyNot.LANGUAGE, self._languages.get(need.language, ~everybody) if need.language else everybody),
            (WhyNot.CLEARANCE, self._cleared if need.cleared else everybody),
            (WhyNot.HOURS, (time != 0) | (self._slots == 0) if need.slots else everybody),
            (WhyNot.REFUSED, self._but(need.refused)),
            (WhyNot.FULL, self.room > 0),
        )  # fmt: skip
        return Judged(hurdles, metres, self._cost(need, metres))

    def suggest(self, need: Need, most: int = 5) -> tuple[Suggested, ...]:
        """The best few for one need, best first, each with the reasons; nobody where nobody can."""
        judged = self.judge(need)
        return tuple(self.suggested(need, judged, i) for i in self.best(judged, most))

    def best(self, judged: Judged, most: int) -> list[int]:
        """Of those who can, those who cost least, by cost, then by key."""
        able = np.flatnonzero(judged.able)
        if len(able) > most:
            able = able[np.argpartition(judged.cost[able], most - 1)[:most]]
        return sorted((int(i) for i in able), key=lambda i: (judged.cost[i], self.helpers[i].key))

    def suggested(self, need: Need, judged: Judged, at: int) -> Suggested:
        """One helper for a need, with the reasons that speak for them."""
        helper = self.helpers[at]
        because = [Because(Reason.SKILL)] if need.skill else []
        if helper.key == need.before:
            because.append(Because(Reason.BEFORE))
        if helper.key in need.wishes:
            because.append(Because(Reason.WISHED))
        if liked := len(need.likes & helper.tags):
            because.append(Because(Reason.LIKED, liked))
        if not np.isnan(judged.metres[at]):
            because.append(Because(Reason.NEAR, round(float(judged.metres[at]))))
        if common := (need.slots & helper.slots).bit_count():
            because.append(Because(Reason.IN_TIME, common))
        because.append(Because(Reason.FREE, helper.room))
        return Suggested(helper.key, int(judged.cost[at]), tuple(because))

    def why_not(self, need: Need, judged: Judged) -> Unmatched:
        """Where the last of them fell away; taken where some could, and others needed them more."""
        left, before = np.ones(len(self.helpers), dtype=np.bool_), {}
        for why, passes in judged.hurdles:
            before[why] = int(left.sum())
            left = left & passes
            if not left.any():
                return Unmatched(need.key, why, before)
        return Unmatched(need.key, WhyNot.TAKEN, before | {WhyNot.TAKEN: int(left.sum())})

    def _metres(self, need: Need) -> NDArray[np.float64]:
        """Straight lines, on a plane that touches the earth at the need."""
        if need.spot is None:
            return np.full(len(self.helpers), np.nan)
        lat, lon = need.spot
        north = (self._spots[:, 0] - lat) * DEGREE_M
        east = (self._spots[:, 1] - lon) * DEGREE_M * np.cos(np.radians(lat))
        metres: NDArray[np.float64] = np.hypot(north, east)
        return metres

    def _cost(self, need: Need, metres: NDArray[np.float64]) -> NDArray[np.int64]:
        weights = self.weights
        far = np.where(np.isnan(metres), weights.unknown_m, metres)
        cost = np.rint(far / _METRES_A_POINT).astype(np.int64) + weights.load * self._load
        for liked in need.likes:
            if liked in self._tags:
                cost -= weights.like * self._tags[liked]
        for key, less in [(need.before, weights.before), *((w, weights.wish) for w in need.wishes)]:
            if key in self._at:
                cost[self._at[key]] -= less
        return cost

    def _but(self, refused: frozenset[str]) -> Yes:
        passes = np.ones(len(self.helpers), dtype=np.bool_)
        passes[[self._at[key] for key in refused if key in self._at]] = False
        return passes

    def _ranges(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The areas as ranks of their bounds, a column each; who has none serves all."""
        widest = max((len(h.areas) for h in self.helpers), default=0) or 1
        rank = {bound: i for i, bound in enumerate(self._bounds)}
        lo = np.full((len(self.helpers), widest), len(self._bounds) + 1, dtype=np.int64)
        hi = np.full_like(lo, -1)
        for i, helper in enumerate(self.helpers):
            if not helper.areas:
                lo[i, 0], hi[i, 0] = -1, len(self._bounds) + 1
            for j, (one, other) in enumerate(helper.areas):
                lo[i, j], hi[i, j] = rank[one], rank[other]
        return lo, hi

    def _serves(self, path: str) -> Yes:
        at = bisect_right(self._bounds, path)
        inside = (self._lo < at) & (at <= self._hi)
        serves: Yes = np.logical_or.reduce(inside, axis=1)
        return serves


def _columns(sets: Iterable[frozenset[str]]) -> dict[str, Yes]:
    """For each word that stands in any of the sets, who has it."""
    rows = list(sets)
    words: dict[str, Yes] = {}
    for i, row in enumerate(rows):
        for word in row:
            words.setdefault(word, np.zeros(len(rows), dtype=np.bool_))[i] = True
    return words
