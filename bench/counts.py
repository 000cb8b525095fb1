"""A whole district counted once through the HTTP API: `python -m bench.counts [--people 450000]`.

Each person bound to a tube of ten at one of 225 sites, each tube sealed by one and signed by another, bagged by twenty,
handed over, received, its result given: in batches of two hundred, over four connections, durable. Loopback only;
granian with two workers. At the end what the house says is compared with what was sent.
"""

import argparse
import http.client
import json
import os
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

_EDITION, _TUBE, _BAG, _SITES, _CONNECTIONS = "sampling_2022_03", 10, 20, 225, 4


@dataclass
class Chunk:
    """What one device at a site does: people, tubes, a bag."""

    site: UUID
    people: Sequence[UUID]
    n: int


@dataclass
class Took:
    """Seconds by step, and what went wrong."""

    seconds: dict[str, float] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, step: str, seconds: float, wrong: str = "") -> None:
        with self.lock:
            self.seconds[step] = self.seconds.get(step, 0) + seconds
            self.asked[step] = self.asked.get(step, 0) + 1
            if wrong:
                self.wrong.append(f"{step}: {wrong}")


def set_up(people: int) -> tuple[UUID, list[UUID], list[UUID]]:
    """Residents, an epidemic that is on, a count of the district with its sites; count, sites, people by where they
    live."""
    from django.db import connections

    from shuoshi.counts.arranging import plan_count, set_up_site
    from shuoshi.counts.terms import CountSaid, SiteSaid
    from shuoshi.kernel.clock import local_date, now
    from shuoshi.privacy.switching import switch_on
    from shuoshi.scenarios.lishi.cast import DISTRICT
    from shuoshi.scenarios.lishi.filling import fill_district
    from shuoshi.scenarios.lishi.walking import actor

    began = time.perf_counter()
    made = fill_district(residents=people, seed=141102, at=now())
    print(f"{made} residents in {time.perf_counter() - began:.0f} s", flush=True)
    at = now()
    by, hands, lab = actor("zhihui", at), actor("chengban", at), actor("chengban2", at)
    switch_on(
        kind="epidemic", order_number="1", legal_basis="x", purpose="x", keep_days=1, drill=False,
        last_on=local_date(at) + timedelta(days=3), by=by, at=at,
    )  # fmt: skip
    assert hands.unit_id
    assert lab.unit_id
    said = CountSaid(
        DISTRICT, hands.unit_id, "量一量", _EDITION, at, at + timedelta(hours=24), lab.unit_id
    )
    began = time.perf_counter()
    count = plan_count(said=said, by=by, at=at)
    print(
        f"planned, everybody of the register written down by building, in {time.perf_counter() - began:.1f} s"
    )
    sites = [
        set_up_site(
            count_id=count, said=SiteSaid(hands.unit_id, DISTRICT, f"点{n}", "x", 4), by=by, at=at
        )
        for n in range(_SITES)
    ]
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM people_person WHERE left_on IS NULL ORDER BY path, household_id, id"
        )
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute("VACUUM ANALYZE")
    return count, sites, ids


class Device:
    """One connection, with the headers of whoever acts."""

    def __init__(self, port: int, cookies: dict[str, dict[str, str]], took: Took) -> None:
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies, self.took = cookies, took

    def send(self, step: str, who: str, path: str, body: Any) -> Any:
        """Send it, and say what came back; a connection that the server let go is opened anew and asked again."""
        payload = json.dumps(body).encode()
        for _ in range(3):
            began = time.perf_counter()
            try:
                self.http.request("POST", f"/api/v1{path}", payload, self.cookies[who])
                answer = self.http.getresponse()
                text = answer.read()
            except (ConnectionError, http.client.HTTPException):
                self.http.close()
                continue
            wrong = "" if answer.status == 200 else f"{answer.status} {text[:200]!r}"
            self.took.note(step, time.perf_counter() - began, wrong)
            return json.loads(text) if answer.status == 200 else None
        self.took.note(step, 0.0, "no answer")
        return None

    def chunk(self, count: UUID, chunk: Chunk) -> None:
        """All that becomes of two hundred people."""
        from shuoshi.kernel.clock import now
        from shuoshi.kernel.ids import new_id

        at = now()
        when, tubes = at.isoformat(), list[dict[str, Any]]()
        members = []
        for n in range(0, len(chunk.people), _TUBE):
            some, tube = chunk.people[n : n + _TUBE], str(new_id(at))
            code = f"T{chunk.n:05}{n // _TUBE:02}"
            tubes.append({"container": tube, "n": len(some), "at": when, "code": code})
            members += [
                {"id": str(new_id(at)), "at": when, "container": tube, "code": code, "most": _TUBE, "subject": str(p)}
                for p in some
            ]  # fmt: skip
        came = self.send(
            "bind",
            "hand",
            f"/sites/{chunk.site}/members",
            {"edition": _EDITION, "members": members},
        )
        if came is None or any(c["came"] != "kept" for c in came):
            self.took.note("bind", 0, f"not kept: {came and {c['came'] for c in came}}")
        steps = [{k: t[k] for k in ("container", "n", "at")} for t in tubes]
        bag, code = str(new_id(at)), f"B{chunk.n:05}"
        for step, who, path, body in (
            ("seal", "hand", f"/sites/{chunk.site}/sealed", {"containers": steps}),
            ("sign", "second", f"/sites/{chunk.site}/signed", {"containers": steps}),
            ("bag", "hand", f"/sites/{chunk.site}/bags",
             {"bags": [{"id": bag, "code": code, "containers": [t["container"] for t in tubes], "at": when}]}),
            ("hand over", "hand", f"/sites/{chunk.site}/handed", {"bags": [bag], "to": "送样员"}),
            ("receive", "lab", f"/counts/{count}/received", {"bags": {code: len(tubes)}}),
            ("result", "lab", f"/counts/{count}/results", {"results": {t["code"]: "negative" for t in tubes}}),
        ):  # fmt: skip
            went = self.send(step, who, path, body)
            if went is None or set(went["went"].values()) != {"done"}:
                self.took.note(step, 0, f"not done: {went}")


