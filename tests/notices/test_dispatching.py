"""What leaves the house: once, tried again with growing pauses, never twice where nobody knows."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shuoshi.channels.robots import WECOM, Robot
from shuoshi.kernel.clock import local
from shuoshi.kernel.errors import BadInput, NotFound
from shuoshi.matters.timers import sweep
from shuoshi.notices.actions import deliver, tell
from shuoshi.notices.addresses import (
    add_address,
    addresses_of,
    drop_address,
    subscribe,
    try_address,
)
from shuoshi.notices.dispatching import GIVE_UP, pause_after
from shuoshi.notices.ports import ADAPTERS
from shuoshi.notices.queries import fared
from shuoshi.notices.terms import About, Gone, Later, Refused, Unclear
from shuoshi.privacy.actions import keep_to_retention
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import RESIDENT, YONGNING
from shuoshi.scenarios.lishi.serving import take_order, walk_order
from shuoshi.scenarios.lishi.walking import Walk, walk_yishi
from tests.channels.vendor import Vendor, code, vendor
from tests.conftest import AT, Cast, Rows

URL = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc"
STATES = "SELECT way, state, tries, answer FROM notices_dispatch ORDER BY id"


@pytest.fixture(autouse=True)
def _adapters() -> Iterator[None]:
    before = dict(ADAPTERS)
    yield
    ADAPTERS.clear()
    ADAPTERS.update(before)


@pytest.fixture
def group() -> Iterator[Vendor]:
    """The work group of Yongning's community, with its robot."""
    with vendor(code(0, "ok")) as found:
        ADAPTERS["wecom"] = Robot(WECOM, found.url, inside=True)
        yield found


@pytest.fixture
def told(group: Vendor, cast: Cast) -> UUID:
    unit = cast("shuji").unit_id
    assert unit
    add_address(unit_id=unit, way="wecom", to=URL, by=SYSTEM, at=AT, path=YONGNING)
    return unit


def test_the_group_hears_the_number_and_never_a_title_that_nobody_released(
    told: UUID, group: Vendor, say: Callable[..., Walk], rows: Rows
) -> None:
    walk = say("张三家的灯坏了")
    deliver(at=AT)
    deliver(at=AT + timedelta(hours=1))
    assert len(group.got) == 1
    content = group.json()["text"]["content"]
    assert walk.receipt.number in content
    assert "张三" not in content
    assert rows(STATES) == [("wecom", "sent", 1, "")]
    assert rows("SELECT address, text FROM notices_dispatch") == [(None, None)]


def test_a_busy_vendor_is_asked_again_with_growing_pauses(
    told: UUID, group: Vendor, say: Callable[..., Walk], rows: Rows
) -> None:
    group.says = code(45009, "api freq out of limit")
    say("灯坏了")
    deliver(at=AT)
    assert rows(STATES) == [("wecom", "waiting", 1, "45009 api freq out of limit")]
    deliver(at=AT + timedelta(seconds=30))
    assert len(group.got) == 1
    deliver(at=AT + timedelta(minutes=1))
    deliver(at=AT + timedelta(minutes=2))
    assert len(group.got) == 2
    group.says = code(0, "ok")
    deliver(at=AT + timedelta(minutes=3))
    deliver(at=AT + timedelta(minutes=30))
    assert len(group.got) == 3
    assert rows("SELECT state, tries FROM notices_dispatch") == [("sent", 3)]


def test_the_pauses_double_up_to_an_hour() -> None:
    minutes = [pause_after(n).total_seconds() / 60 for n in range(1, 9)]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60]


def test_after_a_day_it_is_given_up(
    told: UUID, group: Vendor, say: Callable[..., Walk], rows: Rows
) -> None:
    group.says = code(-1, "system busy")
    say("灯坏了")
    at = AT
    while at <= AT + GIVE_UP + timedelta(hours=2):
        deliver(at=at)
        at += timedelta(minutes=30)
    assert rows("SELECT state FROM notices_dispatch") == [("failed",)]
    assert rows("SELECT state FROM notices_outbox WHERE by = 'unit'") == [("failed",)]
    tried = len(group.got)
    deliver(at=at + timedelta(days=1))
    assert len(group.got) == tried < 40


def test_a_robot_that_was_taken_out_of_its_group_is_asked_once(
    told: UUID, group: Vendor, say: Callable[..., Walk], rows: Rows
) -> None:
    group.says = code(93000, "invalid webhook url")
    say("灯坏了")
    for hours in range(5):
        deliver(at=AT + timedelta(hours=hours))
    assert len(group.got) == 1
    assert rows(STATES) == [("wecom", "failed", 1, "93000 invalid webhook url")]


