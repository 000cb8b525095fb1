"""The pages of a body's meeting, from the call to the minutes; voting by phone."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shuoshi.kernel.clock import local, now
from shuoshi.matters.engine import act
from shuoshi.meetings.calling import Call, call_sitting
from shuoshi.scenarios.lishi.owning import say_for_owners, walk_owners
from shuoshi.scenarios.lishi.walking import Walk, actor, walk_yishi
from shuoshi.units.models import Unit
from shuoshi.web.outbox import outbox
from tests.conftest import Rows
from tests.web.using import client, text

NEW = "/staff/sittings/call"


def body(kind: str = "representatives") -> UUID:
    return Unit.objects.get(kind=kind, path__startswith="141102001009").id


@pytest.fixture
def tabled(say: Callable[..., Walk]) -> Walk:
    return walk_yishi(say("路灯坏了。", at=now() - timedelta(days=2)), "tabled")


@pytest.fixture
def today(tabled: Walk) -> str:
    """The page of a meeting that was called in time for today."""
    at = now()
    call = Call(body(), "代表会议", at + timedelta(seconds=20), "议事厅", (tabled.id,))
    made = call_sitting(call=call, by=actor("weiyuan", at), at=at - timedelta(days=4))
    return f"/staff/sittings/{made}"


def when(days: int) -> str:
    return f"{local(now() + timedelta(days=days)):%Y-%m-%dT15:00}"


def test_a_call_is_made_in_two_steps_and_a_wrong_one_keeps_what_was_written(
    tabled: Walk, rows: Rows
) -> None:
    c = client("shuji")
    assert "哪个会议" in text(c.get(NEW))
    asked = text(c.get(NEW, {"body": str(body())}))
    assert "要提前 3 天通知" in asked
    assert tabled.receipt.number in asked
    given = {
        "body": str(body()), "title": "十二月代表会议", "location": "议事厅", "starts_at": when(1),
        "matters": [str(tabled.id)],
    }  # fmt: skip
    wrong = c.post(NEW, given)
    assert wrong.status_code == 422
    assert "最早" in text(wrong)
    assert "十二月代表会议" in text(wrong)
    assert "checked" in text(wrong)
    made = c.post(NEW, given | {"starts_at": when(5)})
    assert made.status_code == 302
    again = c.post(NEW, given | {"starts_at": when(5)})
    assert again["Location"] == made["Location"]
    page = text(c.get(made["Location"]))
    assert "开会那天" in page
    assert "十二月代表会议" in text(c.get("/staff/sittings"))
    assert rows("SELECT count(*) FROM meetings_sitting") == [(1,)]
    assert "十二月代表会议" in text(c.get(f"/staff/matters/{tabled.id}"))


@pytest.mark.parametrize("member", ["wangge", "daibiao1", "zhiban"])
def test_who_chairs_nothing_calls_nothing(district: None, member: str) -> None:
    assert client(member).get(NEW).status_code == 403


def test_an_odd_body_or_time_is_one_clear_error(tabled: Walk) -> None:
    c = client("shuji")
    assert c.get(NEW, {"body": "x"}).status_code == 422
    odd = c.post(NEW, {"body": str(body()), "title": "会", "location": "厅", "starts_at": "明天"})
    assert odd.status_code == 422
    assert "请填开会的时间" in text(odd)


def test_the_day_of_the_meeting_from_the_roll_to_the_minutes(
    today: str, tabled: Walk, rows: Rows
) -> None:
    c = client("shuji")
    page = text(c.get(today))
    roll = re.findall(r'name="came" value="([\w-]+)"', page)
    assert len(roll) == 9
    assert "还没有记到会" in page

    def does(do: str, **form: Any) -> str:
        answer = c.post(today, {"do": do} | form, follow=True)
        assert answer.status_code == 200, text(answer)
        return text(answer)

    assert "应到 9，实到 7" in does("roll", came=roll[:7])
    assert "正在表决" in does("open", way="hands", matter=str(tabled.id))
    many = c.post(
        today,
        {
            "do": "act",
            "act": "count",
            "matter": str(tabled.id),
            "yes": "9",
            "no": "0",
            "abstain": "0",
        },
    )
    assert many.status_code == 422
    assert "没举手、没写的记在弃权里" in text(many)
    counted = does("act", act="count", matter=str(tabled.id), yes="6", no="1", abstain="0")
    assert "通过" in counted
    closed = does("close", minutes="大家同意装路灯。")
    assert "大家同意装路灯。" in closed
    assert "取消会议" not in closed
    assert rows("SELECT state, attended, due FROM meetings_sitting") == [("held", 7, 9)]
    late = c.post(today, {"do": "roll", "came": roll})
    assert late.status_code == 409


def test_a_vote_by_name_shows_its_chair_who_chose_what(today: str, tabled: Walk) -> None:
    c = client("shuji")
    roll = re.findall(r'name="came" value="([\w-]+)"', text(c.get(today)))
    c.post(today, {"do": "roll", "came": roll[:6]})
    c.post(today, {"do": "open", "way": "named"})
    one = {"do": "act", "matter": str(tabled.id)}
    c.post(today, one | {"act": "record", "voter": roll[0], "choice": "no"})
    c.post(today, one | {"act": "rest", "choice": "yes"})
    c.post(today, one | {"act": "close"})
    page = text(c.get(today))
    assert "谁投了什么" in page
    assert "代表1号" in page
    assert "谁投了什么" not in text(client("daibiao2").get(today))
    assert c.post(today, one | {"act": "convene"}).status_code == 422


def test_too_few_came(today: str, tabled: Walk, rows: Rows) -> None:
    c = client("shuji")
    roll = re.findall(r'name="came" value="([\w-]+)"', text(c.get(today)))
    page = text(c.post(today, {"do": "roll", "came": roll[:2]}, follow=True))
    assert "不够 6 人" in page
    ended = text(c.post(today, {"do": "lapse"}, follow=True))
    assert "到会人数不够" in ended
    assert tabled.stage() == "tabled"
    assert rows("SELECT state FROM meetings_sitting") == [("no_quorum",)]


def test_a_meeting_is_called_off(today: str, rows: Rows) -> None:
    page = text(client("shuji").post(today, {"do": "cancel"}, follow=True))
    assert "已取消" in page
    assert rows("SELECT count(*) FROM notices_outbox WHERE template = 'sitting_cancelled'") == [
        (1,)
    ]


def test_its_member_reads_and_another_community_does_not(today: str) -> None:
    page = text(client("daibiao3").get(today))
    assert "代表会议" in page
    assert "记谁到了会" not in page
    assert client("daibiao3").post(today, {"do": "cancel"}).status_code == 403
    for stranger in ("wangge2", "chengban"):
        assert client(stranger).get(today).status_code == 404


@pytest.fixture
def polled(district: None, rows: Rows) -> Iterator[Walk]:
    rows("DELETE FROM accounts_code")
    walk = walk_owners(say_for_owners("电梯老坏，要大修。", now()), "tabled")
    chair = actor("yeweihui", now())
    act(matter_id=walk.id, block="ballot", name="convene", answers={}, by=chair, at=now())
    yield walk
    rows("DELETE FROM accounts_code")


def test_an_owner_votes_by_phone_and_is_told_what_it_is_worth(polled: Walk, rows: Rows) -> None:
    c = client(None)
    assert "发验证码" in text(c.get("/vote"))
    asked = text(c.post("/vote", {"do": "code", "phone": "00000000003"}))
    assert "五分钟内有效" in asked
    wrong = c.post("/vote", {"do": "open", "phone": "00000000003", "code": "0"})
    assert wrong.status_code == 422
    assert "00000000003" in text(wrong)
    code = outbox().sent()[-1][2]
    papers = text(c.post("/vote", {"do": "open", "phone": "00000000003", "code": code}))
    assert "只供会议参考" in papers
    assert polled.receipt.number in papers
    ticket = re.search(r'name="ticket" value="([^"]+)"', papers)
    voter = re.search(r'name="voter" value="([^"]+)"', papers)
    assert ticket
    assert voter
    vote = {"do": "vote", "ticket": ticket[1], "voter": voter[1], "choice": "yes"}
    done = text(c.post("/vote", vote))
    assert "您的意见记下了" in done
    assert "已投" in done
    twice = c.post("/vote", vote)
    assert twice.status_code == 409
    assert "每人一票" in text(twice)
    assert c.post("/vote", vote | {"choice": "maybe"}).status_code == 422
    old = c.post("/vote", vote | {"ticket": "x"})
    assert old.status_code == 422
    assert "发验证码" in text(old)
    assert rows("SELECT choice FROM meetings_advice") == [("yes",)]


def test_a_number_on_no_roll_reads_the_same_page(polled: Walk) -> None:
    c = client(None)
    one = text(c.post("/vote", {"do": "code", "phone": "00000000004"}))
    other = text(c.post("/vote", {"do": "code", "phone": "13900000007"}))
    hide = re.compile(r"\d{11}|csrfmiddlewaretoken\" value=\"\w+\"")
    assert hide.sub("", one) == hide.sub("", other)
    bad = c.post("/vote", {"do": "code", "phone": "12"})
    assert bad.status_code == 422
    assert 'value="12"' in text(bad)


def test_the_roll_of_owners_comes_as_a_sheet(district: None, rows: Rows) -> None:
    where = f"/staff/site/rolls/{body('owners')}"
    c = client("guanli")
    page = text(c.get(where))
    assert "9 人登记了手机" in page
    assert "人数和面积都要达到" in page

    def sent(content: str) -> Any:
        sheet = SimpleUploadedFile("roll.csv", content.encode(), content_type="text/csv")
        return c.post(where, {"do": "electors", "sheet": sheet}, follow=True)

    before = [row[0] for row in rows("SELECT id FROM meetings_elector")]
    try:
        bad = sent("房号,姓名,面积\n1-1,王一,很大\n")
        assert bad.status_code == 422
        assert "第 2 行" in text(bad)
        looked = text(
            sent("房号,姓名,电话,面积\n1-1,王一,13800000001,80\n1-2,李二,,70.5\n1-2,赵四,,\n")
        )
        assert "不变 0，新来 3，去掉 9" in looked
        assert "两个业主：1-2" in looked
        assert "9 人登记了手机" in looked, "nothing was changed yet"
        looked = text(sent("房号,姓名,电话,面积\n1-1,王一,13800000001,80\n1-2,李二,,70.5\n"))
        (lines,) = re.findall(r'name="rows" value="([^"]+)"', looked)
        sure = {"do": "electors", "sure": "1", "rows": unescape(lines)}
        good = text(c.post(where, sure, follow=True))
        assert "1 人登记了手机" in good
        assert "王一" not in good
        assert "150.50" in good
        assert "王一" not in good
        assert c.post(where, {"do": "electors"}).status_code == 422
    finally:
        rows("DELETE FROM meetings_elector WHERE id <> ALL(%s)", before)
        rows("UPDATE meetings_elector SET ends_on = NULL")


def test_an_owners_assembly_is_of_one_estate(district: None, rows: Rows) -> None:
    c = client("guanli")
    where = "/staff/site/posts/141102001009"
    form = {"do": "unit", "unit_name": "又一个业主大会", "unit_kind": "owners"}
    assert "哪个小区" in text(c.post(where, form))
    estate = rows("SELECT id FROM places_estate WHERE name = '永宁苑'")[0][0]
    assert "只能有一个" in text(c.post(where, form | {"unit_estate": str(estate)}))
    assert c.post(where, form | {"unit_estate": str(UUID(int=1))}).status_code == 422
