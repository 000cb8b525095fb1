"""A million open matters in a database of its own, made in SQL by the owner: for measuring reads."""

from django.db import connections

_FILL = """
WITH p AS (SELECT id, path, row_number() OVER (ORDER BY path) - 1 AS n FROM places_place WHERE length(path) = 12),
     u AS (SELECT p.n, p.id AS place_id, p.path, u.id AS unit FROM p JOIN units_unit u ON u.path = p.path AND u.kind = 'community'),
     c AS (SELECT count(*) AS all_of FROM u),
     g AS (SELECT generate_series(%s, %s) AS i)
INSERT INTO matters_matter (id, number, version_id, programme, stage, entry, revision, place_id, path, holder_id,
    secret_hash, kind, channel, private, opened_at, stage_since, due_at, first_due_at, queue_at, colour, lot, marks, outcome, link)
SELECT gen_random_uuid(), 'B' || g.i, v.id, v.programme, 'said', 1, 1, u.place_id, u.path, u.unit,
    md5('b' || g.i) || md5('c' || g.i), 'livelihood', 'bench', false, t.at, t.at, t.at + interval '7 days',
    t.at + interval '7 days', t.at + interval '7 days', '', g.i %% 100, '{}', '', ''
FROM g JOIN c ON true JOIN u ON u.n = g.i %% c.all_of
CROSS JOIN LATERAL (SELECT now() - (g.i %% 5000) * interval '7 minutes' AS at) t
JOIN programmes_version v ON v.programme = 'shuoshi_yishi' AND v.ended_at IS NULL
"""
_WORDS = """
INSERT INTO matters_mattertext (matter_id, title, body, form)
SELECT m.id, '量一量 ' || m.number, '量一量用的事', '{}' FROM matters_matter m
LEFT JOIN matters_mattertext t ON t.matter_id = m.id WHERE t.matter_id IS NULL AND m.channel = 'bench'
"""


def fill(first: int, last: int) -> None:
    """Add open matters numbered from `first` to `last`, spread over all communities."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        for start in range(first, last + 1, 100_000):
            cursor.execute(_FILL, [start, min(last, start + 99_999)])
        cursor.execute(_WORDS)
        cursor.execute("ANALYZE")


def make_bare_table() -> None:
    """The bare view's table."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_bare (id uuid PRIMARY KEY, title varchar(80) NOT NULL, at timestamptz NOT NULL)"
        )
