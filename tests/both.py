"""Two at once, each on a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from shuoshi.kernel.errors import Refusal


def both(*works: Callable[[], Any]) -> list[Any]:
    """Run each in a thread of its own, so on a connection of its own; results or refusals."""
    results: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(n: int, work: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[n] = work()
        except Refusal as refusal:
            results[n] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, w)) for n, w in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return results
