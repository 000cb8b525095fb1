"""Pages as their readers use them: without JavaScript, in both languages, with bad input."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from shuoshi.scenarios.lishi.cast import CAST, DEMO_PASSWORD, YONGNING
from shuoshi.scenarios.lishi.walking import walk_yishi
from tests.conftest import AT

KEY = "0123456789abcdef"
NOW = AT + timedelta(days=20)


@pytest.fixture(autouse=True)
def at_test_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages live on the test's day."""
    for module in ("resident", "work", "house"):
        monkeypatch.setattr(f"shuoshi.web.views.{module}.clock_now", lambda: NOW)
    monkeypatch.setattr("shuoshi.web.api.clock_now", lambda: NOW)


def client(username: str | None = None) -> Client:
    c = Client(raise_request_exception=True)
    if username:
        assert (
            c.post("/login", {"username": username, "password": DEMO_PASSWORD}).status_code == 302
        )
    return c


def photo(fmt: str = "JPEG", size: tuple[int, int] = (40, 30), **save: Any) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, fmt, **save)
    out.seek(0)
    out.name = "a.jpg"
    return out


def raise_one(c: Client, **given: Any) -> str:
    answer = c.post("/say", {"body": "楼道灯坏了三天。", "place": YONGNING, "key": KEY} | given)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer.headers["Location"])


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/board",
        "/say",
        "/follow",
        "/my",
        "/login",
        "/demo",
        "/-/components",
        "/-/programmes/shuoshi_yishi",
        "/api/v1/docs",
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_open_page_stands_in_both_languages(world: None, page: str, language: str) -> None:
    c = client()
    c.cookies["language"] = language
    answer = c.get(page)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    if not page.startswith("/api"):
        body = text(answer)
        assert not re.search(r"<script(?![^>]*\bsrc=)", body), "no inline script"
        assert " style=" not in body, "no inline style"
        assert "演示数据" in body or "Demonstration data" in body
        assert not re.search(r'(src|href)="(https?:)?//', body), "nothing from elsewhere"


def test_english_is_complete(world: None) -> None:
    """No Chinese is left in an English page, but the brand, the switch and what people wrote."""
    c = client("shuji")
    c.cookies["language"] = "en"
    raise_one(c, body="A light is broken.")
    link = re.search(r"/staff/matters/[0-9a-f-]{36}", text(c.get("/staff")))
    assert link
    for page in (
        "/say",
        "/follow",
        "/login",
        "/staff",
        "/staff/mine",
        "/staff/notices",
        link.group(),
        "/-/components",
    ):
        main = re.sub(r"<option.*?</option>|<optgroup[^>]*>", "", text(c.get(page)))
        main = re.sub(r"<header.*?</header>|<footer.*?</footer>", "", main, flags=re.S)
        left = [w for w in re.findall(r"[\u4e00-\u9fff]+", main) if w not in ALLOWED]
        assert not left, (page, left[:12])


ALLOWED = {"离石区", "滨河街道", "永宁社区", "说", "审", "议", "办", "评"}


def test_a_resident_raises_and_follows_without_an_account(world: None) -> None:
    c = client()
    where = raise_one(c, name="演示", phone="00000000009", files=photo())
    page = c.get(where)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    body = text(page)
    assert "<svg" in body
    number = re.search(r"2026-\d{6}", body)
    assert number
    assert c.post("/follow", {"code": where.rsplit("/", 1)[1]}).headers["Location"] == where
    picture = re.search(rf"{where}/files/[0-9a-f-]+", body)
    assert picture
    served = c.get(picture.group())
    assert served.headers["Content-Type"] == "image/jpeg"
    assert b"".join(served.streaming_content)
    served.close()
    assert client().get(picture.group().replace(where[3:], "0" * 32)).status_code == 404


def test_the_form_says_first_whom_to_call(world: None) -> None:
    body = text(client().get("/say"))
    assert body.index("110") < body.index("<form method")


def test_the_second_click_gives_the_same_receipt(world: None, rows: Callable[..., Any]) -> None:
    c = client()
    c.get("/say")  # brings the cookie by which the browser is known for the day
    assert raise_one(c) == raise_one(c)
    assert rows("SELECT count(*) FROM matters_matter") == [(1,)]
    other = c.post("/say", {"body": "另一件事", "place": YONGNING})
    assert other.status_code == 302, "going back and writing something else is another matter"
    assert rows("SELECT count(*) FROM matters_matter") == [(2,)]
    assert raise_one(client()) != raise_one(c), "somebody else's same words are their own matter"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"body": ""}, 422),
        ({"body": "x" * 100_000}, 422),
        ({"place": "999999999999"}, 404),
        ({"place": ""}, 422),
        ({"place": "141102"}, 422),
        ({"phone": "abc"}, 422),
        ({"kind": "nonsense"}, 422),
        ({"body": "\x00\x01"}, 422),
    ],
)
def test_bad_input_gets_one_clear_4xx_and_loses_nothing(
    world: None, rows: Callable[..., Any], given: dict[str, str], status: int
) -> None:
    answer = client().post("/say", {"body": "楼道灯坏了", "place": YONGNING, "key": KEY} | given)
    assert answer.status_code == status
    assert "wrong-words" in text(answer)
    if given.get("body") is None:
        assert "楼道灯坏了" in text(answer)
    assert rows("SELECT count(*) FROM matters_matter") == [(0,)]


