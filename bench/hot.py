"""Passages at posts under load, beside what the same machine does bare: single over HTTP, batches of two hundred.

    python -m bench.hot [--requests 1500] [--rounds 3] [--batches 60]

Loopback only; granian with two workers, 4 connections, durable commits; rounds interleaved.
"""

import argparse
import json
import os
import shutil
import statistics
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.__main__ import _FOLDER, ready

_BARE = """
CREATE TABLE bench_passage (
    id uuid PRIMARY KEY, post_id uuid NOT NULL, path varchar(40) COLLATE "C" NOT NULL, switch_id uuid NOT NULL,
    at timestamptz NOT NULL, received_at timestamptz NOT NULL, checks varchar(40) NOT NULL, rule smallint NOT NULL,
    outcome varchar(12) NOT NULL, vehicles smallint NOT NULL, aboard smallint NOT NULL, lane smallint,
    decided boolean NOT NULL, duty_id uuid);
CREATE INDEX ON bench_passage (post_id, id);
GRANT SELECT, INSERT ON bench_passage TO shuoshi_app;
"""
_UNNEST = """
INSERT INTO bench_passage SELECT b.id, %s, %s, %s, b.at, %s, b.checks, b.rule, b.outcome, b.vehicles, b.aboard, b.lane,
       b.decided, %s
FROM unnest(%s::uuid[], %s::timestamptz[], %s::text[], %s::smallint[], %s::text[], %s::smallint[], %s::smallint[],
            %s::smallint[], %s::boolean[]) AS b(id, at, checks, rule, outcome, vehicles, aboard, lane, decided)
"""
_BATCH, _WARM = 200, 100


def set_up() -> UUID:
    """An epidemic that is on, and a post; gives the post."""
    from django.db import connections

    from shuoshi.kernel.clock import local_date, now
    from shuoshi.posts.setting_up import open_post
    from shuoshi.posts.terms import PostSaid
    from shuoshi.privacy.switching import switch_on
    from shuoshi.scenarios.lishi.cast import YONGNING
    from shuoshi.scenarios.lishi.walking import actor
    from shuoshi.units.models import Unit

    with connections["owner"].cursor() as cursor:
        cursor.execute(_BARE)
    at = now()
    switch_on(
        kind="epidemic", order_number="1", legal_basis="x", purpose="x", keep_days=1, drill=False,
        last_on=local_date(at) + timedelta(days=3), by=actor("zhihui", at), at=at,
    )  # fmt: skip
    unit = Unit.objects.get(kind="community", path=YONGNING).id
    said = PostSaid(YONGNING, unit, "量一量", "路口", "epidemic", 4)
    return open_post(said=said, by=actor("shuji", at), at=at)


def passings(many: int) -> list[Any]:
    """So many passages of now, most as usual, some handed over or turned back."""
    from shuoshi.kernel.clock import now
    from shuoshi.kernel.ids import new_id
    from shuoshi.posts.terms import Passing

    usual = {"plates": "local", "code": "green", "trip": "clear", "heat": "normal", "way": "here"}
    other = [usual] * 17 + [
        usual | {"code": "yellow"},
        usual | {"trip": "risk", "plates": "outside"},
        usual,
    ]
    at = now()
    return [
        Passing(new_id(at), at, "epidemic_2022_03", other[n % 20], 1 + n % 4, lane=1 + n % 4)
        for n in range(many)
    ]