def drive(
    port: int, count: UUID, sites: Sequence[UUID], people: Sequence[UUID], took: Took
) -> None:
    """All chunks over so many connections; the server's memory every few seconds."""
    from bench.over_http import cookie_of

    cookies = {
        name: cookie_of(user, port) | {"Content-Type": "application/json"}
        for name, user in (("hand", "zhihui"), ("second", "chengban"), ("lab", "chengban2"))
    }
    each = _TUBE * _BAG

    def chunks() -> Iterator[Chunk]:
        for n, start in enumerate(range(0, len(people), each)):
            yield Chunk(
                sites[n * len(sites) * each // len(people)], people[start : start + each], n
            )

    waiting, lock = chunks(), threading.Lock()

    def work() -> None:
        device = Device(port, cookies, took)
        while True:
            with lock:
                one = next(waiting, None)
            if one is None:
                return
            device.chunk(count, one)

    threads = [threading.Thread(target=work) for _ in range(_CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def told(count: UUID, people: int, took: Took, seconds: float, most_mb: float) -> None:
    """What was sent beside what the house says."""
    from django.db import connections

    from shuoshi.counts.boards import board
    from shuoshi.counts.counting import roll_up
    from shuoshi.kernel.clock import now
    from shuoshi.scenarios.lishi.walking import actor

    print(
        f"\n{people} people in {seconds:.0f} s: {people / seconds:.0f} a second; server at most {most_mb:.0f} MB"
    )
    print(f"{'step':<12}{'requests':>10}{'mean ms':>10}")
    for step, total in took.seconds.items():
        print(f"{step:<12}{took.asked[step]:>10}{1000 * total / took.asked[step]:>10.1f}")
    print(f"wrong: {len(took.wrong)} {took.wrong[:3]}")
    by = actor("zhihui", now())
    began = time.perf_counter()
    figures = board(count, by=by).figures
    first = time.perf_counter() - began
    gone = roll_up()
    began = time.perf_counter()
    again = board(count, by=by)
    print(
        f"the board: expected {figures.expected}, counted {figures.counted}, missing {figures.missing}, again "
        f"{figures.again}; {1000 * first:.0f} ms, after rolling up {gone} lines {1000 * (time.perf_counter() - began):.0f} ms"
    )
    assert again.figures == figures
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM counts_member), (SELECT count(DISTINCT subject_id) FROM counts_counted), "
            "(SELECT count(*) FROM counts_container WHERE result = 'negative' AND sealed_at IS NOT NULL "
            "AND signed_at IS NOT NULL AND bag_id IS NOT NULL), "
            "(SELECT count(*) FROM counts_bag WHERE received_at IS NOT NULL), pg_database_size(current_database())"
        )
        members, persons, tubes, bags, size = cursor.fetchone()
    print(f"in the database: {members} members of {persons} persons, {tubes} tubes through all steps, {bags} bags; "
          f"{size / 1e6:.0f} MB")  # fmt: skip


def main() -> None:
    """Fill, count, compare, in a database of its own that is gone at the end. What is imported here is not by the
    processes that fill."""
    from bench.__main__ import _FOLDER, ready

    parser = argparse.ArgumentParser(prog="python -m bench.counts", description=__doc__)
    parser.add_argument("--people", type=int, default=450_000)
    given = parser.parse_args()
    cluster = ready()
    try:
        from bench.hot import _memory_mb
        from bench.over_http import served
        from tests.demo import free_port

        count, sites, people = set_up(given.people)
        took, port, most, done = Took(), free_port(), [0.0], threading.Event()

        def watch() -> None:
            while not done.wait(3):
                most[0] = max(most[0], _memory_mb())

        with served(port):
            watching = threading.Thread(target=watch)
            watching.start()
            began = time.perf_counter()
            drive(port, count, sites, people, took)
            seconds = time.perf_counter() - began
            done.set()
            watching.join()
        told(count, len(people), took, seconds, most[0])
    finally:
        cluster.stop()
        shutil.rmtree(cluster.folder, ignore_errors=True)
        shutil.rmtree(_FOLDER, ignore_errors=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    main()
