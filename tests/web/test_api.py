"""The same journey through the API, with problem details and idempotency."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from shuoshi.accounts.actions import make_key
from shuoshi.accounts.models import Account
from shuoshi.matters.engine import settle
from shuoshi.matters.reading import read_matter
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import DISTRICT, YONGNING
from shuoshi.scenarios.lishi.walking import walk_yishi
from tests.conftest import AT
from tests.web.using import client, photo


@pytest.fixture(autouse=True)
def at_test_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shuoshi.web.api.matters.clock_now", lambda: AT)


class Program:
    """A program with a key, or a raiser with a secret."""

    def __init__(self, **headers: str) -> None:
        self.client, self.headers = Client(), headers

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.client.post(
            f"/api/v1{path}",
            json.dumps(body),
            "application/json",
            headers={**self.headers, **headers},
        )

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers)


@pytest.fixture
def program(world: None, rows: Callable[..., Any]) -> Any:
    made_of = itertools.count()

    def made(username: str) -> Program:
        account = Account.objects.get(username=username)
        key = make_key(
            account_id=account.id, name=f"试验{next(made_of)}", by=SYSTEM, at=AT, path=DISTRICT
        )
        return Program(Authorization=f"Bearer {key}")

    yield made
    rows("DELETE FROM accounts_apikey")


def said(**rest: Any) -> dict[str, Any]:
    return {"place": YONGNING, "body": "楼道灯坏了三天。", "kind": "livelihood"} | rest


def test_the_journey_through_the_api(
    program: Callable[[str], Program], rows: Callable[..., Any]
) -> None:
    receipt = Program().post("/matters", said(), **{"Idempotency-Key": "journey-0001"})
    assert receipt.status_code == 201
    matter, secret, number = (receipt.json()[k] for k in ("id", "secret", "number"))
    raiser, secretary = Program(**{"X-Secret": secret}), program("shuji")
    assert raiser.get("/receipts/mine").json()["stage"] == "said"

    def moves(who: Program, name: str, **answers: Any) -> Any:
        answer = who.post(f"/matters/{matter}/moves/{name}", {"answers": answers})
        assert answer.status_code == 200, answer.content
        return answer.json()

    assert moves(secretary, "accept", kind="livelihood")["stage"] == "reviewed"
    moves(secretary, "release", public_title="楼道灯", public_text="楼道灯坏了。")
    moves(secretary, "table")
    assert secretary.post(f"/matters/{matter}/acts/ballot/convene", {}).status_code == 200
    for n in range(1, 10):
        assert (
            program(f"daibiao{n}")
            .post(f"/matters/{matter}/acts/ballot/vote", {"choice": "yes"})
            .status_code
            == 200
        )
    assert moves(secretary, "decide", decision="修灯")["stage"] == "published"
    due = read_matter(matter, by=SYSTEM, at=AT).due_at
    assert due
    settle(matter, at=due)
    holder = rows("SELECT id FROM units_unit WHERE name = '区城市管理局'")[0][0]
    rows("UPDATE matters_matter SET stage_since = %s", AT)
    moves(secretary, "hand_over", holder=str(holder))
    handler = program("chengban")
    moves(handler, "take_up")
    files = handler.client.post(
        f"/api/v1/matters/{matter}/files", {"files": photo()}, headers=handler.headers
    )
    assert files.status_code == 201
    assert moves(handler, "finish", result="换了新灯")["stage"] == "done"
    done = raiser.post(f"/matters/{matter}/acts/survey/answer", {"solved": "yes", "rating": 5})
    assert [m["stage"] for m in done.json()] == ["archived"]
    public = Program().get(f"/public/matters/{number}").json()
    assert public["closed"]
    assert public["shown"]["vote"]["yes"] == 9
    assert [t["stage"] for t in public["timeline"]][-1] == "archived"
    assert Program().get("/public/matters").json()["rows"][0]["number"] == number


def test_the_same_request_twice_gives_the_same_receipt_and_other_content_409(world: None) -> None:
    anybody = Program(**{"Idempotency-Key": "twice-00001"})
    first, again = anybody.post("/matters", said()), anybody.post("/matters", said())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = anybody.post("/matters", said(body="另一件事"))
    assert other.status_code == 409
    assert other.headers["Content-Type"] == "application/problem+json"
    assert other.json()["code"] == "same_key_other"


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"place": YONGNING}, 422), ({"place": YONGNING, "body": ""}, 422), ({"place": "1", "body": "x"}, 404),
     ({"place": YONGNING, "body": "x" * 30_000}, 422), ({"place": YONGNING, "body": "x", "channel": "telepathy"}, 422),
     ({"place": YONGNING, "body": "x", "programme": "no_such"}, 404), ({"place": YONGNING, "body": ["x"]}, 422)],
)  # fmt: skip
def test_bad_input_is_a_problem_in_the_readers_words(
    world: None, body: Any, status: int, rows: Callable[..., Any]
) -> None:
    answer = Program().post("/matters", body)
    assert answer.status_code == status
    problem = answer.json()
    assert problem["title"]
    assert problem["status"] == status
    assert rows("SELECT count(*) FROM matters_matter") == [(0,)]


def test_what_is_no_json_is_a_4xx(world: None) -> None:
    for body in (b"{", b"\xff\xfe", b"null", b"[]"):
        answer = Client().post("/api/v1/matters", body, "application/json")
        assert 400 <= answer.status_code < 500


def test_keys_and_scopes_hold(program: Callable[[str], Program], say: Callable[..., Any]) -> None:
    walk = say()
    assert Program(Authorization="Bearer sk_wrong").get("/matters").status_code == 401
    assert Program().get("/matters").status_code == 401
    assert program("wangge2").get(f"/matters/{walk.id}").status_code == 404
    assert program("wangge2").get("/matters").json()["rows"] == []
    assert program("wangge").get(f"/matters/{walk.id}").json()["title"]
    refused = program("jiandu").post(
        f"/matters/{walk.id}/moves/accept", {"answers": {"kind": "livelihood"}}
    )
    assert refused.status_code == 403
    assert refused.json()["code"] == "not_your_move"


def test_the_document_names_every_operation(world: None) -> None:
    document = Client().get("/api/v1/openapi.json").json()
    operations = [o for path in document["paths"].values() for o in path.values()]
    assert len(operations) >= 10
    assert all(o.get("description") or o.get("summary") for o in operations)


def test_a_session_needs_the_pages_token_and_an_onlooker_adds_no_file(
    program: Callable[[str], Program], say: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD

    walk, c = say(), Client(enforce_csrf_checks=False)
    c.post("/login", {"username": "shuji", "password": DEMO_PASSWORD})
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = c.cookies
    answer = strict.post(
        f"/api/v1/matters/{walk.id}/moves/accept",
        '{"answers": {"kind": "livelihood"}}',
        "application/json",
    )
    assert answer.status_code == 403
    auditor = program("shenji")
    added = auditor.client.post(
        f"/api/v1/matters/{walk.id}/files", {"files": photo()}, headers=auditor.headers
    )
    assert added.status_code == 403
    assert rows("SELECT count(*) FROM matters_attachment") == [(0,)]


def test_what_a_move_asks_names_type_and_options(
    program: Callable[[str], Program], say: Callable[..., Any]
) -> None:
    walk = say(kind="")
    seen = program("shuji").get(f"/matters/{walk.id}").json()
    asks = {m["name"]: {a["name"]: a for a in m["asks"]} for m in seen["moves"]}
    kind = asks["accept"]["kind"]
    assert (kind["type"], kind["required"]) == ("choice", True)
    assert "dispute" in kind["options"]
    walk_yishi(walk, "assigning")
    moves = program("shuji").get(f"/matters/{walk.id}").json()["moves"]
    (holder,) = next(m["asks"] for m in moves if m["name"] == "hand_over")
    assert holder["type"] == "unit"
    assert len(holder["options"]) >= 3


def test_a_program_reads_what_may_be_done_in_a_block_and_for_whom(
    program: Callable[[str], Program], say: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "tabled")
    secretary = program("shuji")
    assert secretary.post(f"/matters/{walk.id}/acts/ballot/convene", {}).status_code == 200
    acts = {a["name"]: a for a in secretary.get(f"/matters/{walk.id}").json()["acts"]}
    assert set(acts) == {"convene", "lapse", "record", "rest", "count", "close"}
    options = {a["name"]: a["options"] for a in acts["record"]["asks"]}
    assert len(options["voter"]) == 9
    given = {"answers": {"voter": options["voter"][0], "choice": "yes"}}
    assert secretary.post(f"/matters/{walk.id}/acts/ballot/record", given).status_code == 200
    seen = secretary.get(f"/matters/{walk.id}").json()
    options = {
        a["name"]: a["options"]
        for a in next(a for a in seen["acts"] if a["name"] == "record")["asks"]
    }
    assert len(options["voter"]) == 8
    assert seen["why"]


def test_a_program_opens_a_desk_call_by_the_document_alone(
    program: Callable[[str], Program],
) -> None:
    desk = next(p for p in Program().get("/programmes").json() if p["key"] == "desk_call")
    asks = {a["name"]: a for a in desk["asks"]}
    given = {
        name: (a["options"] or ["三号楼"])[0] for name, a in asks.items() if a["type"] != "date"
    }
    call = {"programme": "desk_call", "place": YONGNING, "body": "码变了", "kind": "code_change"}
    answer = program("zhiban").post("/matters", call | {"form": given, "channel": "desk"})
    assert answer.status_code == 201, answer.content
    seen = program("zhiban").get(f"/matters/{answer.json()['id']}").json()
    assert seen["form"]["lives_at"] == "******"
    assert "form.lives_at" in seen["sealed"]
    asked = {"fields": ["form.lives_at"], "purpose": "visit"}
    where = f"/matters/{answer.json()['id']}/look"
    assert program("zhiban").post(where, asked).status_code == 403, "no program looks behind a mask"
    looked = client("zhiban").post(f"/api/v1{where}", asked, content_type="application/json")
    assert looked.json() == {"form.lives_at": given["lives_at"]}


def test_every_time_is_in_utc_and_an_unknown_key_is_refused(
    program: Callable[[str], Program], say: Callable[..., Any]
) -> None:
    walk = say()
    secretary = program("shuji")
    answer = secretary.post(f"/matters/{walk.id}/moves/accept", {"answer": {"kind": "hazard"}})
    assert answer.status_code == 422
    assert "answer" in answer.json()["errors"]
    assert Program().post("/matters", said(praivate=True)).status_code == 422
    made = secretary.post(f"/matters/{walk.id}/moves/accept", {"answers": {"kind": "livelihood"}})
    seen = secretary.get(f"/matters/{walk.id}").json()
    times = [made.json()["due_at"], seen["due_at"], seen["opened_at"]]
    times += [step["at"] for step in seen["steps"]]
    assert all(t.endswith("Z") for t in times), times


def test_a_place_is_given_with_codes_and_names(world: None) -> None:
    page = Program().get(f"/places/{YONGNING}").json()
    assert [p["path"] for p in page["way"]] == ["141102", "141102001", YONGNING]
    assert page["codes"][0]["text"] == YONGNING
    assert len(page["children"]) == 4
    assert Program().get("/places/999").status_code == 404


def test_half_a_character_is_a_4xx(
    program: Callable[[str], Program], say: Callable[..., Any]
) -> None:
    walk = say()
    answer = program("shuji").client.post(
        f"/api/v1/matters/{walk.id}/moves/comment", b'{"answers": {"words": "\\ud800"}}', "application/json",
        headers=program("shuji").headers,
    )  # fmt: skip
    assert 400 <= answer.status_code < 500