@pytest.mark.parametrize(
    ("make", "status"),
    [
        (lambda: _named(b"<script>alert(1)</script>", "a.jpg"), 422),
        (lambda: _named(b"\xff\xd8\xff" + b"0" * 200, "a.jpg"), 422),
        (lambda: _named(b"GIF89a<?php", "a.gif"), 422),
        (lambda: _named(b"0" * (20 * 1024 * 1024), "big.jpg"), 413),
        (lambda: _named(b"MZ\x90" * 50, "a.pdf"), 422),
    ],
)
def test_a_file_that_lies_or_is_too_big_is_refused_before_anything_is_kept(
    world: None, rows: Callable[..., Any], make: Callable[[], Any], status: int
) -> None:
    answer = client().post(
        "/say", {"body": "楼道灯坏了", "place": YONGNING, "key": KEY, "files": make()}
    )
    assert answer.status_code == status
    assert "楼道灯坏了" in text(answer)
    assert rows("SELECT count(*) FROM matters_matter") == [(0,)]
    assert rows("SELECT count(*) FROM matters_attachment") == [(0,)]


def _named(content: bytes, name: str) -> io.BytesIO:
    out = io.BytesIO(content)
    out.name = name
    return out


def test_a_photo_loses_where_it_was_taken(world: None, rows: Callable[..., Any]) -> None:
    from django.conf import settings

    from shuoshi.matters.pictures import path_of

    exif = Image.Exif()
    exif[0x010F] = "GPS-MAKER"
    exif.get_ifd(0x8825)[1] = "N"
    raise_one(client(), files=photo(exif=exif))
    ((file_id,),) = rows("SELECT id FROM matters_attachment")
    kept = settings.MEDIA_FOLDER / path_of(file_id)
    assert b"GPS-MAKER" not in kept.read_bytes()
    with Image.open(kept) as opened:
        assert not opened.getexif()
    assert settings.STATIC_ROOT not in kept.parents


def test_emoji_and_right_to_left_text_stay_and_override_marks_go(world: None) -> None:
    c = client()
    body = text(c.get(raise_one(c, body="井盖松了🙏 مرحبا \u202egnp.exe <b>x</b>")))
    assert "🙏" in body
    assert "مرحبا" in body
    assert "\u202e" not in body
    assert "<b>x</b>" not in body
    assert "&lt;b&gt;" in body


def test_broken_utf8_does_not_break_the_page(world: None) -> None:
    answer = client().post(
        "/say",
        b"body=%ff%fe%c3&place=141102001009&key=0123456789",
        "application/x-www-form-urlencoded",
    )
    assert answer.status_code in (302, 422)
    assert client().get("/m/%ff%fe").status_code == 404
    assert client().get("/board?after=%ff&kind=%ff&place=%ff").status_code == 200


def test_what_no_column_can_hold_is_a_4xx(say: Callable[..., Any]) -> None:
    walk, c = say(), client("shuji")
    for address in ("/m/%00", "/t/%00", "/staff/find?number=%00"):
        assert 400 <= c.get(address).status_code < 500
    assert client().post("/say", {"body": "灯", "place": "\x00", "key": KEY}).status_code in (
        404,
        422,
    )
    assert (
        client().post("/say", {"body": "灯", "place": YONGNING, "key": "k" * 500}).status_code
        == 302
    )
    assert (
        c.post(
            f"/staff/matters/{walk.id}/moves/comment", {"words": "看", "revision": "²"}
        ).status_code
        == 302
    )


def test_a_lying_file_stops_the_move_that_it_came_with(
    say: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "executing")
    c = client("chengban")
    answer = c.post(
        f"/staff/matters/{walk.id}/moves/finish",
        {"result": "好了", "files": _named(b"<script>", "a.jpg")},
    )
    assert answer.status_code == 422
    assert walk.stage() == "executing"
    refused = c.post(f"/staff/matters/{walk.id}/moves/finish", {"result": "", "files": photo()})
    assert refused.status_code == 422
    assert rows("SELECT count(*) FROM matters_attachment") == [(0,)]


@pytest.mark.parametrize(
    "address",
    [
        "/t/" + "0" * 32,
        "/t/x",
        "/t/" + "a" * 500,
        "/m/2026-999999",
        "/m/1' or 1=1",
        "/files/01a203e8-245d-7ee8-b735-f0468b4ade5f",
    ],
)
def test_a_guessed_secret_or_number_finds_nothing(say: Callable[..., Any], address: str) -> None:
    say()
    assert client().get(address).status_code == 404


