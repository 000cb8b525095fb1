"""A bounded load over HTTP on loopback: so many connections, so many requests, times of each."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

Make = Callable[[int], tuple[str, str, bytes, dict[str, str]]]


@dataclass(frozen=True)
class Figures:
    """What one round showed."""

    per_s: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    wrong: int


def run(port: int, make: Make, *, requests: int, connections: int = 4) -> Figures:
    """Send `requests` in all over `connections` at once; `make(n)` gives method, path, body, headers."""
    times: list[float] = []
    wrong = [0]
    lock, counter = threading.Lock(), iter(range(requests))

    def work() -> None:
        http_ = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while True:
            with lock:
                n = next(counter, None)
            if n is None:
                break
            method, path, body, headers = make(n)
            began = time.perf_counter()
            try:
                http_.request(method, path, body or None, headers)
                answer = http_.getresponse()
                answer.read()
            except (ConnectionError, http.client.HTTPException):
                http_.close()  # the server let an idle connection go: counted, and opened anew
                with lock:
                    wrong[0] += 1
                continue
            took = time.perf_counter() - began
            with lock:
                times.append(took)
                wrong[0] += answer.status >= (300 if method == "GET" else 400)
        http_.close()

    threads = [threading.Thread(target=work) for _ in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    cut = statistics.quantiles(times, n=100)
    return Figures(requests / took, cut[49] * 1000, cut[94] * 1000, cut[98] * 1000, wrong[0])
