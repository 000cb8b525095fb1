"""Posts by their pages and the API: set up, a car recorded, who waits, a change of shift, who registered."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shuoshi.kernel.clock import local_date, now
from shuoshi.kernel.ids import new_id
from shuoshi.privacy.switching import switch_on
from shuoshi.reach.queries import forget_switches
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import Cast, Rows
from tests.web.riding import does, unit
from tests.web.using import client, text

ASKS = {
    "ask-plates": "local",
    "ask-code": "green",
    "ask-trip": "clear",
    "ask-heat": "normal",
    "ask-way": "here",
}
SET_UP = {
    "place": YONGNING,
    "name": "高速口",
    "site": "收费站出口",
    "kind": "epidemic",
    "lanes": "4",
}


@pytest.fixture
def post(cast: Cast, rows: Rows) -> Iterator[str]:
    """A post, with an epidemic on."""
    order = {
        "order_number": "离应急〔2026〕1 号",
        "legal_basis": "突发事件应对法",
        "purpose": "查验",
        "keep_days": 3,
    }
    last = local_date(now()) + timedelta(days=9)
    switch_on(kind="epidemic", last_on=last, drill=False, by=cast("zhihui"), at=now(), **order)
    yield does("shuji", "/staff/posts", "open", unit=unit(), **SET_UP)
    rows("DELETE FROM reach_switch")
    forget_switches()


def sent(page: str, by: str = "wangge", status: int = 302, **given: str) -> str:
    """A passage recorded by the form as it stands on the page."""
    passage = given.pop("passage", str(new_id(now())))
    does(
        by,
        page,
        "pass",
        status,
        passage=passage,
        **(ASKS | {"aboard": "1", "vehicles": "1"} | given),
    )
    return passage


def test_an_empty_page_says_what_comes_here(cast: Cast) -> None:
    shown = text(client("shuji").get("/staff/posts"))
    assert "还没有值守点" in shown
    assert "设一个值守点" in shown
    assert "设一个值守点" not in text(client("wangge").get("/staff/posts"))
    assert client("jumin").get("/staff/posts").status_code == 403
    wrong = does("shuji", "/staff/posts", "open", 422, unit=unit(), **(SET_UP | {"name": ""}))
    assert "收费站出口" in wrong
    assert "不能空着" in wrong
    assert "wrong" in does(
        "shuji", "/staff/posts", "open", 422, unit=unit(), **(SET_UP | {"lanes": "x"})
    )


def test_without_an_emergency_nobody_is_checked(cast: Cast) -> None:
    page = does("shuji", "/staff/posts", "open", unit=unit(), **SET_UP)
    shown = text(client("wangge").get(page))
    assert "现在不查验" in shown
    assert "记下，下一个" not in shown
    assert "值守点不计数" in text(client("wangge").get("/staff/posts"))


def test_a_car_takes_one_tap_and_a_second_click_counts_nothing(post: str) -> None:
    shown = text(client("wangge").get(post))
    assert "记下，下一个" in shown
    first = sent(post)
    sent(post, passage=first)
    sent(post, **{"ask-code": "red"})
    after = client("wangge")
    answer = after.post(
        post,
        {
            "do": "pass",
            "passage": str(new_id(now())),
            **ASKS,
            "ask-plates": "outside",
            "ask-trip": "risk",
        },
        follow=True,
    )
    assert "劝返：从风险区来的外地车，请先报备再来。" in text(answer)
    assert "要求值守点负责人再看一次" in text(answer)
    board = text(client("shuji").get("/staff/posts"))
    assert "<strong>3</strong> 次" in board
    assert "1 人等着" in board


def test_who_registers_is_asked_for_what_the_law_names_and_is_masked(post: str) -> None:
    wrong = sent_wrong(post, **{"ask-plates": "outside", "aboard": "3"})
    assert "不能空着" in wrong
    assert 'name="aboard" type="text" value="3"' in wrong
    assert 'value="outside" checked' in wrong
    sent(
        post, **{"ask-plates": "outside", "field-plate": "晋J·88888", "field-phone": "13800000007"}
    )
    page = f"{post}/registered"
    shown = text(client("wangge").get(page))
    assert "晋J****" in shown
    assert "88888" not in shown
    row = shown.split('name="registered" value="')[1][:36]
    assert "88888" not in does("wangge", page, "look", 422, registered=row, purpose="")
    assert "晋J·88888" in does("wangge", page, "look", 200, registered=row, purpose="verify")


def sent_wrong(page: str, **given: str) -> str:
    return does("wangge", page, "pass", 422, passage=str(new_id(now())), **(ASKS | given))


def test_who_waits_is_dealt_with_and_the_shift_changes(post: str, rows: Rows) -> None:
    waits = sent(post, **{"ask-heat": "fever"})
    turned = sent(post, **{"ask-plates": "outside", "ask-trip": "risk"})
    does("wangge", post, "object", passage=turned)
    shown = text(client("wangge").get(post))
    assert "等再查" in shown
    assert "不同意，等负责人看" in shown
    does("wangge", post, "end", 403, case=turned, ended="pass", who="组长", why="有通行证")
    does("shuji", post, "end", 422, case=turned, ended="pass", who="", why="有通行证")
    does("shuji", post, "end", case=turned, ended="pass", who="组长", why="有通行证")
    does("wangge", post, "end", case=waits, ended="pass", why="再量正常")
    does("wangge", post, "again", case=waits)
    does("wangge", post, "hand_over", words="灯坏了一盏")
    shown = text(client("shuji").get(post))
    assert "1 件还没处理完" in shown
    assert "灯坏了一盏" in shown
    ((handover,),) = rows("SELECT id FROM posts_handover")
    does("wangge", post, "take", 409, handover=str(handover))
    does("shuji", post, "take", handover=str(handover))
    does("wangge", post, "incident", incident_kind="hazard", body="护栏撞坏了。", same="abc")
    does("wangge", post, "incident", 422, incident_kind="hazard", body=" ", same="abd")
    assert "这里出过的事" in text(client("wangge").get(post))


def test_a_leader_decides_otherwise_mends_and_closes(post: str) -> None:
    risk = {
        "ask-plates": "outside",
        "ask-trip": "risk",
        "decided": "pass",
        "who": "组长",
        "why": "急救",
    }
    sent(post, by="wangge", status=403, **risk)
    sent(post, by="shuji", **risk)
    assert "改判" in text(client("shuji").get(post))
    given = {
        "unit": unit(),
        "name": "高速口北",
        "site": "匝道",
        "lanes": "2",
        "equipment": "",
        "phone": "",
    }
    assert client("wangge").get(f"{post}/set-up").status_code == 403
    assert "13800" in does("shuji", f"{post}/set-up", "mend", 422, **(given | {"phone": "无"}))
    does("shuji", f"{post}/set-up", "mend", **given)
    assert "高速口北" in text(client("wangge").get(post))
    does("shuji", f"{post}/set-up", "close")
    assert "高速口北" not in text(client("wangge").get("/staff/posts"))
    assert "已经撤了" in text(client("wangge").get(post))


def test_the_api_takes_batches_and_tells_of_each(post: str) -> None:
    api, address = client("wangge"), f"/api/v1{post.removeprefix('/staff')}"
    answers = {k.removeprefix("ask-"): v for k, v in ASKS.items()}
    one = {
        "id": str(new_id(now())),
        "at": now().isoformat(),
        "checks": "epidemic_2022_03",
        "answers": answers,
    }
    red = one | {"id": str(new_id(now())), "answers": answers | {"code": "red"}}
    for came in ("kept", "same"):
        told = api.post(
            f"{address}/passages", {"passages": [one, red]}, content_type="application/json"
        ).json()
        assert [t["came"] for t in told] == [came, came]
    assert [t["outcome"] for t in told] == ["pass", "refer"]
    bad = api.post(
        f"{address}/passages",
        {"passages": [one | {"aboard": 100}]},
        content_type="application/json",
    )
    assert bad.status_code == 422
    assert list(bad.json()["errors"]) == ["aboard"]
    naive = one | {"at": "2026-01-01T00:00:00"}
    assert (
        api.post(
            f"{address}/passages", {"passages": [naive]}, content_type="application/json"
        ).status_code
        == 422
    )
    whole = api.get(address).json()
    assert whole["figures"]["outcomes"] == {"pass": 1, "refer": 1}
    table = whole["checks"]
    cell = 0
    for name, options in table["asks"].items():
        cell = cell * len(options) + options.index(red["answers"][name])
    assert table["rules"][table["cells"][cell]] == "refer"
