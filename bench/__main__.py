"""Moves, creations, pages and queues per second beside a bare view; the queue at a million matters.

    python -m bench [--requests 400] [--rounds 3] [--most 1000000] [--only http | reading | loading]

4 connections, granian with two workers, durable commits, interleaved rounds, loopback only.
"""

import argparse
import contextlib
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_FOLDER = Path(tempfile.mkdtemp(prefix="shuoshi-bench-"))
_FOLDER.chmod(0o755)
os.environ |= {"SHUOSHI_HOME": str(_FOLDER / "home"), "DJANGO_SETTINGS_MODULE": "bench.settings"}

from shuoshi.server.children import child_options  # noqa: E402
from shuoshi.server.database import migrate, prepare_roles  # noqa: E402
from shuoshi.server.embedded import Cluster  # noqa: E402
from shuoshi.server.home import find_home  # noqa: E402

WARM = 80


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


@contextmanager
def served(port: int) -> Iterator[None]:
    """Granian with two workers."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
               "--workers", "2", "--blocking-threads", "2", "--log-level", "error", "bench.wsgi:application"]  # fmt: skip
    process = subprocess.Popen(command, **child_options(None, signal.SIGTERM))
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its own session: workers it left behind


def cookie_of(username: str, port: int) -> dict[str, str]:
    """The headers of somebody who is signed in, with a token against forged forms."""
    import http.client

    from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD

    http_ = http.client.HTTPConnection("127.0.0.1", port)
    http_.request("GET", "/login")
    answer = http_.getresponse()
    page, cookies = answer.read().decode(), answer.headers.get_all("Set-Cookie") or []
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]  # type: ignore[index]
    csrf = next(c for c in cookies if c.startswith("csrftoken")).split(";")[0]
    body = urllib.parse.urlencode(
        {"username": username, "password": DEMO_PASSWORD, "csrfmiddlewaretoken": token}
    )
    headers = {
        "Cookie": csrf,
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"http://127.0.0.1:{port}/",
    }
    http_.request("POST", "/login", body, headers)
    answer = http_.getresponse()
    answer.read()
    kept = {
        c.split(";")[0].split("=")[0]: c.split(";")[0]
        for c in answer.headers.get_all("Set-Cookie") or []
    }
    kept.setdefault("csrftoken", csrf)
    _prove(kept["sessionid"].split("=", 1)[1])
    value = kept["csrftoken"].split("=", 1)[1]
    return {"Cookie": "; ".join(kept.values()), "X-CSRFToken": value, "Referer": headers["Referer"]}


def _prove(session_key: str) -> None:
    """Note in a session that a second factor was shown, as staff's are."""
    from shuoshi.accounts.entering import METHODS
    from shuoshi.accounts.sessions import SessionStore

    session = SessionStore(session_key)
    session[METHODS] = [*session.get(METHODS, ()), {"method": "mfa"}]
    session.save()


def cases(port: int, requests: int, rounds: int) -> dict[str, Callable[[int], Any]]:
    """What is asked, by name."""
    from shuoshi.kernel.clock import now
    from shuoshi.matters.engine import move
    from shuoshi.matters.opening import open_matter
    from shuoshi.matters.terms import Raised
    from shuoshi.reach.terms import ANYBODY
    from shuoshi.scenarios.lishi.cast import YONGNING
    from shuoshi.scenarios.lishi.walking import actor

    form = "application/x-www-form-urlencoded"
    staff = cookie_of("shuji", port)
    needed = (requests + WARM) * rounds
    said = Raised("shuoshi_yishi", YONGNING, "", "量一量用的事", kind="livelihood")
    ids = [open_matter(said=said, by=ANYBODY, at=now()) for _ in range(needed)]
    shown = open_matter(said=said, by=ANYBODY, at=now())
    secretary = actor("shuji", now())
    move(
        matter_id=shown.matter_id,
        name="accept",
        answers={"kind": "livelihood"},
        by=secretary,
        at=now(),
    )
    words = {"public_title": "量一量", "public_text": "量一量用的事。" * 10}
    move(matter_id=shown.matter_id, name="release", answers=words, by=secretary, at=now())
    left = iter(ids)
    accept = urllib.parse.urlencode({"kind": "livelihood"}).encode()

    def creation(n: int) -> Any:
        body = {"place": YONGNING, "body": "量一量用的事", "kind": "livelihood"}
        import json

        return (
            "POST",
            "/api/v1/matters",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())},
        )

    return {
        "bare": lambda n: ("POST", "/bench/bare", b"x=1", {"Content-Type": form}),
        "move": lambda n: (
            "POST",
            f"/staff/matters/{next(left).matter_id}/moves/accept",
            accept,
            staff | {"Content-Type": form},
        ),
        "creation": creation,
        "public page": lambda n: ("GET", f"/m/{shown.number}", b"", {}),
        "queue": lambda n: ("GET", "/staff", b"", staff),
    }


def over_http(requests: int, rounds: int) -> None:
    """Requests per second, interleaved, with the ratio to the bare view of the same round."""
    from bench.load import Figures, run
    from tests.demo import free_port

    port = free_port()
    with served(port):
        asked = cases(port, requests, rounds)
        found: dict[str, list[Figures]] = {name: [] for name in asked}
        for _ in range(rounds):
            for name, make in asked.items():
                run(port, make, requests=WARM)
                found[name].append(run(port, make, requests=requests))
    print(f"\n{'over HTTP':<14}{'per s':>9}{'p50 ms':>9}{'p95 ms':>9}{'ratio':>16}{'wrong':>7}")
    for name, figures in found.items():
        ratios = [f.per_s / b.per_s for f, b in zip(figures, found["bare"], strict=True)]
        middle = statistics.median
        print(
            f"{name:<14}{middle([f.per_s for f in figures]):>9.0f}{middle([f.p50_ms for f in figures]):>9.1f}"
            f"{middle([f.p95_ms for f in figures]):>9.1f}{middle(ratios):>8.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
            f"{sum(f.wrong for f in figures):>5}"
        )


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
    reaching(readers)
    searches(readers)


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
