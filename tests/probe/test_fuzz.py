"""The whole OpenAPI document, with whatever fits it and whatever does not: no fault of ours, no breach of it.

Runs for FUZZ_SECONDS: two minutes in CI, as long as asked by `make fuzz`, a few seconds else.
"""

import os
import time
from collections.abc import Callable
from typing import Any

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shuoshi.accounts.actions import make_key
from shuoshi.accounts.queries import account_called
from shuoshi.kernel.clock import now
from shuoshi.reach.queries import forget_switches
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import RESIDENT, YONGNING
from shuoshi.scenarios.lishi.walking import Walk
from tests.conftest import Rows
from tests.web.using import client

_SECONDS = float(os.environ.get("FUZZ_SECONDS", "120" if os.environ.get("CI") else "8"))
_EACH = 8
_CHECKS: list[CheckFunction] = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_SETTINGS = settings(
    max_examples=_EACH, deadline=None, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_no_input_breaks_the_api_or_its_document(say: Callable[..., Walk], rows: Rows) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    key = make_key(
        account_id=account_called("shuji"), name="fuzz", by=SYSTEM, at=now(), path=YONGNING
    )
    who = (
        {}, {"Authorization": f"Bearer {key}"}, {"X-Secret": say().receipt.secret},
        *(in_person(name) for name in ("shuji", RESIDENT[0], "zhihui")),
    )  # fmt: skip
    strict = Client(enforce_csrf_checks=True)
    taken = strict.post("/api/v1/me/export", headers=in_person(RESIDENT[0]))
    assert taken.status_code == 200, "a session of ours gets in"
    taken.close()
    operations = [found.ok() for found in schema.get_all_operations()]
    ends, tried, turn = time.monotonic() + _SECONDS, 0, 0
    while time.monotonic() < ends or turn < len(who):
        for operation in operations:
            tried += _tried(operation, who[turn % len(who)], turn)
        turn += 1
    rows("DELETE FROM accounts_apikey WHERE name = 'fuzz'")
    rows("DELETE FROM reach_switch")
    forget_switches()
    assert tried >= len(operations) * len(who)


def in_person(username: str) -> dict[str, str]:
    """The headers of somebody signed in at a browser, with what a form of theirs carries."""
    c = client(username)
    c.get("/staff")
    c.get("/password")
    token = c.cookies["csrftoken"].value
    cookies = "; ".join(f"{name}={c.cookies[name].value}" for name in c.cookies)
    return {"Cookie": cookies, "X-CSRFToken": token, "Referer": "http://localhost/"}


def _tried(operation: Any, headers: dict[str, str], turn: int) -> int:
    """Try an operation with a few made-up cases; how many."""
    count = 0

    @seeded(turn)
    @_SETTINGS
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        nonlocal count
        count += 1
        case.call_and_validate(headers=headers, checks=_CHECKS)

    one()
    return count
