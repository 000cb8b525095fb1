"""Finding matters on the pages and through the API."""

from collections.abc import Callable
from typing import Any

import pytest

from shuoshi.accounts.actions import make_key
from shuoshi.accounts.queries import account_called
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from shuoshi.scenarios.lishi.walking import Walk, walk_yishi
from tests.conftest import AT
from tests.web.using import client, text


def test_staff_find_by_words_with_a_piece_of_the_text(say: Callable[..., Walk]) -> None:
    walk = say("路口那边的井盖丢了，夜里看不见，有人差点掉下去。", title="井盖")
    page = text(client("shuji").post("/staff/find", {"words": "差点掉下去"}))
    assert walk.receipt.number in page
    assert "有人差点掉下去。" in page


def test_a_number_leads_to_its_matter_from_the_same_box(say: Callable[..., Walk]) -> None:
    walk = say()
    answer = client("shuji").post("/staff/find", {"words": f" {walk.receipt.number} "})
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(str(walk.id))


def test_words_of_another_community_find_nothing_and_say_so(say: Callable[..., Walk]) -> None:
    say("井盖丢了。", path=LONGSHAN)
    page = client("shuji").post("/staff/find", {"words": "井盖"})
    assert "没有写着这些词的事" in text(page)
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("nothing", ["，。", "13800001111"])
def test_nothing_to_search_by_is_said_and_what_was_typed_stays(world: None, nothing: str) -> None:
    page = client("shuji").post("/staff/find", {"words": nothing})
    assert page.status_code == 422
    assert "请写要找的词" in text(page)
    assert f'value="{nothing}"' in text(page)


def test_the_empty_page_says_what_will_be_here(world: None) -> None:
    assert "找到的事会列在这里" in text(client("shuji").get("/staff/find"))


def test_a_long_answer_goes_on_by_a_button(say: Callable[..., Walk]) -> None:
    for n in range(27):
        say(f"第{n}盏路灯。")
    c = client("shuji")
    page = text(c.post("/staff/find", {"words": "路灯"}))
    assert page.count('<li class="row">') == 25
    after = page.split('name="after" value="')[1].split('"')[0]
    more = text(c.post("/staff/find", {"words": "路灯", "after": after}))
    assert more.count('<li class="row">') == 2


def test_everybody_searches_the_board(say: Callable[..., Walk]) -> None:
    walk = walk_yishi(say("王家门口路灯坏了。"), "reviewed")
    words = {"public_title": "楼道照明", "public_text": "楼道路灯坏了。"}
    walk.does(walk.post("shuji"), "release", hours=0.2, **words)
    c = client()
    assert walk.receipt.number in text(c.get("/board", {"words": "楼道"}))
    assert "没有写着这些词" in text(c.get("/board", {"words": "王家"}))
    assert c.get("/board", {"words": "……"}).status_code == 422


def test_a_program_finds_by_the_same_words(say: Callable[..., Walk]) -> None:
    walk = say("井盖丢了，看不见。")
    key = make_key(account_id=account_called("shuji"), name="find", by=SYSTEM, at=AT, path=YONGNING)
    ask: dict[str, Any] = {
        "content_type": "application/json",
        "headers": {"Authorization": f"Bearer {key}"},
    }
    found = client().post("/api/v1/matters/find", {"words": "井盖"}, **ask).json()
    assert [row["row"]["number"] for row in found["rows"]] == [walk.receipt.number]
    assert found["rows"][0]["opened_at"] == AT.isoformat().replace("+00:00", "Z")
    assert found["after"] is None
    refused = client().post("/api/v1/matters/find", {"words": "。"}, **ask)
    assert refused.status_code == 422
    assert refused.json()["code"] == "no_words"
    assert client().get("/api/v1/public/matters", {"words": "井盖"}).json()["rows"] == []


def test_a_number_found_by_a_part_of_a_page_opens_the_whole_one(
    world: None, say: Callable[..., Walk]
) -> None:
    number = say().receipt.number
    found = client("shuji").post("/staff/find", {"words": number}, headers={"HX-Request": "true"})
    assert found["HX-Redirect"].startswith("/staff/matters/")
