"""Residents registered by those who look after them: once, with their household, their login, their consents."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from shuoshi.web.outbox import outbox
from tests.conftest import Rows
from tests.web.using import at_once, client, text

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
    yield
    rows("DELETE FROM accounts_account WHERE username ~ '^r[0-9]{10}$'")


def registered(c: Client, **given: str) -> str:
    answer = c.post(NEW, WHO | given)
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


def code() -> str:
    return outbox().sent()[-1][2]


def opened(page: str) -> Client:
    """The resident signed in by a code, after another worker than who registered them opened their login."""
    colleague = client("shuji")
    assert colleague.post(page, {"do": "send"}).status_code == 302
    assert colleague.post(page, {"do": "login", "code": code()}).status_code == 302
    c = Client()
    assert c.post("/account/code/", {"phone": PHONE}).status_code == 302
    assert c.post("/account/code/confirm/", {"code": code()})["Location"] == "/my"
    return c


def test_a_resident_is_registered_found_and_shown_masked(rows: Rows) -> None:
    c = client("wangge")
    page = text(c.get(registered(c)))
    assert "柳*" in page
    assert c.post(NEW, WHO | {"phone": ""}).status_code == 409, "of that name at that place"
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
    same = c.post(
        NEW, CHILD | {"name": "乙某", "born_on": "", "identity_number": number, "sure": "true"}
    )
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


def test_a_login_is_opened_by_the_code_that_the_resident_reads_out_to_a_second_worker(
    rows: Rows,
) -> None:
    worker, colleague = client("wangge"), client("shuji")
    page = registered(worker)
    alone = worker.post(page, {"do": "send"})
    assert alone.status_code == 403
    assert "另一位工作人员" in text(alone)
    assert worker.post(page, {"do": "login", "code": "123456"}).status_code == 403
    assert outbox().sent() == []
    assert colleague.post(page, {"do": "login", "code": "123456"}).status_code == 422, "none sent"
    assert colleague.post(page, {"do": "send"}).status_code == 302
    sent = text(colleague.get(page))
    assert "发到 139****2222" in sent
    assert PHONE not in sent, "who sends a code has not looked behind the mask"
    assert "发到" not in text(client("weiyuan").get(page)), "nor does anybody else see it"
    assert colleague.post(page, {"do": "send"}).status_code == 422, "one a minute"
    rows("DELETE FROM accounts_code")
    c = opened(page)
    mine = text(c.get("/my/data"))
    assert "柳新来" in mine, "one's own data is whole"
    assert "1958-03-12" in mine
    assert "永宁社区书记" in mine, "who opened it stands among those who looked"
    (path,) = rows("SELECT path FROM journal_entry WHERE kind = 'accounts.open'")[0]
    assert path == YONGNING
    assert "有账号" in text(worker.get(page))


def test_nobody_alone_takes_a_residents_login_over(rows: Rows) -> None:
    thief = client("wangge")
    (resident,) = rows("SELECT person_id FROM accounts_account WHERE username = 'jumin'")[0]
    page, own = f"/staff/people/{resident}", "13900008888"
    try:
        assert thief.post(page, {"do": "correct", "phone": own}).status_code == 302
        assert thief.post(page, {"do": "send"}).status_code == 403
        client().post("/account/code/", {"phone": own})
        assert own not in {to for _at, to, _said in outbox().sent()}
        assert "还没有核实" in text(client("jumin").get("/my/data"))
    finally:
        client("shuji").post(page, {"do": "correct", "phone": "00000000000"})
        rows("UPDATE people_person SET phone_by = NULL WHERE id = %s", resident)
        rows("UPDATE accounts_account SET phone_unproved = false")


@pytest.mark.parametrize("name", ["shenji", "ducha", "chengban", "guanli", "quling", "wangge2"])
@pytest.mark.parametrize("does", ["send", "login", "correct", "ask", "consent", "withdraw", "look"])
def test_nobody_else_does_anything_on_a_persons_page(name: str, does: str, rows: Rows) -> None:
    page = registered(client("wangge"))
    given = {"do": does, "code": "1", "kind": "see", "activity": "sms_notices", "version": "1",
             "phone": "13900000000", "fields": ["phone"], "purpose": "visit"}  # fmt: skip
    assert client(name).post(page, given).status_code in (403, 404)
    assert outbox().sent() == []
    for table in ("accounts_code", "privacy_consent", "privacy_request", "sealing_access"):
        assert rows(f"SELECT count(*) FROM {table}") == [(0,)], table


def test_a_closed_login_is_not_opened_again(rows: Rows) -> None:
    page = registered(client("wangge"))
    opened(page)
    rows("UPDATE accounts_account SET is_active = false WHERE username ~ '^r[0-9]{10}$'")
    rows("DELETE FROM accounts_code")
    refused = client("shuji").post(page, {"do": "send"})
    assert refused.status_code == 409
    assert "停用" in text(refused)


def test_one_phone_opens_one_login_and_a_second_resident_with_it_switches_nothing_off(
    rows: Rows,
) -> None:
    worker, colleague = client("wangge"), client("shuji")
    opened(registered(worker))
    other = registered(worker, name="柳同号", door="")
    assert colleague.post(other, {"do": "send"}).status_code == 302
    refused = colleague.post(other, {"do": "login", "code": code()})
    assert refused.status_code == 422
    assert "另一个账号" in text(refused)
    again = Client()
    again.post("/account/code/", {"phone": PHONE})
    assert again.post("/account/code/confirm/", {"code": code()}).status_code == 302


def test_who_has_no_password_proves_by_a_code_and_may_set_one(rows: Rows) -> None:
    c = opened(registered(client("wangge")))
    new = {"do": "phone", "phone": "13911114444"}
    assert c.post("/my/data", new).status_code == 422, "first show that it is you"
    assert c.post("/password", {"new": "a-long-pass-word"}).status_code == 422
    assert c.post("/password", {"do": "send_proof"}).status_code == 302
    assert c.post("/password", {"do": "proof", "code": "x"}).status_code == 422
    assert c.post("/my/data", {"do": "code", "code": code()}).status_code == 422, "for another use"
    assert c.post("/password", {"do": "proof", "code": code()}).status_code == 302
    assert c.post("/password", {"new": "a-long-pass-word"}).status_code == 302
    (name,) = rows("SELECT username FROM accounts_account WHERE username ~ '^r[0-9]{10}$'")[0]
    assert str(name) in text(c.get("/password"))
    again = Client()
    login = again.post("/login", {"username": name, "password": "a-long-pass-word"})
    assert login["Location"] == "/my"
    rows("DELETE FROM accounts_code")
    assert again.post("/password", {"do": "send_proof"}).status_code == 302, "or forgot it"
    assert again.post("/password", {"do": "proof", "code": code()}).status_code == 302
    assert again.post("/password", {"new": "another-long-one"}).status_code == 302


def test_a_child_gets_no_login_and_a_guardian_consents(rows: Rows) -> None:
    worker = client("wangge")
    page = registered(worker, **CHILD | {"phone": PHONE, "door": ""})
    refused = client("shuji").post(page, {"do": "send"})
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


def test_a_childs_number_is_believed_before_a_day_that_was_typed() -> None:
    number = "110105201506010016"
    worker = client("wangge")
    wrong = worker.post(NEW, WHO | {"identity_number": number, "born_on": "1958-03-12"})
    assert wrong.status_code == 422
    assert "对不上" in text(wrong)
    later = worker.post(NEW, WHO | {"born_on": "2999-01-01"})
    assert later.status_code == 422
    assert "不能在今天以后" in text(later)


def test_registered_twice_at_once_is_registered_once(rows: Rows) -> None:
    tries = [client("wangge") for _ in range(4)]
    codes = at_once(lambda c: c.post(NEW, WHO), tries)
    assert codes == [302, 409, 409, 409]


def test_through_the_api_alike(rows: Rows) -> None:
    c = client("shuji")
    values = {k: v for k, v in WHO.items() if k != "place"}
    made = c.post("/api/v1/people", {"place": YONGNING, "values": values}, **JSON)
    assert made.status_code == 201, made.content
    who = f"/api/v1/people/{made.json()['id']}"
    again = c.post("/api/v1/people", {"place": YONGNING, "values": values}, **JSON)
    assert again.status_code == 409
    assert again.json()["errors"]["alike"] in who
    odd = c.post("/api/v1/people", {"place": YONGNING, "values": {"telefon": "1"}}, **JSON)
    assert odd.status_code == 422
    assert c.put(f"{who}/consents/sms_notices", {"version": 1}, **JSON).status_code == 204
    (told,) = c.get(f"{who}/consents").json()
    assert told["agreed_version"] == 1
    assert c.delete(f"{who}/consents/sms_notices").status_code == 204
    assert len(c.get(f"{who}/consents").json()[0]["history"]) == 1
    assert c.post(f"{who}/requests", {"kind": "see"}, **JSON).status_code == 201
    colleague = client("weiyuan")
    assert c.post(f"{who}/phone").status_code == 403
    assert colleague.post(f"{who}/phone").status_code == 204
    assert colleague.post(f"{who}/login", {"code": code()}, **JSON).status_code == 201
    looked = c.post(f"{who}/look", {"fields": ["phone"], "purpose": "verify"}, **JSON)
    assert looked.json() == {"phone": PHONE}
    line, opening = client("shenji").get("/api/v1/looks").json()
    assert opening["why"] == "核实手机号、开账号"
    assert client("shenji").get(f"{who}/consents").status_code == 403
    assert (line["person"], line["fields"]) == (made.json()["id"], ["phone"])
    assert client("shuji").get("/api/v1/looks").status_code == 403