class Odd:
    """A way out that does as the test says."""

    def __init__(self, error: Exception | None, *, repeats: bool) -> None:
        self.error, self.repeats, self.keys = error, repeats, list[UUID]()

    def send(self, *, key: UUID, to: str, text: str) -> None:
        self.keys.append(key)
        if self.error is not None:
            raise self.error

    def taken(self, to: str) -> str:
        return to


@pytest.mark.parametrize("error", [Unclear("TimeoutError"), RuntimeError("who knows")])
def test_what_may_have_been_taken_is_not_sent_twice(
    told: UUID, say: Callable[..., Walk], rows: Rows, error: Exception
) -> None:
    odd = ADAPTERS["wecom"] = Odd(error, repeats=False)
    say("灯坏了")
    for hours in range(5):
        deliver(at=AT + timedelta(hours=hours))
    assert len(odd.keys) == 1
    assert rows("SELECT state FROM notices_dispatch") == [("unclear",)]


def test_it_goes_again_under_the_same_key_to_whoever_drops_what_comes_twice(
    told: UUID, say: Callable[..., Walk], rows: Rows
) -> None:
    odd = ADAPTERS["wecom"] = Odd(Unclear("TimeoutError"), repeats=True)
    say("灯坏了")
    deliver(at=AT)
    odd.error = None
    deliver(at=AT + timedelta(minutes=2))
    assert len(odd.keys) == 2
    assert len(set(odd.keys)) == 1
    assert rows("SELECT state, tries FROM notices_dispatch") == [("sent", 2)]


@pytest.mark.parametrize(("repeats", "state", "sent"), [(False, "unclear", 0), (True, "sent", 1)])
def test_what_a_dead_worker_had_claimed_is_asked_about_or_sent_again(
    told: UUID, say: Callable[..., Walk], rows: Rows, repeats: bool, state: str, sent: int
) -> None:
    odd = ADAPTERS["wecom"] = Odd(Later("busy"), repeats=repeats)
    say("灯坏了")
    deliver(at=AT)
    rows("UPDATE notices_dispatch SET state = 'sending', next_at = %s", AT + timedelta(minutes=10))
    odd.error, odd.keys = None, []
    deliver(at=AT + timedelta(minutes=9))
    assert odd.keys == []
    deliver(at=AT + timedelta(minutes=11))
    assert len(odd.keys) == sent
    assert rows("SELECT state FROM notices_dispatch") == [(state,)]


def test_a_red_card_goes_to_the_unit_and_what_is_asked_of_the_street_to_the_street(
    told: UUID, group: Vendor, say: Callable[..., Walk], rows: Rows
) -> None:
    walk = say("灯坏了")
    late = AT + timedelta(days=10)
    sweep(at=late)
    deliver(at=late + timedelta(days=4))
    assert rows(
        "SELECT DISTINCT template, audience FROM notices_outbox WHERE template LIKE 'climb%%' ORDER BY 1, 2"
    )[:3] == [
        ("climb_red", "holder"), ("climb_remind", "holder"), ("climb_supervise", "township_reviewer"),
    ]  # fmt: skip
    heard = [json["text"]["content"] for n in range(len(group.got)) if (json := group.json(n))]
    assert any("已经超时" in text and walk.receipt.number in text for text in heard)
    assert not any("请督办" in text for text in heard)


def test_the_city_is_told_of_the_answer_once(rows: Rows, world: None) -> None:
    odd = ADAPTERS["city"] = Odd(None, repeats=True)
    texts: list[tuple[str, str]] = []
    odd.send = lambda *, key, to, text: texts.append((to, text))  # type: ignore[method-assign]
    walk = walk_order(take_order("垃圾没人清。", AT, "LL-2026-77"), "answered")
    deliver(at=walk.at)
    deliver(at=walk.at + timedelta(hours=2))
    assert texts == [("LL-2026-77", "已清理。")]


def test_where_the_city_has_no_platform_nothing_waits(rows: Rows, world: None) -> None:
    walk = walk_order(take_order("垃圾没人清。", AT, "LL-2026-78"), "answered")
    deliver(at=walk.at)
    assert rows("SELECT count(*) FROM notices_dispatch WHERE way = 'city'") == [(0,)]
    assert rows("SELECT state FROM notices_outbox WHERE by = 'city'") == [("nobody",)]


def test_a_browser_hears_what_its_account_is_told_and_is_forgotten_when_it_is_gone(
    say: Callable[..., Walk], cast: Cast, rows: Rows
) -> None:
    odd = ADAPTERS["push"] = Odd(None, repeats=False)
    secretary = cast("shuji").account_id
    assert secretary
    subscribe(account_id=secretary, to="one", at=AT)
    subscribe(account_id=secretary, to="one", at=AT)
    say("灯坏了")
    deliver(at=AT)
    assert len(odd.keys) == 1
    odd.error = Gone("HTTP 410")
    say("又一件")
    deliver(at=AT + timedelta(minutes=1))
    assert rows("SELECT count(*) FROM notices_subscription") == [(0,)]


