"""How long figures by channel and hot topics take among the matters that are there."""

import statistics
import time
from datetime import timedelta

from django.db import connections

from shuoshi.kernel.clock import now
from shuoshi.likeness.topics import topics
from shuoshi.matters.by_channel import by_channel
from shuoshi.matters.incidents import said_since
from shuoshi.programmes.queries import every_version
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import Actor, Reach
from shuoshi.scenarios.lishi.cast import DISTRICT, YONGNING

_STEPS = """
INSERT INTO matters_step (id, matter_id, revision, move, from_stage, to_stage, at, recorded_at, role, said_by,
    holder_id, due_before_at, due_at, paused, answers)
SELECT gen_random_uuid(), m.id, s.n, s.move, s.was, s.stage, m.opened_at + s.n * interval '1 day',
    m.opened_at, 'system', '', m.holder_id, CASE WHEN s.n > 1 THEN m.opened_at + s.n * interval '25 hours' END,
    m.opened_at + (s.n + 1) * interval '25 hours', false, '{}'
FROM matters_matter m CROSS JOIN (VALUES (1, 'open', '', 'said'), (2, 'accept', 'said', 'reviewed'),
    (3, 'settle', 'reviewed', 'assigning'), (4, 'hand_over', 'assigning', 'assigned'),
    (5, 'take_up', 'assigned', 'executing'), (6, 'grant_extension', 'executing', 'executing'),
    (7, 'finish', 'executing', 'done'), (8, 'no_word', 'done', 'archived')) AS s(n, move, was, stage)
WHERE m.channel = 'bench' AND s.n <= 1 + m.lot %% 8
"""
_CLOSED = """
UPDATE matters_matter SET closed_at = opened_at + interval '8 days', outcome = 'done', stage = 'archived'
WHERE channel = 'bench' AND lot %% 8 = 7
"""


def figures() -> None:
    """Steps for every matter of the bench, then the pages' own queries, thirty times each."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(_STEPS, [])
        steps = cursor.rowcount
        cursor.execute(_CLOSED, [])
        cursor.execute("VACUUM ANALYZE matters_step, matters_matter")
    at, leader = (
        now(),
        Actor(reach=Reach.TERRITORIAL, role="district_leader", bounds=bounds_of(DISTRICT)),
    )
    versions = every_version()
    print(f"\nfigures among 100,000 matters with {steps} steps")
    for name, place, rounds in (("the district", DISTRICT, 5), ("a community", YONGNING, 30)):
        took, here = list[float](), bounds_of(place)
        for _ in range(rounds):
            began = time.perf_counter()
            rows = by_channel(
                by=leader, lo=here.lo, hi=here.hi, since=at - timedelta(days=90), until=at, at=at,
                versions=versions,
            )  # fmt: skip
            took.append((time.perf_counter() - began) * 1000)
        n = sum(r.opened for r in rows)
        print(
            f"  by channel, {name}, 90 days, {n} matters: median {statistics.median(took):.0f} ms"
        )
    began, here = time.perf_counter(), bounds_of(DISTRICT)
    said = said_since(by=leader, lo=here.lo, hi=here.hi, since=at - timedelta(days=14))
    read = time.perf_counter()
    found = topics(said.messages)
    print(
        f"  hot topics of the newest {len(said.messages)}: read in {(read - began) * 1000:.0f} ms, "
        f"{len(found)} topics in {time.perf_counter() - read:.1f} s"
    )
