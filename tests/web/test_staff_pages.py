"""Pages of staff: what they see, what a page costs, what is kept when a move is refused."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuoshi.scenarios.lishi.cast import CAST, YONGNING
from shuoshi.scenarios.lishi.walking import walk_yishi
from shuoshi.web.views import matters as pages
from tests.web.using import KEY, client, text

pytestmark = pytest.mark.usefixtures("at_test_time")


def test_staff_see_just_the_moves_they_may_make(say: Callable[..., Any]) -> None:
    walk = say()
    secretary = text(client("shuji").get(f"/staff/matters/{walk.id}"))
    assert "/moves/accept" in secretary
    assert "/moves/table" not in secretary
    supervisor = text(client("jiandu").get(f"/staff/matters/{walk.id}"))
    assert "/moves/accept" not in supervisor
    assert client("wangge2").get(f"/staff/matters/{walk.id}").status_code == 404
    assert client("jumin").get(f"/staff/matters/{walk.id}").status_code == 403


def test_a_refused_move_keeps_what_was_typed(
    say: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "reviewed")
    c = client("shuji")
    answer = c.post(
        f"/staff/matters/{walk.id}/moves/release", {"public_title": "只写了标题", "public_text": ""}
    )
    assert answer.status_code == 422
    assert "只写了标题" in text(answer)
    assert "这一项必填" in text(answer)
    stale = c.post(f"/staff/matters/{walk.id}/moves/table", {"revision": "1"})
    assert stale.status_code == 409
    assert "先办了这件事" in text(stale)


def test_members_vote_on_the_page_and_the_board_shows_totals(say: Callable[..., Any]) -> None:
    walk = walk_yishi(say(), "reviewed")
    secretary = client("shuji")
    secretary.post(
        f"/staff/matters/{walk.id}/moves/release",
        {"public_title": "灯", "public_text": "楼道灯坏了。"},
    )
    secretary.post(f"/staff/matters/{walk.id}/moves/table", {})
    for n in range(1, 10):
        c = client(f"daibiao{n}")
        if n == 1:
            secretary_view = text(secretary.get(f"/staff/matters/{walk.id}"))
            assert "/acts/ballot/convene" in secretary_view
            assert (
                secretary.post(f"/staff/matters/{walk.id}/acts/ballot/convene").status_code == 302
            )
        assert "/acts/ballot/vote" in text(c.get(f"/staff/matters/{walk.id}"))
        c.post(f"/staff/matters/{walk.id}/acts/ballot/vote", {"choice": "yes" if n < 8 else "no"})
    assert (
        secretary.post(f"/staff/matters/{walk.id}/moves/decide", {"decision": "修灯"}).status_code
        == 302
    )
    public = text(client().get(f"/m/{walk.receipt.number}"))
    assert "修灯" in public
    assert "应到 9，参加 9" in public
    assert "代表1号" not in public


def test_a_move_over_http_costs_at_most_four_round_trips(say: Callable[..., Any]) -> None:
    walk, c = say(), client("shuji")
    with CaptureQueriesContext(connection) as statements:
        answer = c.post(f"/staff/matters/{walk.id}/moves/comment", {"words": "看过了"})
    assert answer.status_code == 302
    assert len(statements) <= 4, [s["sql"][:80] for s in statements]


def test_a_block_with_state_costs_at_most_two_more(say: Callable[..., Any]) -> None:
    walk = walk_yishi(say(), "executing")
    c = client("chengban")
    with CaptureQueriesContext(connection) as statements:
        assert (
            c.post(f"/staff/matters/{walk.id}/moves/comment", {"words": "在路上"}).status_code
            == 302
        )
    assert len(statements) <= 6, [s["sql"][:80] for s in statements]


@pytest.mark.parametrize("matters", [1, 40])
def test_the_queue_costs_the_same_whatever_the_number_of_matters(
    say: Callable[..., Any], matters: int
) -> None:
    for _ in range(matters):
        say()
    for name, most in (("weiyuan", 6), ("shuji", 10)):  # who answers requests counts them too
        c = client(name)
        c.get("/staff")
        with CaptureQueriesContext(connection) as statements:
            assert c.get("/staff").status_code == 200
        assert len(statements) <= most, [s["sql"][:80] for s in statements]


def test_the_desk_phone_asks_its_question_set_and_hands_on(
    world: None, rows: Callable[..., Any]
) -> None:
    c = client("zhiban")
    assert "近期离开过离石吗" in text(c.get("/staff/new/desk_call"))
    answer = c.post(
        "/staff/new/desk_call",
        {
            "body": "收到短信说码变了",
            "place": YONGNING,
            "kind": "code_change",
            "lives_at": "三号楼",
            "left_district": "no",
            "key": KEY,
        },
    )
    assert answer.status_code == 302
    receipt = text(c.get(answer.headers["Location"]))
    assert re.search(r"<code>([0-9a-z]{4}-){6}[0-9a-z]{4}</code>", receipt), "to be read out"
    assert client("jiandu").get(answer.headers["Location"]).status_code == 403
    page = answer.headers["Location"].removesuffix("/receipt")
    assert "三号楼" not in text(c.get(page)), "masked"
    asked = {"fields": "form.lives_at", "purpose": "visit"}
    looked = c.post(f"{page}/look", asked)
    assert "三号楼" in text(looked)
    assert looked.headers["Cache-Control"] == "no-store"
    assert client("jiandu").post(f"{page}/look", asked).status_code == 403
    assert rows("SELECT fields, purpose FROM sealing_access") == [(["form.lives_at"], "visit")]
    assert "三号楼" not in str(rows("SELECT form::text FROM matters_mattertext"))
    assert "三号楼" not in text(client("jiandu").get(page)), "seen_by names others"
    assert c.post(f"{page}/moves/hand_on", {}).status_code == 302
    assert rows("SELECT programme, link FROM matters_matter ORDER BY link") == [
        ("desk_call", ""),
        ("shuoshi_yishi", "child"),
    ]
    assert c.get(f"{page}/receipt").status_code == 403, "it has moved on"
    assert client("chengban").get("/staff/new/desk_call").status_code == 403


def test_the_handler_sees_whom_to_call_and_onlookers_and_voters_do_not(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(name="演示", phone="00000000009"), "assigned")
    asked = {"fields": "phone", "purpose": "call_back"}

    def looked(name: str, matter_id: Any) -> Any:
        return client(name).post(f"/staff/matters/{matter_id}/look", asked)

    assert "000****0009" in text(client("chengban").get(f"/staff/matters/{walk.id}"))
    assert "00000000009" in text(looked("chengban", walk.id))
    assert "0009" not in text(client("shenji").get(f"/staff/matters/{walk.id}"))
    assert looked("shenji", walk.id).status_code == 403
    tabled = walk_yishi(say(name="演示", phone="00000000009"), "tabled")
    page = client("daibiao1").get(f"/staff/matters/{tabled.id}")
    assert page.status_code == 200
    assert "0009" not in text(page)
    assert looked("daibiao1", tabled.id).status_code == 403


def test_a_move_out_of_ones_reach_leads_to_the_queue(
    say: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    walk, c = walk_yishi(say(), "assigned"), client("chengban")
    monkeypatch.setattr(pages, "clock_now", lambda: walk.at)
    answer = c.post(f"/staff/matters/{walk.id}/moves/decline", {"reason": "不归我们"}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == "/staff"
    assert "已记下" in text(answer)


def test_a_refused_address_opened_again_leads_to_the_matter(say: Callable[..., Any]) -> None:
    walk = say()
    again = client("shuji").get(f"/staff/matters/{walk.id}/moves/accept")
    assert again.headers["Location"] == f"/staff/matters/{walk.id}"


def test_totals_of_a_running_vote_are_not_shown(
    say: Callable[..., Any], cast: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from shuoshi.matters.engine import act

    walk = walk_yishi(say(), "tabled")
    acts = {"matter_id": walk.id, "block": "ballot", "at": walk.at}
    act(**acts, name="convene", answers={}, by=cast("shuji"))
    act(**acts, name="vote", answers={"choice": "no"}, by=cast("daibiao1", "representative"))
    monkeypatch.setattr("shuoshi.web.views.matters.clock_now", lambda: walk.at)
    assert "<meter" not in text(client("shuji").get(f"/staff/matters/{walk.id}"))


def test_notices_reach_those_on_duty_and_are_read_once(say: Callable[..., Any]) -> None:
    from shuoshi.notices.actions import deliver

    walk = walk_yishi(say(phone="00000000001", name="演示"), "assigned")
    assert deliver(at=walk.at) > 0
    assert deliver(at=walk.at) == 0
    c = client("chengban")
    assert "交给您的单位一件事" in text(c.get("/staff/notices"))
    assert "交给您的单位一件事" not in text(client("chengban2").get("/staff/notices"))
    assert c.post("/staff/notices").status_code == 302


@pytest.mark.parametrize(
    "username",
    [p.username for p in CAST if p.role not in ("administrator", "security_administrator")],
)
def test_every_member_of_the_cast_has_a_queue(say: Callable[..., Any], username: str) -> None:
    say()
    c = client(username)
    for page in ("/staff", "/staff/mine", "/staff/notices"):
        assert c.get(page).status_code == 200


def test_a_number_that_nobody_has_leads_back_to_the_queue_with_a_word(world: None) -> None:
    c = client("shuji")
    answer = c.get("/staff/find", {"number": "2026-999999"}, follow=True)
    assert answer.redirect_chain[0][0] == "/staff"
    assert "没有编号为“2026-999999”的事" in text(answer)


def test_a_resident_who_opens_the_staffs_page_is_led_to_their_own(world: None) -> None:
    assert client("jumin").get("/staff").headers["Location"] == "/my"


def test_the_raisers_name_does_not_get_into_public_words(say: Callable[..., Any]) -> None:
    walk = say("李阿姨家楼道灯坏了三天。", name="李阿姨")
    walk_yishi(walk, "reviewed")
    c = client("shuji")
    words = {"public_title": "楼道灯坏了", "public_text": "李阿姨家楼道灯坏了三天。"}
    answer = c.post(f"/staff/matters/{walk.id}/moves/release", words)
    assert answer.status_code == 422
    assert "说事人的称呼“李阿姨”" in text(answer)
    words["public_text"] = "楼道灯坏了三天。"
    assert c.post(f"/staff/matters/{walk.id}/moves/release", words).status_code == 302


def test_a_day_off_that_was_agreed_on_is_moved_on_and_said(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = say()
    walk_yishi(walk, "assigned")
    on = walk.at.date() + timedelta(days=5)
    while on.weekday() != 5:
        on += timedelta(days=1)
    walk.does(cast("chengban"), "take_up", agreed_on=on.isoformat())
    page = text(client("chengban").get(f"/staff/matters/{walk.id}"))
    assert f"约定 {on.isoformat()}，那天不上班" in page


def test_a_vote_waits_for_a_representative_once_it_is_open_and_until_they_voted(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "tabled")
    c = client("daibiao1")
    assert "等您办" not in text(c.get("/staff"))
    assert "等您办" in text(client("shuji").get("/staff"))
    assert client("shuji").post(f"/staff/matters/{walk.id}/acts/ballot/convene").status_code == 302
    assert "等您办" in text(c.get("/staff"))
    c.post(f"/staff/matters/{walk.id}/acts/ballot/vote", {"choice": "yes"})
    assert "等您办" not in text(c.get("/staff"))
    assert "等您办" in text(client("daibiao2").get("/staff"))
