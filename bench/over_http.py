"""Requests over HTTP beside a bare view of the same server, in interleaved rounds."""

import contextlib
import http.client
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bench.load import Figures, run
from shuoshi.accounts.entering import METHODS
from shuoshi.accounts.sessions import SessionStore
from shuoshi.kernel.clock import now
from shuoshi.matters.engine import move
from shuoshi.matters.opening import open_matter
from shuoshi.matters.terms import Raised
from shuoshi.reach.terms import ANYBODY
from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD, YONGNING
from shuoshi.scenarios.lishi.walking import actor
from shuoshi.server.children import child_options
from tests.demo import free_port

WARM = 80


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
    session = SessionStore(session_key)
    session[METHODS] = [*session.get(METHODS, ()), {"method": "mfa"}]
    session.save()


def cases(port: int, requests: int, rounds: int) -> dict[str, Callable[[int], Any]]:
    """What is asked, by name."""
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
