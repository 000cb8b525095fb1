"""Pages of people: found behind masks, looked at for a purpose, corrected; break-glass and its review."""

import re
from typing import Any

import pytest

from shuoshi.people.actions import add_person
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from tests.conftest import AT, Rows
from tests.web.using import client, raise_one, text

PHONE = "13900005566"
WHY = "老人在楼道晕倒，要马上联系家属。"


@pytest.fixture
def zhou(world: None) -> str:
    """The address of a made-up person's page."""
    person = add_person(name="周可见", phone=PHONE, path=YONGNING, by=SYSTEM, at=AT)
    return f"/staff/people/{person}"


def test_somebody_is_found_and_shown_behind_masks(zhou: str) -> None:
    c = client("wangge")
    assert "查人" in text(c.get("/staff"))
    found = c.post("/staff/people", {"query": "周可见"})
    assert zhou in text(found)
    assert "周*" in text(found)
    assert found.headers["Cache-Control"] == "no-store"
    page = text(c.get(zhou))
    assert "139****5566" in page
    assert PHONE not in page
    assert "周可见" not in page


def test_the_wrong_words_and_the_empty_answer(zhou: str) -> None:
    c = client("wangge")
    assert "查到的人会列在这里" in text(c.get("/staff/people"))
    refused = c.post("/staff/people", {"query": "周"})
    assert refused.status_code == 422
    assert 'value="周"' in text(refused), "nothing is lost"
    assert "没有这个人" in text(c.post("/staff/people", {"query": "没这个人"}))


def test_looking_takes_a_purpose_and_is_shown_once(zhou: str, rows: Rows) -> None:
    c = client("wangge")
    refused = c.post(zhou, {"do": "look", "fields": ["phone"]})
    assert refused.status_code == 422
    assert "请选查看的用途" in text(refused)
    assert PHONE not in text(refused)
    looked = c.post(zhou, {"do": "look", "fields": ["phone"], "purpose": "visit"})
    assert PHONE in text(looked)
    assert "周可见" not in text(looked), "only what was asked for"
    assert looked.headers["Cache-Control"] == "no-store"
    assert PHONE not in text(c.get(zhou))
    assert len(rows("SELECT 1 FROM sealing_access")) == 1


def test_the_form_of_a_correction_sends_masks_back_and_loses_nothing(zhou: str) -> None:
    c = client("wangge")
    page = text(c.get(zhou))
    given = dict(re.findall(r'id="f-fix-\w+" name="(\w+)"[^>]* value="([^"]*)"', page))
    assert given["phone"] == "139****5566"
    assert c.post(zhou, given | {"do": "correct"}).status_code == 302
    assert "没有改动" in text(c.get(zhou))
    wrong = c.post(zhou, given | {"do": "correct", "identity_number": "12"})
    assert wrong.status_code == 422
    assert 'value="12"' in text(wrong)
    looked = c.post(zhou, {"do": "look", "fields": ["name", "phone"], "purpose": "verify"})
    assert PHONE in text(looked)
    assert "周可见" in text(looked)


@pytest.mark.parametrize("name", ["wangge2", "chengban", "quling", "guanli", "jumin"])
def test_nobody_else_gets_in(zhou: str, name: str, rows: Rows) -> None:
    c = client(name)
    assert c.get(zhou).status_code in (403, 404)
    asked = {"do": "look", "fields": ["phone"], "purpose": "visit"}
    for answer in (c.post(zhou, asked), c.post("/staff/people", {"query": "周可见"})):
        assert PHONE not in text(answer)
        assert f'href="{zhou}"' not in text(answer)
    assert c.post(zhou, {"do": "correct", "phone": "13000000000"}).status_code in (403, 404)
    assert rows("SELECT count(*) FROM sealing_access") == [(0,)]


def test_the_matters_page_masks_its_raiser(world: None, rows: Rows) -> None:
    raise_one(client(), name="吴说事", phone=PHONE)
    (matter_id,) = rows("SELECT id FROM matters_matter")[0]
    c, page = client("shuji"), f"/staff/matters/{matter_id}"
    shown = text(c.get(page))
    assert "吴*" in shown
    assert PHONE not in shown
    refused = c.post(f"{page}/look", {"fields": ["phone"]})
    assert refused.status_code == 422
    assert "请选查看的用途" in text(refused)
    assert PHONE in text(c.post(f"{page}/look", {"fields": ["phone"], "purpose": "call_back"}))
    auditor = client("shenji")
    assert "吴*" not in text(auditor.get(page))
    asked = {"fields": ["phone"], "purpose": "audit"}
    assert auditor.post(f"{page}/look", asked).status_code == 403
    log = text(auditor.get("/staff/looks"))
    assert "回访、联系本人" in log
    assert PHONE not in log


def _glass(c: Any, **given: Any) -> Any:
    return c.post(
        "/staff/glass", {"do": "break", "place": YONGNING, "reason": WHY, "minutes": "10"} | given
    )


def test_breaking_glass_and_its_review(world: None, rows: Rows) -> None:
    track = raise_one(client(), name="吴说事", phone=PHONE)
    (matter_id,) = rows("SELECT id FROM matters_matter")[0]
    page, c = f"/staff/matters/{matter_id}", client("wangge2")
    assert c.get(page).status_code == 404
    wrong = _glass(c, reason="急", minutes="x")
    assert wrong.status_code == 422
    assert 'value="x"' in text(wrong)
    assert _glass(c, place=LONGSHAN).status_code == 422
    assert _glass(c).status_code == 302
    assert c.get(page).status_code == 200
    assert PHONE in text(c.post(f"{page}/look", {"fields": ["phone"], "purpose": "urgent"}))
    looked = rows("SELECT DISTINCT fields, glass_id IS NOT NULL FROM sealing_access ORDER BY 1")
    assert looked == [(["page"], True), (["phone"], True)]
    auditor = client("shenji")
    waiting = text(auditor.get("/staff/glass"))
    assert WHY in waiting
    (glass,) = rows("SELECT id FROM accounts_glass")[0]
    review = {"do": "review", "glass": str(glass), "right": "true"}
    assert c.post("/staff/glass", review).status_code == 403
    assert auditor.post("/staff/glass", review).status_code == 409, "it is still looked through"
    assert c.post("/staff/glass", {"do": "close", "glass": str(glass)}).status_code == 302
    seen = text(auditor.get("/staff/glass"))
    assert "看过什么" in seen
    assert f"/staff/matters/{matter_id}" in seen
    assert auditor.post("/staff/glass", review).status_code == 302
    assert auditor.post("/staff/glass", review).status_code == 409
    mine = text(c.get("/staff/glass"))
    assert "复核：该看" in mine
    del c.cookies["messages"]  # what the last action said was read
    assert c.get(page).status_code == 404
    assert "破例" in text(client().get(track)), "the raiser sees it"
