"""The register by its pages: reasons, moves, two registrations side by side, a census."""

import io
from datetime import date
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from shuoshi.kernel.clock import local_date, now
from shuoshi.people.census import work_off
from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from tests.conftest import Rows
from tests.people.making import number
from tests.web.using import client, text

NEW = "/staff/people/new"
WHO = {
    "name": "柳登记",
    "phone": "13911113333",
    "door": "2 单元 301",
    "place": f"{YONGNING}001",
    "tie": "head",
}
TODAY = local_date(now()).isoformat()


@pytest.fixture(autouse=True)
def _clean(world: None) -> None:
    return None


def registered(who: str = "wangge", **more: str) -> str:
    answer = client(who).post(NEW, WHO | more)
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


def home_of(rows: Rows, page: str) -> str:
    person = UUID(page.rsplit("/", 1)[1])
    return f"/staff/households/{rows('SELECT household_id FROM people_person WHERE id = %s', person)[0][0]}"


def test_a_reason_is_written_down_reviewed_and_ended_on_the_persons_page() -> None:
    page, c = registered(), client("wangge")
    assert (
        c.post(
            page, {"do": "risk", "group": "lives_alone", "source": "visit", "note": "子女在外地"}
        ).status_code
        == 302
    )
    shown = text(c.get(page))
    assert "独居" in shown
    assert "子女在外地" in shown
    risk = shown.split('name="risk" value="')[1].split('"')[0]
    wrong = c.post(page, {"do": "review", "risk": risk, "review_on": TODAY})
    assert wrong.status_code == 422
    assert "今天以后" in text(wrong)
    assert c.post(page, {"do": "end", "risk": risk, "why": "over"}).status_code == 302
    assert "子女在外地" not in text(c.get(page))


def test_a_reason_that_is_refused_keeps_what_was_typed() -> None:
    page, c = registered(), client("wangge")
    answer = c.post(
        page, {"do": "risk", "group": "lives_alone", "source": "", "note": "写了很久的话"}
    )
    assert answer.status_code == 422
    assert "写了很久的话" in text(answer)


def test_a_household_moves_to_another_community_and_its_worker_sees_it(rows: Rows) -> None:
    page = registered()
    home, c = home_of(rows, page), client("wangge")
    answer = c.post(home, {"do": "move", "place": LONGSHAN, "door": "9 单元 909", "on": TODAY})
    assert answer["Location"] == "/staff/people"
    assert c.get(page).status_code == 404
    assert "柳*" in text(client("wangge2").get(page))
    assert "户主" in text(client("wangge2").get(home))


def test_a_household_stands_on_the_map_where_somebody_put_it(rows: Rows) -> None:
    home, c = home_of(rows, registered()), client("wangge")
    assert c.post(home, {"do": "spot", "lat": "99", "lon": "111"}).status_code == 422
    assert c.post(home, {"do": "spot", "lat": "37.5", "lon": ""}).status_code == 422
    assert c.post(home, {"do": "spot", "lat": "37.5", "lon": "111.1"}).status_code == 302
    assert "37.5" in text(c.get(home))


def test_who_is_registered_elsewhere_comes_along_once_the_worker_says_so() -> None:
    page = registered(identity_number=number())
    c, there = client("wangge2"), {"identity_number": number(), "place": LONGSHAN}
    asked = c.post(NEW, WHO | there)
    assert asked.status_code == 409
    assert "moved_here" in text(asked)
    assert "柳*" not in text(asked), "nothing of the other registration is shown"
    assert c.post(NEW, WHO | there | {"moved_here": "true"})["Location"] == page
    assert client("wangge").get(page).status_code == 404


def test_two_registrations_are_compared_merged_and_parted_again(rows: Rows) -> None:
    one = registered()
    two = registered(place=f"{YONGNING}002", sure="true")
    c = client("shuji")
    listed = text(c.get("/staff/people/pairs"))
    pair = "/staff/people/pairs/" + listed.split("/staff/people/pairs/")[1].split('"')[0]
    assert "柳* =" in text(c.get(pair))
    kept = two.rsplit("/", 1)[1]
    assert c.post(pair, {"do": "merge", "kept": kept})["Location"] == two
    assert "重复登记" in text(c.get(one))
    assert c.post(pair, {"do": "merge", "kept": kept}).status_code == 409
    assert c.post(pair, {"do": "undo"}).status_code == 302
    assert "重复登记" not in text(c.get(one))
    assert "是两个人" in text(c.get(pair))


def test_a_census_is_sent_followed_and_fetched_marked() -> None:
    c, page = client("wangge"), "/staff/people/census"
    rows = [
        "姓名,身份证号,楼栋,门牌",
        f"甲演示,{number(date(1950, 1, 2))},永宁第1网格,1 单元 101",
        "乙演示,123,,",
    ]
    sheet = SimpleUploadedFile("a.csv", "\n".join(rows).encode())
    assert c.post(page, {"place": YONGNING, "sheet": sheet}).status_code == 302
    assert "0 / 2" in text(c.get(page))
    work_off(at=now())
    done = text(c.get(page))
    assert "办完了" in done
    marked = c.get("/staff/people/census/" + done.split("/staff/people/census/")[2].split('"')[0])
    cells = (
        CalamineWorkbook.from_filelike(io.BytesIO(marked.content)).get_sheet_by_index(0).to_python()
    )
    assert cells[0][-2:] == ["结果", "说明"]
    assert [r[-2] for r in cells[1:]] == ["新登记", "没有登记"]
    assert "身份证号" in cells[2][-1]


def test_a_census_that_is_no_sheet_is_refused_by_its_field() -> None:
    c = client("wangge")
    for wrong in (b"\x00\x01", "名字\n甲".encode()):
        answer = c.post(
            "/staff/people/census", {"place": YONGNING, "sheet": SimpleUploadedFile("a.csv", wrong)}
        )
        assert answer.status_code == 422
    assert c.post("/staff/people/census", {"place": YONGNING}).status_code == 422
    assert c.get("/staff/people/census/blank").content[:2] == b"PK"


def test_the_lists_of_people_looked_after_page_and_count() -> None:
    c = client("shuji")
    assert "80 岁以上" in text(c.get("/staff/at-risk"))
    listed = c.get("/staff/at-risk?group=age_80")
    assert "永宁" in text(listed)
    assert c.get("/staff/at-risk?group=nobody").status_code == 422
    assert c.get("/staff/at-risk?group=age_80&after=x").status_code == 422
    assert client("quling").get("/staff/at-risk").status_code == 403
