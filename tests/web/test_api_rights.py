"""Rights of the person, emergencies and glass through the API."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from shuoshi.accounts.actions import give_duty, make_key
from shuoshi.accounts.queries import account_called
from shuoshi.kernel.clock import now
from shuoshi.reach.queries import forget_switches
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD, LONGSHAN, RESIDENT, YONGNING
from shuoshi.units.models import Unit
from shuoshi.web.outbox import outbox
from tests.conftest import AT, Rows
from tests.web.using import client, text

JSON: dict[str, Any] = {"content_type": "application/json"}


@pytest.fixture
def caller(world: None, rows: Rows) -> Iterator[Callable[[str], Client]]:
    """A member of the cast in a browser's session."""
    yield client
    rows("DELETE FROM reach_switch")
    forget_switches()


def test_a_resident_reads_corrects_and_takes_along_what_is_held(
    caller: Callable[[str], Client],
) -> None:
    c = caller(RESIDENT[0])
    held = c.get("/api/v1/me/data").json()
    assert "00000000000" in str(held)
    wrong = c.post("/api/v1/me/phone", {"phone": "13900000000", "password": "guess"}, **JSON)
    assert wrong.status_code == 422
    assert "password" in wrong.json()["errors"]
    same = {"phone": "00000000000", "password": DEMO_PASSWORD}
    assert c.post("/api/v1/me/phone", same, **JSON).status_code == 204
    code = outbox().sent()[-1][2]
    assert c.put("/api/v1/me/phone", {"code": code}, **JSON).status_code == 204
    answer = c.post("/api/v1/me/export")
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as zipped:
        assert set(zipped.namelist()) == {"data.json", "index.html"}
    assert caller("shuji").get("/api/v1/me/data").status_code == 403


def test_a_program_writes_no_phone_that_its_owner_could_then_prove(
    caller: Callable[[str], Client], rows: Rows
) -> None:
    account = account_called("shuji")
    key = make_key(account_id=account, name="rights", by=SYSTEM, at=now(), path=YONGNING)
    (person,) = rows("SELECT person_id FROM accounts_account WHERE username = %s", RESIDENT[0])[0]
    sent = {"values": {"phone": "13955556666"}}
    headers = {"Authorization": f"Bearer {key}"}
    answer = Client().patch(f"/api/v1/people/{person}", sent, **JSON, headers=headers)
    assert answer.status_code == 403
    rows("DELETE FROM accounts_apikey WHERE name = 'rights'")


def test_consent_is_as_easy_to_take_back_as_to_give(caller: Callable[[str], Client]) -> None:
    c = caller(RESIDENT[0])
    (told,) = c.get("/api/v1/me/consents").json()
    assert told["agreed_at"] is None
    where = f"/api/v1/me/consents/{told['code']}"
    assert c.put(where, {"version": told["version"] + 1}, **JSON).status_code == 422
    assert c.put(where, {"version": told["version"]}, **JSON).status_code == 204
    assert c.get("/api/v1/me/consents").json()[0]["agreed_version"] == told["version"]
    assert c.delete(where).status_code == 204
    assert c.get("/api/v1/me/consents").json()[0]["agreed_at"] is None
    assert c.put("/api/v1/me/consents/nothing", {"version": 1}, **JSON).status_code == 422


def test_a_request_goes_round(caller: Callable[[str], Client]) -> None:
    c, secretary = caller(RESIDENT[0]), caller("shuji")
    made = c.post("/api/v1/me/requests", {"kind": "see", "words": "想看看"}, **JSON)
    assert made.status_code == 201
    assert c.post("/api/v1/me/requests", {"kind": "see"}, **JSON).status_code == 422, (
        "waits already"
    )
    (waits,) = secretary.get("/api/v1/requests").json()
    assert (waits["id"], waits["answered_at"]) == (made.json()["id"], None)
    answer = f"/api/v1/requests/{waits['id']}/answer"
    assert secretary.post(answer, {"granted": False}, **JSON).status_code == 422
    assert caller("wangge2").post(answer, {"granted": True}, **JSON).status_code == 403
    assert secretary.post(answer, {"granted": True, "words": "可以"}, **JSON).status_code == 204
    (done,) = c.get("/api/v1/me/requests").json()
    assert (done["granted"], done["answer"]) == (True, "可以")
    assert secretary.post(answer, {"granted": True}, **JSON).status_code == 409


def test_somebody_sees_who_looked(caller: Callable[[str], Client]) -> None:
    c, secretary = caller(RESIDENT[0]), caller("shuji")
    (person,) = secretary.post("/api/v1/people/find", {"query": "演示居民"}, **JSON).json()
    look = {"fields": ["name"], "purpose": "visit", "why": "上门"}
    assert secretary.post(f"/api/v1/people/{person['id']}/look", look, **JSON).status_code == 200
    (seen,) = c.get("/api/v1/me/looks").json()
    assert (seen["purpose"], seen["why"], seen["fields"]) == ("visit", "上门", ["name"])


