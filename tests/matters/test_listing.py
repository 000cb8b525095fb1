"""A list of matters keeps its reach to the last byte."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from shuoshi.accounts.glass import break_glass
from shuoshi.accounts.queries import account_called, by_account
from shuoshi.accounts.terms import NoDuty, SignedIn
from shuoshi.kernel.errors import BadInput
from shuoshi.matters import listing
from shuoshi.matters.listing import Cut, begin_list
from shuoshi.scenarios.lishi.cast import LONGSHAN
from shuoshi.scenarios.lishi.walking import Walk, walk_yishi
from tests.conftest import AT, Rows
from tests.web.using import client, text

SPAN = {"since": AT - timedelta(days=1), "until": AT + timedelta(days=60)}


def signed(username: str) -> SignedIn:
    found = by_account(account_called(username), AT)
    assert found
    return found


def begun(username: str) -> Iterator[Any]:
    return begin_list(signed=signed(username), at=AT, clock=lambda: AT, **SPAN)


def numbers(pieces: Iterator[Any]) -> list[str]:
    return [row.number for piece in pieces if not isinstance(piece, Cut) for row in piece]


@pytest.fixture
def ended(rows: Rows) -> Iterator[Callable[[str], None]]:
    """End the duty of a member of the cast; it is given back after the test."""
    day = AT.date()
    taken: list[object] = []

    def end(username: str) -> None:
        found = rows(
            "UPDATE accounts_duty d SET ends_on = %s FROM accounts_account a WHERE a.id = d.account_id"
            " AND a.username = %s AND d.ends_on IS NULL RETURNING d.id",
            day, username,
        )  # fmt: skip
        taken.extend(row[0] for row in found)

    yield end
    for duty in taken:
        rows("UPDATE accounts_duty SET ends_on = NULL WHERE id = %s", duty)


def test_a_list_holds_what_lies_within_reach(say: Callable[..., Walk]) -> None:
    here, there = say("这里。"), say("那里。", path=LONGSHAN)
    handed = walk_yishi(say("交办的。"), "assigned")
    assert set(numbers(begun("shuji"))) == {here.receipt.number, handed.receipt.number}
    assert len(numbers(begun("jiedao"))) == 3
    assert numbers(begun("chengban")) == [handed.receipt.number]
    assert there.receipt.number not in numbers(begun("shuji"))


def test_a_duty_that_ends_while_a_list_is_read_ends_the_list(
    say: Callable[..., Walk], monkeypatch: pytest.MonkeyPatch, ended: Callable[[str], None]
) -> None:
    monkeypatch.setattr(listing, "PIECE", 2)
    walks = [say(f"第{n}件。", at=AT + timedelta(minutes=n)) for n in range(5)]
    pieces = begun("shuji")
    assert [row.number for row in next(pieces)] == [w.receipt.number for w in walks[:2]]
    ended("shuji")
    assert list(pieces) == [Cut()]


def test_what_left_the_reach_while_a_list_is_read_is_not_in_it(
    say: Callable[..., Walk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PIECE", 1)
    first = walk_yishi(say("甲。"), "assigned")
    second = walk_yishi(say("乙。", at=AT + timedelta(hours=1)), "assigned")
    pieces = begun("chengban")
    assert [row.number for row in next(pieces)] == [first.receipt.number]
    second.does(second.post("chengban"), "decline", reason="不归我们管")
    assert numbers(pieces) == []


def test_the_sheet_streams_and_is_harmless(say: Callable[..., Walk], rows: Rows) -> None:
    say('=HYPERLINK("http://evil","点这里")', name="张演示", phone="13377776666")
    say("别处的。", path=LONGSHAN)
    c = client("shuji")
    form = {"since": AT.date().isoformat(), "until": AT.date().isoformat()}
    answer = c.post("/staff/list", form)
    assert answer.streaming
    sheet = b"".join(answer.streaming_content).decode("utf-8")  # type: ignore[arg-type]
    head, only = csv.reader(io.StringIO(sheet.removeprefix("\ufeff")))
    assert len(head) == len(only)
    assert only[1].startswith("'=HYPERLINK")
    assert "别处" not in sheet
    assert "13377776666" not in sheet
    assert rows("SELECT count(*) FROM journal_entry WHERE kind = 'matters.list'") == [(1,)]


def test_every_piece_of_a_streaming_answer_has_a_scope_of_its_own(
    say: Callable[..., Walk], monkeypatch: pytest.MonkeyPatch, ended: Callable[[str], None]
) -> None:
    monkeypatch.setattr(listing, "PIECE", 1)
    for n in range(3):
        say(f"第{n}件。", at=AT + timedelta(minutes=n))
    today = AT.date().isoformat()
    answer = client("shuji").post("/staff/list", {"since": today, "until": today})
    stream = iter(answer.streaming_content)  # type: ignore[arg-type]
    assert "第0件" in (next(stream) + next(stream)).decode()
    ended("shuji")
    rest = b"".join(stream).decode()
    assert "第1件" not in rest
    assert "名单到此为止" in rest


def test_who_may_not_take_lists_gets_none(world: None) -> None:
    for username in ("wangge", "shenji", "guanli", "jumin"):
        with pytest.raises(NoDuty):
            begun(username)


def test_days_in_the_wrong_order_are_refused_and_stay(world: None) -> None:
    with pytest.raises(BadInput):
        begin_list(signed=signed("shuji"), since=AT, until=AT, at=AT, clock=lambda: AT)
    c = client("shuji")
    answer = c.post("/staff/list", {"since": "2026-04-13", "until": "2026-04-01"})
    assert answer.status_code == 422
    assert 'value="2026-04-01"' in text(answer)
    assert c.post("/staff/list", {"since": "x", "until": "2026-04-13"}).status_code == 422


def test_a_list_is_taken_under_the_duty_and_never_behind_its_glass(
    say: Callable[..., Walk], cast: Callable[..., Any]
) -> None:
    say("那里。", path=LONGSHAN, private=True)
    own = walk_yishi(say("这里。"), "assigned")
    by = cast("chengban", "unit_handler")
    why = "老人在楼道晕倒，要马上联系家属。"
    break_glass(path=LONGSHAN, reason=why, minutes=10, by=by, at=AT)
    assert numbers(begun("chengban")) == [own.receipt.number]
