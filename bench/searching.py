"""What searching costs: each reach beside the same query with a WHERE clause, rare words and common ones."""

import itertools
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connections

from bench.reaching import _where
from shuoshi.kernel.bigrams import asked_for, lexemes
from shuoshi.matters import searching
from shuoshi.matters.searching import search, search_board
from shuoshi.reach.terms import Actor, Reach

_TIMES, _WARM, _LEAST, _LONG_MS = 60, 10, 12, 3000
_LETTERS = (
    "的一是不了人我在有他这中大来上个国和也子时道说那要出对生发会自下可过家学也都年作地到着去没好用"
)
_TERMS = ("井盖", "路灯", "楼道", "漏水", "停车")
"""What is looked for: the first stands in one text of ten thousand, the last in one of five."""
_SHARE = (0.0001, 0.01, 0.05, 0.1, 0.2)
_MAKE = """
INSERT INTO matters_sought (matter_id, path, opened_at, words)
SELECT m.id, m.path, m.opened_at, matters_lexemes(t.words, m.path, m.holder_id)
FROM (SELECT id, path, opened_at, holder_id, row_number() OVER (ORDER BY id) AS n FROM matters_matter
      WHERE channel = 'bench') m
JOIN unnest(%s::text[]) WITH ORDINALITY AS t(words, n) ON m.n %% {0} + 1 = t.n
WHERE NOT EXISTS (SELECT FROM matters_sought s WHERE s.matter_id = m.id)
"""
_RELEASED = """
INSERT INTO matters_publishedsought (matter_id, path, opened_at, words)
SELECT matter_id, path, opened_at, words FROM matters_sought ON CONFLICT DO NOTHING
"""
_PUBLISHED = """
INSERT INTO matters_published (matter_id, number, version_id, path, place_name, street_name, holder_name, kind,
    stage, title, text, shown, timeline, pictures, opened_at, due_at, changed_at, closed)
SELECT m.id, m.number, m.version_id, m.path, '', '', '', m.kind, m.stage, '量一量', '量一量用的事', '{}', '[]', '[]',
    m.opened_at, m.due_at, m.opened_at, false
FROM matters_matter m WHERE m.channel = 'bench' ON CONFLICT DO NOTHING
"""
_TEXTS = 20_000
_PLAIN = """
SELECT m.id, m.number, m.version_id, m.stage, m.kind, m.colour, m.due_at, m.queue_at, m.private,
       m.assignee_id, m.holder_id, m.opened_at, t.title, p.name, t.body, m.closed_at IS NOT NULL
FROM matters_sought w JOIN matters_matter m ON m.id = w.matter_id
JOIN matters_mattertext t ON t.matter_id = m.id JOIN places_place p ON p.id = m.place_id
WHERE w.words @@ %s::tsquery{where} AND (w.opened_at, w.matter_id) < (%s, %s)
ORDER BY w.opened_at DESC, w.matter_id DESC LIMIT %s
"""