def test_an_address_is_added_once_shown_by_its_end_tried_and_dropped(
    told: UUID, group: Vendor
) -> None:
    (row,) = addresses_of(told)
    assert row.tail == "…=abc"
    for bad, match in ((URL, "已经有了"), ("https://example.org", "地址不对")):
        with pytest.raises(BadInput, match=match):
            add_address(unit_id=told, way="wecom", to=bad, by=SYSTEM, at=AT, path=YONGNING)
    with pytest.raises(BadInput, match="还没有接通"):
        add_address(unit_id=told, way="email", to="a@b.example", by=SYSTEM, at=AT, path=YONGNING)
    try_address(unit_id=told, address_id=row.id, text="试一试", at=AT)
    assert group.json()["text"]["content"] == "试一试"
    group.says = code(93000, "invalid webhook url")
    with pytest.raises(BadInput, match="93000"):
        try_address(unit_id=told, address_id=row.id, text="试一试", at=AT)
    drop_address(unit_id=told, address_id=row.id, by=SYSTEM, at=AT, path=YONGNING)
    with pytest.raises(NotFound):
        drop_address(unit_id=told, address_id=row.id, by=SYSTEM, at=AT, path=YONGNING)


def test_how_things_fared_is_counted_and_forgotten_after_a_year(
    told: UUID, say: Callable[..., Walk], rows: Rows
) -> None:
    ADAPTERS["wecom"] = Odd(Refused("40058 invalid"), repeats=False)
    walk_yishi(say("灯坏了"), "reviewed")
    deliver(at=AT)
    (found,) = fared(at=AT)
    assert (found.way, found.sent, found.failed, found.last_answer) == (
        "wecom", 0, 1, "40058 invalid",
    )  # fmt: skip
    keep_to_retention(at=AT + timedelta(days=400))
    assert rows("SELECT count(*) FROM notices_dispatch") == [(0,)]


def test_two_workers_at_once_send_one_text(told: UUID, say: Callable[..., Walk]) -> None:
    import threading

    from django.db import connections

    odd = ADAPTERS["wecom"] = Odd(None, repeats=False)
    say("灯坏了")
    both = threading.Barrier(2)

    def work() -> None:
        both.wait()
        deliver(at=AT)
        connections.close_all()

    threads: list[Any] = [threading.Thread(target=work) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    deliver(at=AT + timedelta(seconds=5))
    assert len(odd.keys) == 1


def test_a_reminder_that_must_wait_waits_for_the_office_and_an_arrival_does_not(
    told: UUID, group: Vendor, say: Callable[..., Walk], rows: Rows
) -> None:
    group.says = code(45009, "api freq out of limit")
    evening = AT.replace(hour=9, minute=59, second=30)  # 17:59 in Lishi
    walk = say("灯坏了", at=evening)
    with acting(SYSTEM):
        tell(
            about=About(matter_id=walk.id), template="climb_yellow", audience="holder", at=evening, by="unit"
        )  # fmt: skip
    deliver(at=evening)
    waits = dict(
        rows(
            "SELECT o.template, d.next_at FROM notices_dispatch d JOIN notices_outbox o ON o.id = d.outbox_id"
        )
    )
    assert waits["arrived"] < evening + timedelta(minutes=3)  # type: ignore[operator]
    assert local(waits["climb_yellow"]).hour == 8  # type: ignore[arg-type]
    assert local(waits["climb_yellow"]).date() > local(evening).date()  # type: ignore[arg-type]


def test_a_resident_hears_on_their_browser_too_and_none_after_the_account_is_closed(
    say: Callable[..., Walk], cast: Cast, rows: Rows
) -> None:
    odd = ADAPTERS["push"] = Odd(None, repeats=False)
    ((account, person),) = rows(
        "SELECT id, person_id FROM accounts_account WHERE username = %s", RESIDENT[0]
    )
    subscribe(account_id=account, to="mine", at=AT)  # type: ignore[arg-type]
    walk = say("灯坏了")
    rows("UPDATE matters_matter SET raiser_id = %s WHERE id = %s", person, walk.id)
    walk.does(cast("shuji"), "accept", kind="livelihood")
    deliver(at=walk.at)
    assert len(odd.keys) == 1
    assert rows(STATES) == [("push", "sent", 1, "")]
    rows("UPDATE accounts_account SET is_active = false WHERE id = %s", account)
    try:
        walk.does(cast("shuji"), "give_back", reason="再看看")
        walk.does(cast("shuji"), "accept", kind="livelihood")
        deliver(at=walk.at)
        assert len(odd.keys) == 1
    finally:
        rows("UPDATE accounts_account SET is_active = true WHERE id = %s", account)
