"""Moves, creations, pages and queues per second beside a bare view; the queue at a million matters.

    python -m bench [--requests 400] [--rounds 3] [--most 1000000] [--only http | reading | loading]

4 connections, granian with two workers, durable commits, interleaved rounds, loopback only.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

_FOLDER = Path(tempfile.mkdtemp(prefix="shuoshi-bench-"))
_FOLDER.chmod(0o755)
os.environ |= {
    "SHUOSHI_HOME": str(_FOLDER / "home"), "DJANGO_SETTINGS_MODULE": "bench.settings", "SHUOSHI_DEMO": "1",
}  # fmt: skip

from shuoshi.server.database import migrate, prepare_roles  # noqa: E402
from shuoshi.server.embedded import Cluster  # noqa: E402
from shuoshi.server.home import find_home  # noqa: E402

MOST = 1.3
"""How much a reach may cost beside the same query with a WHERE clause."""


def ready() -> Cluster:
    """A database of its own, durable, with the reference district."""
    home = find_home()
    home.make()
    cluster, secrets = Cluster(home), home.secrets()
    cluster.start()
    prepare_roles(cluster.dsn("postgres", secrets["superuser"], "postgres"), secrets, "shuoshi")
    home.remember(sockets=str(cluster.sockets), database="shuoshi")
    import django

    django.setup()
    from bench.filling import make_bare_table
    from shuoshi.kernel.clock import now
    from shuoshi.scenarios.lishi.world import load_world

    migrate()
    make_bare_table()
    load_world(at=now())
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    return cluster


def queues(sizes: tuple[int, ...]) -> None:
    """The p95 of the queue's query at each size, for each reach and for the empty answer."""
    from bench.filling import fill
    from bench.reaching import reaching
    from bench.searching import searches
    from shuoshi.kernel.clock import now
    from shuoshi.matters.queries import queue
    from shuoshi.reach.rules import bounds_of
    from shuoshi.reach.terms import Actor, Reach
    from shuoshi.scenarios.lishi.cast import BINHE, DISTRICT, YONGNING
    from shuoshi.scenarios.lishi.walking import actor
    from shuoshi.units.models import Unit

    here = Unit.objects.get(kind="community", path=YONGNING).id
    handler = actor("chengban2", now())
    readers = {
        "community": actor("shuji", now()),
        "street": Actor(reach=Reach.TERRITORIAL, role="township_reviewer", bounds=bounds_of(BINHE)),
        "district": Actor(
            reach=Reach.TERRITORIAL, role="district_leader", bounds=bounds_of(DISTRICT)
        ),
        "holding": Actor(
            reach=Reach.HOLDING, role="unit_handler", unit_id=here, bounds=bounds_of(DISTRICT)
        ),
        "holding, empty": handler,
        "place, empty": Actor(
            reach=Reach.TERRITORIAL, role="grid_worker", bounds=bounds_of("141102999")
        ),
    }
    seen: dict[str, list[float]] = {name: [] for name in readers}
    before = 0
    for size in sizes:
        fill(before + 1, size)
        before = size
        for name, who in readers.items():
            times = []
            for _ in range(120):
                began = time.perf_counter()
                page = queue((who,))
                queue((who,), after=page.after)
                times.append((time.perf_counter() - began) * 500)
            seen[name].append(statistics.quantiles(times[20:], n=100)[94])
    print(f"\n{'queue p95, ms':<18}" + "".join(f"{size:>12,}" for size in sizes) + f"{'ratio':>8}")
    for name, figures in seen.items():
        print(
            f"{name:<18}"
            + "".join(f"{f:>12.2f}" for f in figures)
            + f"{figures[-1] / figures[0]:>8.2f}"
        )
    ratios = reaching(readers) | searches(readers)
    over = {name: ratio for name, ratio in ratios.items() if ratio > MOST}
    print(f"\n{len(ratios) - len(over)} of {len(ratios)} within {MOST} x of a WHERE clause")
    if over:
        sys.exit("over it: " + ", ".join(f"{name} {ratio:.2f}" for name, ratio in over.items()))


def loading() -> None:
    """How long the 23,380 divisions of Shanxi and 1,400 real messages take, where the data is there."""
    from datetime import date

    from django.db import connection

    from shuoshi.channels.messages import bring_in
    from shuoshi.kernel.clock import now
    from shuoshi.places.divisions import load_divisions
    from shuoshi.reach.terms import SYSTEM

    data = Path(__file__).parent.parent.parent / "shared" / "data"
    if not data.exists():
        print("\nshared/data is not here: loading not measured")
        return
    for again in ("first", "again"):
        began = time.perf_counter()
        result = bring_in(
            file=data / "messages" / "answered_messages.csv", columns={}, path="141102", at=now(), dry_run=False,
            refused_sheet=_FOLDER / "refused.csv",
        )  # fmt: skip
        print(f"\n1,400 messages, {again}: {time.perf_counter() - began:.1f} s, {result}")
    began = time.perf_counter()
    loaded = load_divisions(
        file=data / "divisions" / "shanxi_14.csv", valid_from=date(2023, 6, 30), by=SYSTEM, at=now()
    )
    print(
        f"23,380 divisions: {time.perf_counter() - began:.1f} s, added {loaded.added}, known {loaded.known}"
    )
    connection.close()


def main() -> None:
    """Everything, in one run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("http", "reading", "loading"))
    given = parser.parse_args()
    cluster = ready()
    try:
        if given.only in (None, "http"):
            from bench.over_http import over_http

            over_http(given.requests, given.rounds)
        if given.only in (None, "reading"):
            queues((10_000, given.most))
        if given.only in (None, "loading"):
            loading()
    finally:
        cluster.stop()
        shutil.rmtree(_FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()