def fill_words() -> float:
    """Give each matter of the bench the words of a text of 60 letters, 20,000 different ones; seconds."""
    rng, began = random.Random(11), time.perf_counter()
    texts = []
    for n in range(_TEXTS):
        letters = "".join(rng.choices(_LETTERS, k=60))
        said = [
            term for term, share in zip(_TERMS, _SHARE, strict=True) if n % round(1 / share) == 0
        ]
        texts.append(lexemes([letters, *said]))
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for table in ("matters_sought", "matters_publishedsought"):
            cursor.execute(f"DROP INDEX IF EXISTS {table}_words")
        cursor.execute(_MAKE.format(_TEXTS), [texts])
        cursor.execute(_RELEASED)
        cursor.execute(_PUBLISHED)
        for table in ("matters_sought", "matters_publishedsought"):
            cursor.execute(
                f"CREATE INDEX {table}_words ON {table} USING gin (words) "
                "WITH (fastupdate = on, gin_pending_list_limit = 128)"
            )
        for table in ("matters_sought", "matters_publishedsought", "matters_published"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    return time.perf_counter() - began


def _timed(*asked: Callable[[], Any]) -> list[tuple[float, float, int]]:
    """Median, p95 and rows found of each, asked turn about, so that nothing that drifts favours one; what is
    slow is asked less often, twelve times at least."""
    times: list[list[float]] = [[] for _ in asked]
    found = [0] * len(asked)
    for turn in range(_TIMES):
        for n, ask in enumerate(asked):
            began = time.perf_counter()
            found[n] = len(ask())
            times[n].append((time.perf_counter() - began) * 1000)
        if turn + 1 >= _LEAST and sum(map(sum, times)) > _LONG_MS:
            break
    warm = [of[min(_WARM, len(of) // 4) :] for of in times]
    return [
        (statistics.median(of), statistics.quantiles(of, n=20)[18], n)
        for of, n in zip(warm, found, strict=True)
    ]


def _rows(alias: str, sql: str, values: list[Any]) -> Callable[[], Any]:
    def ask() -> Any:
        with connections[alias].cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    return ask


def _board(term: str) -> Any:
    return search_board(term, lo="141102", hi="141103").rows


def searches(readers: dict[str, Actor]) -> dict[str, float]:
    """Medians of a search's first page under each reach, beside the owner's same query with a WHERE
    clause; the ratios by name."""
    ratios: dict[str, float] = {}
    print(f"\nwords of a million matters in {fill_words():.0f} s")
    print(f"{'search, median ms':<30}{'policy':>10}{'WHERE':>10}{'ratio':>8}{'p95':>8}{'found':>7}")
    key = [*searching._LAST, searching.PAGE + 1]
    for (name, who), term in itertools.product(readers.items(), (*_TERMS, "没有的词")):
        words = asked_for(term)
        own = _rows("default", searching._SEARCH, [*who.settings(), words, *key])
        where, bounds = _where(who)
        if who.reach is Reach.TERRITORIAL:
            where = where.replace("m.path", "w.path")
        plain = _rows("owner", _PLAIN.format(where=where), [words, *bounds, *key])
        (policy, p95, n), (bare, _p, m) = _timed(own, plain)
        assert n == m, (name, term, n, m)
        ratios[f"search, {name} {term}"] = policy / bare
        print(
            f"{name + ' ' + term:<30}{policy:>10.2f}{bare:>10.2f}{policy / bare:>8.2f}{p95:>8.2f}{n:>7}"
        )
    for term in _TERMS:
        ((middle, p95, n),) = _timed(partial(_board, term))
        print(f"{'everybody ' + term:<30}{middle:>10.2f}{'':>18}{p95:>8.2f}{n:>7}")
    leader = readers["district"]
    ((narrow, _p, _n),) = _timed(lambda: search("路灯 楼道", [leader]).rows)
    print(f"{'district, two terms':<30}{narrow:>10.2f}")
    print("plans of a search: by the index, newest first")
    for plan in _plans():
        print(f"  {plan}")
    return ratios


_WITHIN = "w.words @@ '路灯'::tsquery AND w.path >= '141102' AND w.path < '141103'"
_STEPS = (
    f"SELECT matter_id, opened_at FROM matters_sought w WHERE {_WITHIN} LIMIT 2000",
    f"SELECT matter_id FROM matters_sought w WHERE {_WITHIN} ORDER BY opened_at DESC, matter_id DESC LIMIT 26",
)
_SETTINGS = (("enable_seqscan", "enable_indexscan"), ("enable_bitmapscan", "enable_seqscan"))


def _plans() -> list[str]:
    """The plans of the two steps of `matters_found`, under the settings that it gives each."""
    out = []
    with connections["owner"].cursor() as cursor:
        for step, off in zip(_STEPS, _SETTINGS, strict=True):
            for name in off:
                cursor.execute(f"SET {name} = off")
            cursor.execute(f"EXPLAIN (COSTS OFF) {step}")
            out.append(" | ".join(row[0].strip() for row in cursor.fetchall()))
            cursor.execute("RESET ALL")
    return out
