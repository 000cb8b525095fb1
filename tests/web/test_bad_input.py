"""Bad input at the pages: one clear 4xx, and nothing is changed or lost."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD, YONGNING
from shuoshi.scenarios.lishi.walking import walk_yishi
from tests.web.using import KEY, client, photo, raise_one, text

pytestmark = pytest.mark.usefixtures("at_test_time")


def _named(content: bytes, name: str) -> io.BytesIO:
    out = io.BytesIO(content)
    out.name = name
    return out


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


def test_what_django_refuses_is_a_page_in_the_readers_words(world: None) -> None:
    assert "没有这个网页" in text(client().get("/nosuch"))
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/say", {"body": "写了很久的一段话", "place": YONGNING})
    assert answer.status_code == 403
    assert "写了很久的一段话" in text(answer), "nothing that was written is lost"
    said = client().post("/say", {"body": "x"}, headers={"content-length": str(10**9)})
    assert said.status_code == 413
