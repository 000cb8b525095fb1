"""Ways in beside a single form: a visit with several needs, a chat message, a spreadsheet, posters."""

import io
import json

from shuoshi.scenarios.lishi.cast import YONGNING
from tests.channels.test_needs_sheet import filled
from tests.conftest import Rows
from tests.web.using import client, raise_one, text

BUILDING = YONGNING + "00100001"
VISIT = {
    "place": BUILDING, "name": "王奶奶", "phone": "13800000001", "n": "3", "key": "a-visit",
    "0-body": "楼道灯不亮", "0-programme": "shuoshi_yishi", "1-body": "", "1-programme": "shuoshi_yishi",
    "2-body": "想请人来教手机", "2-programme": "need_525", "2-private": "true",
}  # fmt: skip
OPENED = "SELECT programme, channel, private, path, raiser_id FROM matters_matter ORDER BY number"


def _file() -> io.BytesIO:
    made = filled(("需要什么", "在哪里"), ("洗大件", ""), ("教手机", ""), ("修水管", "没有的楼"))
    out = io.BytesIO(made)
    out.name = "a.xlsx"
    return out


def test_several_needs_of_one_household_are_several_matters_of_one_person(
    world: None, rows: Rows
) -> None:
    shown = text(client("wangge").post("/staff/visit", VISIT))
    assert shown.count("查询码") == 2
    (lamp, phone) = rows(OPENED)
    assert lamp[:4] == ("shuoshi_yishi", "visit", False, BUILDING)
    assert phone[:4] == ("need_525", "visit", True, BUILDING)
    assert lamp[4] == phone[4] is not None


def test_the_second_click_gives_the_same_receipts(world: None, rows: Rows) -> None:
    c = client("wangge")
    c.post("/staff/visit", VISIT)
    assert "刚才已经收到了" in text(c.post("/staff/visit", VISIT))
    assert rows("SELECT count(*) FROM matters_matter") == [(2,)]
    assert rows("SELECT count(DISTINCT raiser_id) FROM matters_matter") == [(1,)]


def test_one_bad_need_registers_none_and_stands_at_its_place(world: None, rows: Rows) -> None:
    answer = client("wangge").post("/staff/visit", VISIT | {"2-body": "长" * 5001, "phone": "abc"})
    assert answer.status_code == 422
    shown = text(answer)
    assert 'id="w-2-body"' in shown
    assert 'id="w-phone"' in shown
    assert "楼道灯不亮" in shown
    assert rows("SELECT count(*) FROM matters_matter") == [(0,)]


def test_one_more_need_keeps_what_was_written(world: None) -> None:
    shown = text(client("wangge").post("/staff/visit", VISIT | {"more": "1"}))
    assert 'name="3-body"' in shown
    assert "楼道灯不亮" in shown
    assert 'value="a-visit"' in shown


def test_no_visit_in_another_community(world: None, rows: Rows) -> None:
    answer = client("wangge2").post("/staff/visit", VISIT)
    assert answer.status_code == 422
    assert "不在您的范围内" in text(answer)
    assert rows("SELECT count(*) FROM matters_matter") == [(0,)]
    assert client("quling").get("/staff/visit").status_code == 403


def test_a_chat_message_is_shown_to_be_confirmed_and_nothing_is_kept_until_then(
    world: None, rows: Rows
) -> None:
    c = client("wangge")
    pasted = {"message": "张三 10:32\n3号楼后面的路灯不亮", "place": YONGNING}
    shown = text(c.post("/staff/chat", pasted))
    assert "3号楼后面的路灯不亮" in shown
    assert "张三" not in shown
    assert rows("SELECT count(*) FROM matters_matter") == [(0,)]
    form = {"place": YONGNING, "body": "3号楼后面的路灯不亮", "channel": "chat", "key": "k"}
    assert c.post("/staff/new/shuoshi_yishi", form).status_code == 302
    assert rows("SELECT channel FROM matters_matter") == [("chat",)]
    both = {"message": "张三 10:32\n路灯\n李四 10:33\n我也是", "place": YONGNING}
    refused = c.post("/staff/chat", both)
    assert refused.status_code == 422
    assert "李四" in text(refused)