def batches(post: UUID, many: int) -> None:
    """Batches of two hundred in this process, beside a bare INSERT of the same columns, in turn."""
    from django.db import connection

    from shuoshi.kernel.clock import now
    from shuoshi.posts.passing import pass_through
    from shuoshi.posts.rules import outcome_of
    from shuoshi.scenarios.lishi.cast import YONGNING
    from shuoshi.scenarios.lishi.walking import actor

    by, ours, bare = actor("shuji", now()), list[float](), list[float]()
    for n in range(many + 5):
        items, at = passings(_BATCH), now()
        judged = [outcome_of(i, at) for i in items]
        rows = zip(
            *((i.id, i.at, i.checks, rule, outcome.value, i.vehicles, i.aboard, i.lane, False)
              for i, (outcome, rule) in zip(items, judged, strict=True)), strict=True,
        )  # fmt: skip
        given = [post, YONGNING, post, at, post, *map(list, rows)]
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(_UNNEST, given)
        middle = time.perf_counter()
        pass_through(post_id=post, items=items, by=by, at=at)
        if n >= 5:
            bare.append(middle - began)
            ours.append(time.perf_counter() - middle)
    per = [_BATCH / statistics.median(t) for t in (ours, bare)]
    print(f"\nbatches of {_BATCH}, {many} each, in turn, in one process, durable")
    print(
        f"  passages {per[0]:>8.0f} per s   bare INSERT … unnest {per[1]:>8.0f} per s   ratio {per[0] / per[1]:.2f}"
    )


def over_http(post: UUID, requests: int, rounds: int) -> None:
    """Single passages and batches over HTTP beside the bare view."""
    from bench.load import Figures, run
    from bench.over_http import cookie_of, served
    from tests.demo import free_port

    port = free_port()
    with served(port):
        staff = cookie_of("wangge", port) | {"Content-Type": "application/json"}
        address, form = (
            f"/api/v1/posts/{post}/passages",
            {"Content-Type": "application/x-www-form-urlencoded"},
        )

        def sent(many: int) -> Any:
            return lambda n: (
                "POST",
                address,
                json.dumps({"passages": [_said(p) for p in passings(many)]}).encode(),
                staff,
            )

        asked = {
            "bare": (lambda n: ("POST", "/bench/bare", b"x=1", form), requests, 1),
            "one passage": (sent(1), requests, 1),
            "batch of 200": (sent(_BATCH), max(requests // 20, 40), _BATCH),
        }
        found: dict[str, list[Figures]] = {name: [] for name in asked}
        for _n in range(rounds):
            for name, (make, many, _each) in asked.items():
                run(port, make, requests=_WARM if many > _WARM else 8)
                found[name].append(run(port, make, requests=many))
        print(
            f"\n{'over HTTP':<14}{'per s':>9}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'to bare':>9}{'wrong':>7}"
        )
        for name, figures in found.items():
            ratio = statistics.median(
                f.per_s / b.per_s for f, b in zip(figures, found["bare"], strict=True)
            )
            each = asked[name][2]
            print(
                f"{name:<14}{statistics.median(f.per_s for f in figures) * each:>9.0f}"
                f"{statistics.median(f.p50_ms for f in figures):>9.1f}{statistics.median(f.p95_ms for f in figures):>9.1f}"
                f"{max(f.p99_ms for f in figures):>9.1f}{ratio * each:>9.2f}{sum(f.wrong for f in figures):>7}"
            )
        print(f"memory of the server, all its processes: {_memory_mb():.0f} MB")


def _said(p: Any) -> dict[str, Any]:
    return {
        "id": str(p.id), "at": p.at.isoformat(), "checks": p.checks, "answers": p.answers, "aboard": p.aboard,
        "lane": p.lane,
    }  # fmt: skip


def _memory_mb() -> float:
    """What the web server's processes hold of their own (PSS), in MB."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            if b"granian" in command and b"bench.wsgi" in command:
                for line in (folder / "smaps_rollup").read_text().splitlines():
                    total += int(line.split()[1]) if line.startswith("Pss:") else 0
        except OSError:
            continue
    return total / 1024


def main() -> None:
    """Everything in turn, in a database of its own that is gone at the end."""
    parser = argparse.ArgumentParser(prog="python -m bench.hot", description=__doc__)
    parser.add_argument("--requests", type=int, default=1_500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--batches", type=int, default=60)
    given = parser.parse_args()
    cluster = ready()
    try:
        post = set_up()
        batches(post, given.batches)
        over_http(post, given.requests, given.rounds)
    finally:
        cluster.stop()
        shutil.rmtree(cluster.folder, ignore_errors=True)
        shutil.rmtree(_FOLDER, ignore_errors=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    main()
