"""Whether a new message is told that it was said before, and how fast, among 100,000 matters."""

import random
import statistics
import time
from collections.abc import Mapping, Sequence

from django.db import connections

from bench.filling import fill
from shuoshi.kernel.bigrams import lexemes
from shuoshi.kernel.clock import now
from shuoshi.likeness.terms import Message, Topic
from shuoshi.matters.alike import alike_to
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import Actor, Reach
from shuoshi.scenarios.lishi.cast import DISTRICT

_MANY, _ASKED, _LETTERS, _WAYS = 100_000, 200, 8, 5
_INDEX = """
CREATE INDEX matters_sought_words ON matters_sought USING gin (words)
WITH (fastupdate = on, gin_pending_list_limit = 128)
"""
_TEXTS = """
UPDATE matters_mattertext t SET title = x.title, body = x.body
FROM (SELECT id, row_number() OVER (ORDER BY number) AS n FROM matters_matter WHERE channel = 'bench') m
JOIN unnest(%s::text[], %s::text[]) WITH ORDINALITY AS x(title, body, n) ON x.n = m.n
WHERE t.matter_id = m.id
"""
_WORDS = """
INSERT INTO matters_sought (matter_id, path, opened_at, words)
SELECT m.id, m.path, m.opened_at, matters_lexemes(x.words, m.path, m.holder_id)
FROM (SELECT id, path, opened_at, holder_id, row_number() OVER (ORDER BY number) AS n FROM matters_matter
      WHERE channel = 'bench') m
JOIN unnest(%s::text[]) WITH ORDINALITY AS x(words, n) ON x.n = m.n
"""
_WHERE = "SELECT number, path FROM matters_matter WHERE channel = 'bench' ORDER BY number"


def duplicates(messages: Sequence[Message], found: Sequence[Topic]) -> None:
    """Fill 100,000 matters with these messages, each a little otherwise, and ask."""
    rng = random.Random(5)
    fill(1, _MANY)
    said = [_otherwise(m, rng) for _ in range(_WAYS) for m in messages]
    cut = [lexemes(text) for text in said]
    texts = [said[n % len(said)] for n in range(_MANY)]
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(_TEXTS, [[t for t, _b in texts], [b for _t, b in texts]])
        cursor.execute("DROP INDEX matters_sought_words")
        cursor.execute(_WORDS, [[cut[n % len(said)] for n in range(_MANY)]])
        cursor.execute(_INDEX)
        cursor.execute("VACUUM ANALYZE matters_sought, matters_mattertext")
        cursor.execute(_WHERE)
        stands = [
            (number, path, n % len(said) % len(messages))
            for n, (number, path) in enumerate(cursor.fetchall())
        ]
    keys = {number: messages[m].key for number, _path, m in stands}
    where = {m: path for _number, path, m in stands}
    district = Actor(reach=Reach.TERRITORIAL, role="district_leader", bounds=bounds_of(DISTRICT))
    asked = rng.sample(range(len(messages)), _ASKED)
    for name, narrow in (("a community", True), ("the whole district", False)):
        took = []
        for n in asked:
            path = where[n][:12] if narrow else DISTRICT
            began = time.perf_counter()
            alike_to(messages[n].title, messages[n].body, path, district, now())
            took.append((time.perf_counter() - began) * 1000)
        took = took[10:]
        print(
            f"  proposals within {name}: median {statistics.median(took):.1f} ms, p95 "
            f"{statistics.quantiles(took, n=20)[18]:.1f} ms, longest {max(took):.0f} ms (asked 20)"
        )
    _told(found, keys, district)


def _otherwise(m: Message, rng: random.Random) -> tuple[str, str]:
    """A message in other words: a few letters of each are gone."""
    return _fewer(m.title, rng), _fewer(m.body, rng)


def _fewer(text: str, rng: random.Random) -> str:
    gone = {rng.randrange(len(text)) for _ in range(min(_LETTERS, len(text) // 8))} if text else ()
    return "".join(letter for n, letter in enumerate(text) if n not in gone)[:1000]


def _told(found: Sequence[Topic], keys: Mapping[str, str], by: Actor) -> None:
    """Of messages on a hot incident: whether one of the first three proposals is on it too, itself in other
    words or another's."""
    right = asked = 0
    for topic in found[:20]:
        own = {m.key for m in topic.messages}
        for m in topic.messages:
            shown = alike_to(m.title, m.body, DISTRICT, by, now(), most=3)
            asked += 1
            right += any(keys[a.number] in own for a in shown)
    print(
        f"  of {asked} messages on the 20 hottest topics {right} ({right / max(1, asked):.0%}) are "
        "shown one of the same topic among the first three"
    )
