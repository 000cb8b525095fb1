"""A server on loopback that answers as a vendor does: HTTP 200 with a code in the body, limits, silence."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Says = Callable[[str, bytes], tuple[int, dict[str, str], bytes]]
"""What a vendor answers to a path and a body: status, headers, body."""


@dataclass
class Vendor:
    """What came to the server, and what it says next."""

    url: str
    says: Says
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    silent_s: float = 0

    def json(self, n: int = -1) -> Any:
        return json.loads(self.got[n][2])


def code(errcode: int, errmsg: str = "") -> Says:
    """200 with an error code in the body, as robots answer."""
    return lambda _path, _body: (
        200, {"Content-Type": "application/json"}, json.dumps({"errcode": errcode, "errmsg": errmsg}).encode(),
    )  # fmt: skip


def status(number: int, body: bytes = b"", **headers: str) -> Says:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _path, _body: (number, named, body)


@contextmanager
def vendor(says: Says) -> Iterator[Vendor]:
    """Run the server while the block runs."""

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append((self.path, dict(self.headers), body))
            if found.silent_s:  # it took the message, and its answer is lost
                time.sleep(found.silent_s)
                return
            number, headers, answer = found.says(self.path, body)
            self.send_response(number)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    httpd.daemon_threads = True
    found = Vendor(f"http://127.0.0.1:{httpd.server_port}", says)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join(5)
