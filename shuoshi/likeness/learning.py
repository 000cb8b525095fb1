"""Learning which class a text is of: a linear machine over letters and pairs of letters.

What it gains most from are the words that describe the classes: how like a text is to each description
counts as well, and since that is linear in the pairs too, all of it becomes one weight a pair and class.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.svm import LinearSVC

from shuoshi.likeness.suggesting import BODY_MOST, Suggester, plain

_TITLE, _BODY = math.sqrt(0.4), math.sqrt(0.6)
_DESCRIBED = 0.07
"""How much the likeness to the descriptions weighs beside the text itself (1): mean squared length."""
_C = 2.0
_STEP = 0.01
_PAIRS: dict[str, Any] = {"analyzer": "char", "ngram_range": (1, 2), "lowercase": False}


@dataclass(frozen=True, slots=True)
class Text:
    """A title and a body."""

    title: str
    body: str


class TooFew(ValueError):
    """Not enough to learn from."""


def learn(
    texts: Sequence[Text],
    codes: Sequence[str],
    *,
    described: Sequence[str] = (),
    unlabelled: Sequence[Text] = (),
) -> Suggester:
    """Learn from texts whose class is known.

    Shape:   `codes` are their classes; `described` one text of words for each class there is (more
             classes than are learnt do no harm); `unlabelled` texts tell how common words are.
    Raises:  TooFew without two classes of two texts each
    """
    known = sorted(set(codes))
    if len(known) < 2 or min(map(list(codes).count, known)) < 2:
        raise TooFew("at least two classes with two texts each are needed")
    about = [plain(text) for text in described]
    spaces = [
        _space([plain(t.title) for t in texts], [plain(t.title) for t in unlabelled], about),
        _space([_cut(t.body) for t in texts], [_cut(t.body) for t in unlabelled], about),
    ]
    parts = [_TITLE * spaces[0].texts, _BODY * spaces[1].texts]
    if about:
        parts += [csr_matrix(space.texts @ space.likened.T) for space in spaces]
    machine = LinearSVC(C=_C, class_weight="balanced", random_state=0)
    machine.fit(hstack(parts).tocsr(), list(codes))
    weights, bias = _a_row_a_class(machine)
    tables = _tables(spaces, weights)
    return Suggester(
        tuple(map(str, machine.classes_)), tuple(round(float(b), 4) for b in bias), _STEP, *tables
    )


@dataclass(frozen=True, slots=True)
class _Space:
    """The texts in one space of letters and pairs, and what likens them to the descriptions.

    Shape:   `texts` is texts × pairs, `likened` descriptions × pairs.
    """

    pairs: tuple[str, ...]
    idf: Any
    texts: Any
    likened: Any


def _cut(body: str) -> str:
    return plain(body)[:BODY_MOST]


def _space(texts: list[str], unlabelled: list[str], about: list[str]) -> _Space:
    pairs = set(CountVectorizer(min_df=2, **_PAIRS).fit(texts).vocabulary_)
    if about:
        pairs |= set(CountVectorizer(**_PAIRS).fit(about).vocabulary_)
    words = TfidfVectorizer(sublinear_tf=True, vocabulary=sorted(pairs), **_PAIRS)
    words.fit(texts + unlabelled)
    own = words.transform(texts)
    likened = np.zeros((0, len(pairs)))
    if about:
        likened = words.transform(about).toarray()
        likened = likened - likened.mean(axis=0)
        far = np.mean(np.square(own @ likened.T).sum(axis=1))
        likened = likened * math.sqrt(_DESCRIBED / 2 / max(far, 1e-12))
    return _Space(tuple(words.get_feature_names_out()), words.idf_, own, likened)


def _a_row_a_class(machine: LinearSVC) -> tuple[Any, Any]:
    """Weights and bias with a row for each class; for two classes the machine keeps one."""
    weights, bias = machine.coef_, machine.intercept_
    if len(weights) == 1:
        return np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights, bias


def _tables(spaces: list[_Space], weights: Any) -> list[Mapping[str, Sequence[float]]]:
    """One weight a pair and class: what the text itself and its likeness to the descriptions give."""
    first = len(spaces[0].pairs)
    own = [_TITLE * weights[:, :first], _BODY * weights[:, first : first + len(spaces[1].pairs)]]
    after, tables = first + len(spaces[1].pairs), list[Mapping[str, Sequence[float]]]()
    for space, mine in zip(spaces, own, strict=True):
        n = len(space.likened)
        whole = mine + weights[:, after : after + n] @ space.likened
        after += n
        steps = np.rint(whole / _STEP).astype(int)
        tables.append(
            {
                pair: [round(float(idf), 2), *map(int, row)]
                if row.any()
                else [round(float(idf), 2)]
                for pair, idf, row in zip(space.pairs, space.idf, steps.T, strict=True)
            }
        )
    return tables