def test_an_emergency_is_switched_on_extended_and_ended_by_order(
    caller: Callable[[str], Client],
) -> None:
    command, today = caller("zhihui"), now().date()
    order = {
        "kind": "disaster", "order_number": "离应急〔2026〕7号", "legal_basis": "突发事件应对法", "purpose": "清点人数",
        "last_on": (today + timedelta(days=3)).isoformat(), "keep_days": 30,
    }  # fmt: skip
    assert caller("shuji").post("/api/v1/emergencies", order, **JSON).status_code == 403
    assert command.post("/api/v1/emergencies", order | {"purpose": " "}, **JSON).status_code == 422
    made = command.post("/api/v1/emergencies", order, **JSON)
    assert made.status_code == 201
    assert command.post("/api/v1/emergencies", order, **JSON).status_code == 409
    where = f"/api/v1/emergencies/{made.json()['id']}"
    longer = {"last_on": (today + timedelta(days=9)).isoformat(), "order_number": "8号"}
    assert command.post(f"{where}/extend", longer, **JSON).status_code == 204
    (row,) = command.get("/api/v1/emergencies").json()
    assert row["last_on"] == longer["last_on"]
    assert command.post(f"{where}/end").status_code == 204
    (row,) = caller("shenji").get("/api/v1/emergencies").json()
    assert row["ended_at"]
    assert row["erase_on"]
    later = {"until": (today + timedelta(days=60)).isoformat(), "assessment": "评估 1 号"}
    assert command.post(f"{where}/delay", later, **JSON).status_code == 204
    assert command.post(f"{where}/end").status_code == 409


def test_glass_is_broken_closed_and_reviewed_by_a_second_person(
    caller: Callable[[str], Client],
) -> None:
    secretary, auditor = caller("shuji"), caller("shenji")
    given = {"place": LONGSHAN, "reason": "老人走失，可能在龙山，来不及转交", "minutes": 10}
    assert secretary.post("/api/v1/glass", given | {"reason": "急"}, **JSON).status_code == 422
    made = secretary.post("/api/v1/glass", given, **JSON)
    assert made.status_code == 201
    where = f"/api/v1/glass/{made.json()['id']}"
    assert caller("wangge").delete(where).status_code == 404, "another's"
    assert secretary.delete(where).status_code == 204
    assert secretary.post(f"{where}/review", {"right": True}, **JSON).status_code == 403
    assert auditor.post(f"{where}/review", {"right": False}, **JSON).status_code == 422
    assert auditor.post(f"{where}/review", {"right": True}, **JSON).status_code == 204
    (row,) = secretary.get("/api/v1/glass").json()
    assert (row["right"], row["place"]) == (True, LONGSHAN)


def test_the_administrator_tells_people_in_other_words(world: None) -> None:
    c, page = client("guanli"), "/staff/site/told"
    assert "短信告知进展" in text(c.get(page))
    wrong = c.post(page, {"do": "put", "activity": "sms_notices", "zh": "", "en": "x"})
    assert wrong.status_code == 422
    words = {"do": "put", "activity": "sms_notices", "zh": "新的告知", "en": "A new notice"}
    assert c.post(page, words).status_code == 302
    assert "第 2 版" in text(c.get(page))
    assert "新的告知" in text(client(RESIDENT[0]).get("/my/data"))
    assert client("anquan").get(page).status_code == 403


def test_a_second_duty_answers_what_lies_within_it(
    caller: Callable[[str], Client], rows: Rows
) -> None:
    c = caller(RESIDENT[0])
    asked = c.post("/api/v1/me/requests", {"kind": "explain", "words": "看看"}, **JSON).json()["id"]
    account = account_called("wangge2")
    for path in (LONGSHAN, YONGNING):
        unit = Unit.objects.get(kind="community", path=path).id
        give_duty(
            account_id=account, role="village_secretary", path=path, unit_id=unit, by=SYSTEM, at=AT,
            starts_on=AT.date() - timedelta(days=1),
        )  # fmt: skip
    try:
        worker = caller("wangge2")
        assert asked in [r["id"] for r in worker.get("/api/v1/requests").json()]
        given = {"granted": True, "words": "看过了"}
        done = worker.post(f"/api/v1/requests/{asked}/answer", given, **JSON)
        assert done.status_code == 204
    finally:
        rows(
            "DELETE FROM accounts_duty WHERE account_id = %s AND role = 'village_secretary'",
            account,
        )