def test_a_poster_leads_to_the_form_of_its_building(world: None, rows: Rows) -> None:
    shown = text(client("wangge").get(f"/staff/posters/{YONGNING}"))
    assert shown.count('<section class="poster">') == 17
    assert client("wangge2").get(f"/staff/posters/{YONGNING}").status_code == 404
    pdf = client("wangge").get(f"/staff/posters/{BUILDING}/pdf").content
    assert pdf.startswith(b"%PDF")
    scanned = text(client().get(f"/say?place={BUILDING}"))
    assert f'value="{BUILDING}" selected' in scanned
    raise_one(client(), place=BUILDING)
    assert rows("SELECT path FROM matters_matter") == [(BUILDING,)]
    assert "扫码的地方" not in text(client().get("/say?place=99999999999999999999"))


def test_a_sheet_is_looked_through_then_registered_once(world: None, rows: Rows) -> None:
    c = client("wangge")
    shown = text(
        c.post("/staff/sheet", {"place": YONGNING, "programme": "need_525", "sheet": _file()})
    )
    assert "可以登记 2 件，有毛病 1 行" in shown
    assert rows("SELECT count(*) FROM matters_matter") == [(0,)]
    lines = [
        [1, ["需要什么", "在哪里", "电话"]], [2, ["洗大件", "永宁第1网格 1号楼", ""]], [3, ["洗大件", BUILDING, ""]],
        [4, ["教手机", "", ""]], [5, ["修水管", "", "x"]],
    ]  # fmt: skip
    confirmed = {
        "place": YONGNING, "programme": "need_525", "confirm": "1", "rows": json.dumps(lines),
    }  # fmt: skip
    left = text(c.post("/staff/sheet", confirmed))
    assert "登记了 3 件，先前已登记 0 件，没有登记 1 行" in left
    assert "电话只写数字" in left  # a row that was left comes back with the reason
    lines[4][1] = ["修水管", "", ""]
    c.post("/staff/sheet", confirmed | {"rows": json.dumps(lines)})
    assert "登记了 1 件，先前已登记 3 件，没有登记 0 行" in text(c.get("/staff"))
    paths = rows("SELECT path FROM matters_matter ORDER BY number")
    assert paths == [(BUILDING,), (BUILDING,), (YONGNING,), (YONGNING,)]
    refused = client("wangge2").post("/staff/sheet", confirmed)
    assert refused.status_code == 422
    assert "不在您的范围内" in text(refused)


def test_rows_that_no_page_of_ours_would_send_are_refused_in_words(world: None) -> None:
    c, form = client("wangge"), {"place": YONGNING, "programme": "need_525", "confirm": "1"}
    for rows in (
        "",
        "[" * 100_000,
        '[["a"], {"x": 1}]',
        '["内容", ["ab"]]',
        "7",
        "[]",
        "x" * 2_000_001,
    ):
        answer = c.post("/staff/sheet", form | {"rows": rows})
        assert answer.status_code == 422, rows[:20]
    for n in ("²", "-1", "99999999999", "x"):
        assert (
            c.post("/staff/visit", {"place": YONGNING, "n": n, "0-body": "x", "key": n}).status_code
            == 200
        )
    assert client().get("/wall?place=141102００１").status_code == 200
    assert client().get("/api/v1/public/wall?place=141102００１").status_code == 200
    odd = {"place": "1411020010090010\x00", "message": "x", "body": "x", "key": "odd-key"}
    for page in ("/staff/chat", "/staff/desk", "/staff/new/shuoshi_yishi", "/staff/visit"):
        assert c.post(page, odd | {"0-body": "x"}).status_code < 500, page


def test_going_back_and_adding_one_more_registers_that_one(world: None, rows: Rows) -> None:
    c = client("wangge")
    c.post("/staff/visit", VISIT)
    shown = text(c.post("/staff/visit", VISIT | {"1-body": "还有一件"}))
    assert "登记了 1 件" in shown
    assert rows("SELECT count(*), count(raiser_id) FROM matters_matter") == [(3, 3)]


def test_nothing_goes_on_the_wall_without_an_account_nor_in_private(
    world: None, rows: Rows
) -> None:
    said = {"place": YONGNING, "body": "想要一个乒乓球台", "channel": "wall"}
    anonymous = client().post("/api/v1/matters", said, content_type="application/json")
    assert anonymous.status_code == 403
    resident = client("jumin")
    private = resident.post(
        "/api/v1/matters", said | {"private": True}, content_type="application/json"
    )
    assert private.status_code == 422
    assert (
        resident.post("/wall", {"place": YONGNING, "body": "x", "private": "true"}).status_code
        == 422
    )
    assert rows("SELECT count(*) FROM matters_matter") == [(0,)]
    assert (
        resident.post("/api/v1/matters", said, content_type="application/json").status_code == 201
    )
