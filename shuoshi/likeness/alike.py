"""Is it one of these? A new text beside a few old ones that share words with it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shuoshi.kernel.bigrams import words_of

BODY_MOST = 300
"""Letters of a text that are looked at: what it is about is said first."""
_LEAST, _UNKNOWN = 1e-9, 0.01
"""The least share that counts; that of the rarest common word where none is known."""
LIKE = 0.22
"""From here on two texts are taken for one incident. Ours; see bench/duplicates.py for what it finds."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each word tells: the logarithm of how rare it is among the texts that are searched.

    Shape:   `common` maps the common words to their weights, 0 and more; any other word has the weight
             `rare`, as if it were half as common as the rarest of them.
    """

    common: Mapping[str, float]
    rare: float

    @classmethod
    def of(cls, share: Mapping[str, float]) -> "Weights":
        """Weights of the shares of common words, 0 to 1, of any number of them."""
        common = {word: -math.log(min(1.0, max(s, _LEAST))) for word, s in share.items()}
        return cls(common, max(common.values(), default=-math.log(_UNKNOWN)) + math.log(2))

    def of_word(self, word: str) -> float:
        """The weight of a word, 0 and more."""
        return self.common.get(word, self.rare)


def vector(title: str, body: str, weights: Weights) -> dict[str, float]:
    """A text's words with their weights, of length 1; the title's count twice."""
    counts: dict[str, int] = {}
    for text, times in ((title, 2), (body[:BODY_MOST], 1)):
        for word in words_of(text):
            counts[word] = counts.get(word, 0) + times
    raw = {w: (1 + math.log(n)) * weights.of_word(w) for w, n in counts.items()}
    length = math.sqrt(sum(x * x for x in raw.values())) or 1.0
    return {w: x / length for w, x in raw.items()}


def likeness(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """How like two vectors are, 0 to 1."""
    few, many = (a, b) if len(a) < len(b) else (b, a)
    return sum(x * many[w] for w, x in few.items() if w in many)


def telling(own: Mapping[str, float], most: int) -> list[str]:
    """The words of a vector by which to look for texts like it, the most telling first."""
    return sorted(own, key=lambda w: (-own[w], w))[:most]


def ranked(
    own: Mapping[str, float], others: Sequence[tuple[str, str]], weights: Weights
) -> list[tuple[int, float]]:
    """Which of the others (title, body) are like a text's vector, the likest first.

    Shape:   pairs of index and likeness, those of `LIKE` and more.
    """
    scored = [(n, likeness(own, vector(*other, weights))) for n, other in enumerate(others)]
    return sorted((s for s in scored if s[1] >= LIKE), key=lambda s: (-s[1], s[0]))
