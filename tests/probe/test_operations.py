"""Every operation of the API with a body that is good: done for whoever may, refused to everybody else.

Generated from the OpenAPI document: an operation that takes something fails here until it has its case.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shuoshi.accounts.actions import make_key
from shuoshi.accounts.queries import account_called
from shuoshi.kernel.clock import now
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.scenarios.lishi.walking import Walk, walk_yishi
from tests.conftest import Rows
from tests.probe.cases import CASES, Body, Case
from tests.probe.logins import browser
from tests.probe.world import (
    MEMBERS,
    OBJECTS,
    World,
    address,
    kept,
    leaks,
    operations,
    shown_by,
    strangers,
)
from tests.web.using import photo

OPERATIONS = [(method, path.removeprefix("/api/v1"), names) for method, path, names in operations()]


def send(c: Client, method: str, where: str, body: Body, **headers: str) -> Any:
    """One request; a file where the operation takes files."""
    if method == "get":
        return c.get(where, headers=headers)
    if where.endswith("/files"):
        return c.post(where, {"files": photo()}, headers=headers)
    if where.endswith("/censuses"):
        sheet = SimpleUploadedFile("a.csv", "姓名,电话\n又登记,13300009999\n".encode())
        return c.post(where, {"place": YONGNING, "sheet": sheet}, headers=headers)
    return getattr(c, method)(
        where,
        body if isinstance(body, list) else dict(body),
        content_type="application/json",
        headers=headers,
    )


def callers(world: World, names: list[str | None]) -> Iterator[tuple[str, Client, dict[str, str]]]:
    """Everybody of these: by session, by a program's key, and whoever holds another's receipt."""
    for name in names:
        yield f"{name}", browser(name), {}
        if name:
            key = make_key(
                account_id=account_called(name), name=f"probe-{name}", by=SYSTEM, at=now(),
                path=YONGNING,
            )  # fmt: skip
            yield f"{name}'s key", Client(), {"Authorization": f"Bearer {key}"}
    yield "another's receipt", Client(), {"X-Secret": world.own_secret}


def test_every_operation_that_takes_something_has_its_case() -> None:
    takes = {(method, path) for method, path, _names in OPERATIONS if method != "get"}
    assert takes == set(CASES)


@pytest.mark.parametrize(
    ("method", "path", "names"), OPERATIONS, ids=[f"{m} {p}" for m, p, _n in OPERATIONS]
)
def test_it_is_done_for_whoever_may_and_refused_to_everybody_else(
    probed: World,
    rows: Rows,
    say: Callable[..., Walk],
    method: str,
    path: str,
    names: tuple[str, ...],
) -> None:
    case = CASES.get((method, path), Case(everybody=not OBJECTS & set(names)))
    case.before(probed, rows)
    body = case.body() if callable(case.body) else case.body
    outside = [name for name in strangers(probed) if name != case.right]
    wrong, asking = (
        address(probed, f"/api/v1{path}", names, right=False),
        list(callers(probed, outside)),
    )
    before, early = kept(), []
    for who, c, headers in asking:
        answer = send(c, method, wrong, body, **headers)
        early += [answer] if case.everybody and not OBJECTS & set(names) else []
        assert leaks(answer) == [], who
        if case.everybody or path.startswith(("/me/", "/matters/find", "/people/find")):
            assert answer.status_code < 500, who
            before = kept() if case.everybody else before
        else:
            assert answer.status_code in (401, 403, 404), (who, answer.status_code)
    if not path.startswith("/me/"):  # everybody's own is theirs to write
        assert kept() == before
    right = address(probed, f"/api/v1{path}", names, right=True)
    if "{block}" in path:
        handled = walk_yishi(say("要办的事。"), "executing")
        right = f"/api/v1/matters/{handled.id}/acts/progress/report"
    good = [
        send(browser(name), method, right, body)
        for name in ([case.right] if case.right else MEMBERS)
    ] + [send(Client(), method, right, body, **{"X-Secret": probed.walk.receipt.secret})]
    done = [answer for answer in (*early, *good) if 200 <= answer.status_code < 300]
    assert done, [(a.status_code, a.content[:200]) for a in good if not a.streaming]
    if case.shows:
        assert case.shows in shown_by(done[0])
    for answer in good:
        answer.close()
