"""Which class a text is of, and by which words: weights as plain data, applied without any library."""

import gzip
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BODY_MOST = 600
_FORMAT = 1
_BECAUSE = 3
_MASKED = re.compile(r"[a-z]\d*(市|县|区)+")
_BLANKED = re.compile(r"x{2,}|\*+")
_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")
Table = Mapping[str, Sequence[float]]


def plain(text: str) -> str:
    """A text as it is learnt and asked: numbers, blanked and masked names of places alike, no spaces."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = _BLANKED.sub("#", _MASKED.sub("#", text))
    return _SPACE.sub("", _DIGITS.sub("0", text))


@dataclass(frozen=True, slots=True)
class Suggested:
    """A class that may be right; `because` are the words of the text that speak most for it."""

    code: str
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggester:
    """Learnt weights.

    Shape:   `titles` and `bodies` map letters and pairs of letters to their idf and, in steps of
             `step`, one weight a class; what has no weights counts in the length alone.
    """

    codes: tuple[str, ...]
    bias: tuple[float, ...]
    step: float
    titles: Table
    bodies: Table

    def suggest(self, title: str, body: str, *, most: int = 2) -> tuple[Suggested, ...]:
        """The likeliest classes of a text, the best first."""
        scores = list(self.bias)
        spoke: list[tuple[str, Sequence[float], float]] = []
        for table, text in ((self.titles, plain(title)), (self.bodies, plain(body)[:BODY_MOST])):
            found, length = [], 0.0
            for gram, n in _grams(text).items():
                row = table.get(gram)
                if row is None:
                    continue
                value = (1 + math.log(n)) * row[0]
                length += value * value
                if len(row) > 1:
                    found.append((gram, row, value))
            if length:
                scale = self.step / math.sqrt(length)
                for gram, row, value in found:
                    for n, weight in enumerate(row[1:]):
                        scores[n] += scale * value * weight
                    spoke.append((gram, row, scale * value))
        best = sorted(range(len(scores)), key=lambda n: -scores[n])[:most]
        return tuple(Suggested(self.codes[n], scores[n], _because(n, spoke)) for n in best)

    def save(self, file: Path, about: Mapping[str, Any]) -> int:
        """Write it as compressed JSON, whole or not at all; gives its bytes."""
        said = {
            "format": _FORMAT, "about": dict(about), "codes": self.codes, "bias": self.bias,
            "step": self.step, "titles": self.titles, "bodies": self.bodies,
        }  # fmt: skip
        data = gzip.compress(
            json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0
        )
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".new")
        beside.write_bytes(data)
        beside.replace(file)
        return len(data)


def load(file: Path) -> Suggester:
    """What `save` wrote.

    Raises:  ValueError for another format
    """
    said = json.loads(gzip.decompress(file.read_bytes()))
    if said.get("format") != _FORMAT:
        raise ValueError(f"{file.name}: format {said.get('format')} is not known here")
    return Suggester(
        tuple(said["codes"]), tuple(said["bias"]), said["step"], said["titles"], said["bodies"]
    )


def by_words(
    words: Mapping[str, Sequence[str]], title: str, body: str, *, most: int = 2
) -> tuple[Suggested, ...]:
    """The classes whose listed words stand in a text, for a start without anything learnt: longer words
    and those of the title tell more."""
    head, text = plain(title), plain(title) + plain(body)[:BODY_MOST]
    found = []
    for code, own in words.items():
        there = [w for w in own if plain(w) in text]
        score = sum(len(w) * (2 if plain(w) in head else 1) for w in there)
        if score:
            because = sorted(there, key=lambda w: -len(w))[:_BECAUSE]
            found.append(Suggested(code, float(score), tuple(because)))
    return tuple(sorted(found, key=lambda s: -s.score)[:most])


def _grams(text: str) -> Counter[str]:
    counts = Counter(text)
    counts.update(map(str.__add__, text, text[1:]))
    return counts


def _because(n: int, spoke: list[tuple[str, Sequence[float], float]]) -> tuple[str, ...]:
    """The pairs of letters that speak most for a class."""
    said: dict[str, float] = {}
    for gram, row, value in spoke:
        if len(gram) == 2 and "#" not in gram and "0" not in gram and gram.isalpha():
            said[gram] = said.get(gram, 0.0) + value * row[n + 1]
    best = sorted((g for g in said if said[g] > 0), key=lambda g: (-said[g], g))
    return tuple(best[:_BECAUSE])