def test_a_wrong_password_is_one_sentence(world: None) -> None:
    answer = Client().post("/login", {"username": "shuji", "password": "nope"})
    assert answer.status_code == 422
    assert "用户名或密码不对" in text(answer)
    assert Client().get("/staff").headers["Location"].startswith("/login?next=")
    assert client("shuji").post("/logout").status_code == 302


def test_a_next_address_never_leads_elsewhere(world: None) -> None:
    answer = Client().post(
        "/login", {"username": "shuji", "password": DEMO_PASSWORD, "next": "//evil.example/"}
    )
    assert answer.headers["Location"] == "/staff"


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


@pytest.mark.parametrize("name", ["nonsense", "finish", "accept"])
def test_a_forged_move_or_stage_changes_nothing(
    say: Callable[..., Any], rows: Callable[..., Any], name: str
) -> None:
    walk = walk_yishi(say(), "tabled")
    answer = client("shuji").post(
        f"/staff/matters/{walk.id}/moves/{name}",
        {"stage": "archived", "to_stage": "archived", "kind": "livelihood", "result": "x"},
    )
    assert 400 <= answer.status_code < 500
    assert rows("SELECT stage FROM matters_matter") == [("tabled",)]


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
    assert "应到 9，实到 9" in public
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
    c = client("shuji")
    c.get("/staff")
    with CaptureQueriesContext(connection) as statements:
        assert c.get("/staff").status_code == 200
    assert len(statements) <= 6, [s["sql"][:80] for s in statements]


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
    assert re.search(r"<code>([0-9a-z]{4}-){4}[0-9a-z]{4}</code>", receipt), "to be read out"
    assert client("jiandu").get(answer.headers["Location"]).status_code == 403
    page = answer.headers["Location"].removesuffix("/receipt")
    assert "三号楼" in text(c.get(page))
    assert "三号楼" not in str(rows("SELECT form::text FROM matters_mattertext"))
    assert "三号楼" not in text(client("jiandu").get(page)), "seen_by names others"
    assert c.post(f"{page}/moves/hand_on", {}).status_code == 302
    assert rows("SELECT programme, link FROM matters_matter ORDER BY link") == [
        ("desk_call", ""),
        ("shuoshi_yishi", "child"),
    ]
    assert c.get(f"{page}/receipt").status_code == 403, "it has moved on"
    assert client("chengban").get("/staff/new/desk_call").status_code == 403


def test_what_django_refuses_is_a_page_in_the_readers_words(world: None) -> None:
    assert "没有这个网页" in text(client().get("/nosuch"))
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/say", {"body": "写了很久的一段话", "place": YONGNING})
    assert answer.status_code == 403
    assert "写了很久的一段话" in text(answer), "nothing that was written is lost"
    said = client().post("/say", {"body": "x"}, headers={"content-length": str(10**9)})
    assert said.status_code == 413


def test_the_handler_sees_whom_to_call_and_onlookers_and_voters_do_not(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(name="演示", phone="00000000009"), "assigned")
    assert "00000000009" in text(client("chengban").get(f"/staff/matters/{walk.id}"))
    assert "00000000009" not in text(client("shenji").get(f"/staff/matters/{walk.id}"))
    tabled = walk_yishi(say(name="演示", phone="00000000009"), "tabled")
    page = client("daibiao1").get(f"/staff/matters/{tabled.id}")
    assert page.status_code == 200
    assert "00000000009" not in text(page)


def test_a_move_out_of_ones_reach_leads_to_the_queue(say: Callable[..., Any]) -> None:
    walk, c = walk_yishi(say(), "assigned"), client("chengban")
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
    from shuoshi.matters.actions import addressees
    from shuoshi.notices.actions import deliver

    walk = walk_yishi(say(phone="00000000001", name="演示"), "assigned")
    assert deliver(resolve=addressees, at=walk.at) > 0
    assert deliver(resolve=addressees, at=walk.at) == 0
    c = client("chengban")
    assert "交给您的单位一件事" in text(c.get("/staff/notices"))
    assert "交给您的单位一件事" not in text(client("chengban2").get("/staff/notices"))
    assert c.post("/staff/notices").status_code == 302


def test_the_language_and_letter_size_are_kept_in_cookies_alone(world: None) -> None:
    c = client()
    c.get("/look/language/en?next=/board")
    assert 'lang="en"' in text(c.get("/"))
    c.get("/look/elder/on")
    assert 'class="elder"' in text(c.get("/"))
    assert c.get("/look/language/en?next=//evil.example").headers["Location"] == "/"


@pytest.mark.parametrize("username", [p.username for p in CAST if p.role != "administrator"])
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


def test_the_public_page_names_the_handling_unit_and_how_it_was_judged(
    say: Callable[..., Any],
) -> None:
    running, ended = walk_yishi(say(), "executing"), walk_yishi(say(), "archived")
    page = text(client().get(f"/m/{running.receipt.number}"))
    assert "区城市管理局" in page
    assert "满意度" not in page
    page = text(client().get(f"/m/{ended.receipt.number}"))
    assert "解决了" in page
    assert "满意度 5 / 5" in page


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
