"""Hot topics: which of many texts are about one incident, and how hot it is."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse.csgraph import connected_components
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from shuoshi.likeness.terms import Message, Topic

_BODY_MOST = 400
_NEAR, _APART = 0.12, 0.9
"""Two texts of one topic are at least so near; two halves of one are on average not so far apart."""
_TOPIC_MOST = 3000
"""So many texts that hang together are split by their mean distance; more are too common a talk."""
_OTHER = re.compile(r"[^\w]+")
_PLACE = re.compile(
    r"[A-Z]\d*[市县区](?:[A-Z]\d*[市县区])?|[\u4e00-\u9fff]{2,8}?(?:小区|社区|街道|新城|花园|广场|大道|学校|医院|村|路|镇|苑|城)"
)


def topics(messages: Sequence[Message], *, least: int = 2) -> list[Topic]:
    """Group texts by incident, the hottest first; those that at least `least` people said.

    Shape:   near texts hang together (cosine of weighted letter pairs and triples), and what hangs
             together is split by mean distance, so that a chain of neighbours is not one topic.
    """
    if len(messages) < 2:
        return []
    try:
        near, matrix = _near(messages)
    except ValueError:  # no text has two letters
        return []
    _n, labels = connected_components(near, directed=False)
    together: dict[int, list[int]] = defaultdict(list)
    for n, label in enumerate(labels):
        together[int(label)].append(n)
    found = [
        _topic([messages[n] for n in part])
        for members in together.values()
        if 1 < len(members) <= _TOPIC_MOST
        for part in _split(members, matrix)
        if len(part) > 1
    ]
    hot = [t for t in found if t.people >= least]
    return sorted(hot, key=lambda t: (-t.heat, t.first_at, t.name))


def _near(messages: Sequence[Message]) -> tuple[Any, Any]:
    texts = [f"{_plain(m.title)} {_plain(m.title)} {_plain(m.body[:_BODY_MOST])}" for m in messages]
    words = TfidfVectorizer(
        analyzer="char", ngram_range=(2, 3), sublinear_tf=True, dtype=np.float32,
        max_df=1.0 if len(texts) < 100 else 0.04,
    )  # fmt: skip
    matrix = words.fit_transform(texts)
    near = (matrix @ matrix.T).tocsr()
    near.data[near.data < _NEAR] = 0
    near.eliminate_zeros()
    return near, matrix


def _plain(text: str) -> str:
    return _OTHER.sub(" ", text).strip().lower()


def _split(members: list[int], matrix: Any) -> list[list[int]]:
    if len(members) == 2:
        return [members]
    own = matrix[members]
    apart = 1 - np.clip((own @ own.T).toarray(), 0, 1)
    np.fill_diagonal(apart, 0)
    tree = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=_APART
    )
    parts: dict[int, list[int]] = defaultdict(list)
    for member, label in zip(members, tree.fit_predict(apart), strict=True):
        parts[int(label)].append(member)
    return list(parts.values())


def _topic(members: list[Message]) -> Topic:
    members = sorted(members, key=lambda m: (m.at, m.key))
    people = len({m.who for m in members})
    votes = sum(max(0, m.votes) for m in members)
    return Topic(
        tuple(members), _name(members), _places(members), people, votes,
        people + math.log1p(votes),
    )  # fmt: skip


def _name(members: list[Message]) -> str:
    """The title whose letter pairs stand in most of the others."""
    pairs = [{t[n : n + 2] for n in range(len(t) - 1)} for t in (m.title for m in members)]
    stands = Counter(pair for own in pairs for pair in own)
    best = max(
        range(len(members)),
        key=lambda n: (sum(stands[p] for p in pairs[n]) / (len(pairs[n]) + 4), -n),
    )
    return members[best].title


def _places(members: list[Message]) -> tuple[str, ...]:
    """Where it is: the places that the messages carry, or those that most of their texts name."""
    known = Counter(m.place for m in members if m.place)
    if known:
        return tuple(place for place, _n in known.most_common(3))
    named = Counter(
        place
        for m in members
        for place in set(_PLACE.findall(m.title) or _PLACE.findall(m.body[:_BODY_MOST]))
    )
    return tuple(place for place, n in named.most_common(3) if n * 3 >= len(members))
