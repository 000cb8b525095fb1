"""Residents registered by those who look after them: once, with their household, their login, their consents."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from shuoshi.web.outbox import outbox
from tests.conftest import Rows
from tests.web.using import client, text

NEW, PHONE = "/staff/people/new", "13911112222"
WHO = {
    "name": "柳新来",
    "phone": PHONE,
    "born_on": "1958-03-12",
    "door": "2 单元 301",
    "place": YONGNING,
}
CHILD = {"name": "柳小宝", "born_on": "2020-06-01", "place": YONGNING}
JSON: dict[str, Any] = {"content_type": "application/json"}


@pytest.fixture(autouse=True)
def _clean(world: None, rows: Rows) -> Iterator[None]:
    outbox().file.unlink(missing_ok=True)
    cache.clear()
    yield
    rows("DELETE FROM accounts_account WHERE username ~ '^r[0-9]{8}$'")


def registered(c: Client, **given: str) -> str:
    answer = c.post(NEW, WHO | given)
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


def code() -> str:
    return outbox().sent()[-1][2]


def opened(worker: Client, page: str) -> Client:
    """The resident signed in by a code, after the worker opened their login."""
    assert worker.post(page, {"do": "send"}).status_code == 302
    assert worker.post(page, {"do": "login", "code": code()}).status_code == 302
    c = Client()
    assert c.post("/account/code/", {"phone": PHONE}).status_code == 302
    assert c.post("/account/code/confirm/", {"code": code()})["Location"] == "/my"
    return c


def test_a_resident_is_registered_found_and_shown_masked(rows: Rows) -> None:
    c = client("wangge")
    page = text(c.get(registered(c)))
    assert "柳*" in page
    assert "139****2222" in page
    assert PHONE not in page
    for query in ("柳新来", "柳 1958", "2222", "liuxinlai"):
        assert "柳*" in text(c.post("/staff/people", {"query": query})), query
    assert registered(c, name="柳同户", phone="13911113333")
    assert rows("SELECT count(*) FROM people_household WHERE path = %s AND added_at > now() - interval '1 hour'", YONGNING) == [(1,)]  # fmt: skip
    kinds = [k for (k,) in rows("SELECT kind FROM journal_entry ORDER BY recorded_at, id")]
    assert kinds.count("people.add") == 2
    assert kinds.count("people.add_household") == 1


def test_whoever_is_known_is_shown_instead(rows: Rows) -> None:
    c = client("wangge")
    where = registered(c)
    again = c.post(NEW, WHO)
    assert again.status_code == 409
    assert where in text(again)
    assert 'value="柳新来"' in text(again), "nothing typed is lost"
    assert c.post(NEW, WHO | {"sure": "true"}).status_code == 302
    number = "11010519491231002X"  # the example of GB 11643
    assert (
        c.post(NEW, CHILD | {"name": "甲某", "born_on": "", "identity_number": number}).status_code
        == 302
    )
    same = c.post(NEW, CHILD | {"name": "乙某", "identity_number": number, "sure": "true"})
    assert same.status_code == 409, "one number is one person"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [("name", "", "姓名不能空着"), ("identity_number", "12", "身份证号不对"), ("born_on", "31.12.", "填日期"),
     ("phone", "abc", "电话只写数字")],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    field: str, value: str, says: str
) -> None:
    answer = client("shuji").post(NEW, WHO | {field: value})
    assert answer.status_code == 422
    assert says in text(answer)
    assert 'value="2 单元 301"' in text(answer)


def test_only_those_who_look_after_them_register_and_only_within_their_range(rows: Rows) -> None:
    for name in ("chengban", "quling", "shenji", "guanli", "daibiao1", "jumin"):
        assert client(name).post(NEW, WHO).status_code == 403, name
    assert client("wangge").post(NEW, WHO | {"place": LONGSHAN}).status_code == 403
    assert client("wangge").post(NEW, WHO | {"place": "nowhere"}).status_code in (403, 404)
    assert rows("SELECT count(*) FROM journal_entry WHERE kind = 'people.add'") == [(0,)]


def test_a_login_is_opened_by_the_code_that_the_resident_reads_out(rows: Rows) -> None:
    worker = client("wangge")
    page = registered(worker)
    assert worker.post(page, {"do": "login", "code": "123456"}).status_code == 422, "none was sent"
    assert worker.post(page, {"do": "send"}).status_code == 302
    sent = text(worker.get(page))
    assert "发到 139****2222" in sent
    assert PHONE not in sent, "who sends a code has not looked behind the mask"
    cache.clear()
    c = opened(worker, page)
    mine = text(c.get("/my/data"))
    assert "柳新来" in mine, "one's own data is whole"
    assert "1958-03-12" in mine
    (path,) = rows("SELECT path FROM journal_entry WHERE kind = 'accounts.open'")[0]
    assert path == YONGNING
    assert "有账号" in text(worker.get(page))


def test_one_phone_opens_one_login_and_a_second_resident_with_it_switches_nothing_off() -> None:
    worker = client("wangge")
    first = registered(worker)
    opened(worker, first)
    other = registered(worker, name="柳同号", door="")
    refused = worker.post(other, {"do": "send"})
    assert refused.status_code == 422
    assert "另一个账号" in text(refused)
    again = Client()
    again.post("/account/code/", {"phone": PHONE})
    assert again.post("/account/code/confirm/", {"code": code()}).status_code == 302


def test_who_has_no_password_proves_by_a_code_and_may_set_one(rows: Rows) -> None:
    worker = client("wangge")
    c = opened(worker, registered(worker))
    cache.clear()
    new = {"do": "phone", "phone": "13911114444"}
    assert c.post("/my/data", new).status_code == 422, "first show that it is you"
    assert c.post("/password", {"new": "a-long-pass-word"}).status_code == 422
    assert c.post("/password", {"do": "send_proof"}).status_code == 302
    assert c.post("/password", {"do": "proof", "code": "x"}).status_code == 422
    assert c.post("/password", {"do": "proof", "code": code()}).status_code == 302
    assert c.post("/password", {"new": "a-long-pass-word"}).status_code == 302
    (name,) = rows("SELECT username FROM accounts_account WHERE username ~ '^r[0-9]{8}$'")[0]
    assert str(name) in text(c.get("/password"))
    login = Client().post("/login", {"username": name, "password": "a-long-pass-word"})
    assert login["Location"] == "/my"


def test_a_child_gets_no_login_and_a_guardian_consents(rows: Rows) -> None:
    worker = client("wangge")
    page = registered(worker, **CHILD | {"phone": PHONE, "door": ""})
    worker.post(page, {"do": "send"})
    refused = worker.post(page, {"do": "login", "code": code()})
    assert refused.status_code == 422
    assert "监护人" in text(refused)
    given = {"do": "consent", "activity": "sms_notices", "version": "1"}
    assert worker.post(page, given).status_code == 422
    assert worker.post(page, given | {"guardian": "柳大宝，父亲"}).status_code == 302
    shown = text(worker.get(page))
    assert "柳大宝，父亲" in shown
    (by,) = rows("SELECT recorded_by FROM privacy_consent")[0]
    assert "网格员" in str(by)
    assert worker.post(page, given | {"do": "withdraw"}).status_code == 302
    assert rows("SELECT count(*) FROM privacy_consent WHERE withdrawn_at IS NULL") == [(0,)]
    assert "撤回" in text(worker.get(page)), "what was agreed to stays readable"


def test_through_the_api_alike(rows: Rows) -> None:
    c = client("shuji")
    values = {k: v for k, v in WHO.items() if k != "place"}
    made = c.post("/api/v1/people", {"place": YONGNING, "values": values}, **JSON)
    assert made.status_code == 201, made.content
    who = f"/api/v1/people/{made.json()['id']}"
    assert (
        c.post("/api/v1/people", {"place": YONGNING, "values": values}, **JSON).status_code == 409
    )
    assert c.put(f"{who}/consents/sms_notices", {"version": 1}, **JSON).status_code == 204
    (told,) = c.get(f"{who}/consents").json()
    assert told["agreed_version"] == 1
    assert c.delete(f"{who}/consents/sms_notices").status_code == 204
    assert len(c.get(f"{who}/consents").json()[0]["history"]) == 1
    assert c.post(f"{who}/requests", {"kind": "see"}, **JSON).status_code == 201
    assert c.post(f"{who}/phone").status_code == 204
    assert c.post(f"{who}/login", {"code": code()}, **JSON).status_code == 201
    looked = c.post(f"{who}/look", {"fields": ["phone"], "purpose": "verify"}, **JSON)
    assert looked.json() == {"phone": PHONE}
    (line,) = client("shenji").get("/api/v1/looks").json()
    assert (line["person"], line["fields"]) == (made.json()["id"], ["phone"])
    assert client("shuji").get("/api/v1/looks").status_code == 403
