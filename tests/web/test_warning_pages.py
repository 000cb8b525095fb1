"""A warning by its pages and the API: a plan, a message read, relayed, called, left, arrived; the household itself."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from shuoshi.accounts.models import Account
from shuoshi.kernel.clock import local, local_date, now
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import Person
from shuoshi.privacy.switching import switch_on
from shuoshi.reach.queries import forget_switches
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from tests.conftest import Cast, Rows
from tests.people.making import registered
from tests.warnings.making import pledged
from tests.warnings.test_ladders import cap
from tests.web.riding import does
from tests.web.using import client, text

PLAN = {"threats": "flood", "route": "往东走大路", "shelter": "永宁小学", "needs": "wheelchair"}


@pytest.fixture
def flood(cast: Cast, rows: Rows) -> Iterator[None]:
    switch_on(
        kind="flood", order_number="1", legal_basis="x", purpose="x", keep_days=3, drill=False,
        last_on=local_date(now()) + timedelta(days=9), by=cast("zhihui"), at=now(),
    )  # fmt: skip
    yield
    rows("DELETE FROM reach_switch")
    forget_switches()


def typed(minutes: int) -> str:
    return local(now() + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")


def a_warning(**more: str) -> dict[str, str]:
    given = {
        "place": YONGNING, "level": "flood:orange", "whom": "planned", "source": "区气象台", "headline": "暴雨橙色预警",
        "text": "三小时内降雨量将达五十毫米以上。", "issued_at": typed(-20), "until": typed(300),
    }  # fmt: skip
    return given | more


@pytest.fixture
def home(cast: Cast) -> UUID:
    """A household with a plan made on its page."""
    who = registered(cast("shuji"), "河边一户", phone="13800004321", at=now(), tie="head")
    with acting(SYSTEM):
        found = Person.objects.get(id=who).household_id
    assert found
    does("wangge", f"/staff/households/{found}/plan", "make", **PLAN)
    return found


def call_of(page: str, who: str = "shuji") -> str:
    """The address of the one call of a warning."""
    shown = text(client(who).get(f"{page}/households"))
    return "/staff/calls/" + shown.split("/staff/calls/")[1].split('"')[0]


def test_a_plan_is_made_mended_and_let_go_on_its_page(cast: Cast, home: UUID) -> None:
    page = f"/staff/households/{home}/plan"
    assert "永宁小学" in text(client("shuji").get("/staff/plans"))
    refused = does("wangge", page, "make", 422, **(PLAN | {"route": " "}))
    assert "不能空着" in refused
    assert "永宁小学" in refused, "what was typed stays"
    assert client("wangge2").get(page).status_code == 404
    assert "差叫应责任人" in text(client("shuji").get("/staff/plans?lacking=1"))
    does("wangge", page, "end")
    assert "还没有转移方案" in text(client("shuji").get("/staff/plans"))


def test_a_message_fills_the_form_and_a_person_sends_it(home: UUID, flood: None) -> None:
    shown = does(
        "shuji", "/staff/warnings", "read", 200, cap_text=cap(code="141102001009").decode()
    )
    assert 'value="离石区气象台"' in shown
    assert f'<option value="{YONGNING}" selected' in shown
    assert "这不是一份 CAP" in does("shuji", "/staff/warnings", "read", 422, cap_text="<a/>")
    assert "还没有预警" in text(client("shuji").get("/staff/warnings"))


def test_a_household_is_warned_answers_leaves_and_arrives(
    cast: Cast, home: UUID, flood: None
) -> None:
    pledged(cast, home, kind="grid_worker")
    empty = does("shuji", "/staff/warnings", "relay", 422, **a_warning(source=" "))
    assert "三小时内降雨量" in empty, "what was typed stays"
    board = does("shuji", "/staff/warnings", "relay", **a_warning())
    assert "还没应答的（1）" in text(client("shuji").get(board))
    assert "河" in text(client("wangge").get("/staff/calls"))
    page = call_of(board)
    shown = text(client("wangge").get(page))
    assert "要轮椅" in shown
    assert "13800004321" not in shown
    assert "13800004321" in does("wangge", page, "look", 200)
    one = {"id": str(new_id(now())), "way": "door"}
    does("wangge", page, "say", step="answered", **one)
    does("wangge", page, "say", step="answered", **one)
    more = {"way": "door", "where": "亲戚家", "people": "1"}
    assert "请写整数" in does(
        "wangge", page, "say", 422, step="moved", id=str(new_id(now())), **(more | {"people": "x"})
    )
    does("wangge", page, "say", step="arrived", id=str(new_id(now())), **more)
    assert "都应答了" in text(client("quling").get(board))
    assert "在亲戚家" in text(client("shuji").get(f"{board}/households?only=arrived"))
    assert client("wangge2").get(page).status_code == 404
    assert client("quling").get(f"{board}/households").status_code == 403
    does("shuji", board, "end", why="clear")
    does("wangge", page, "say", step="home", way="door", id=str(new_id(now())))
    does("shuji", board, "resume")


def test_a_warning_is_raised_and_who_has_left_is_not_asked_again(
    cast: Cast, home: UUID, flood: None
) -> None:
    board = does("shuji", "/staff/warnings", "relay", **a_warning())
    does("shuji", call_of(board), "say", step="moved", way="phone", id=str(new_id(now())))
    higher = does("shuji", board, "renew", **a_warning(level="flood:red", headline="暴雨红色预警"))
    assert higher != board
    assert "还没应答的（0）" in text(client("shuji").get(higher))
    assert "看新的预警" in text(client("shuji").get(board))
    assert does("shuji", board, "end", 409, why="clear")


def test_a_household_sees_where_to_go_and_answers(
    cast: Cast, home: UUID, flood: None, rows: Rows
) -> None:
    with acting(SYSTEM):
        who = Person.objects.get(household_id=home).id
    before = Account.objects.get(username="jumin").person_id
    rows("UPDATE accounts_account SET person_id = %s WHERE username = 'jumin'", who)
    try:
        does("shuji", "/staff/warnings", "relay", **a_warning())
        shown = text(client("jumin").get("/my/warnings"))
        assert "永宁小学" in shown
        call = shown.split('name="call" value="')[1].split('"')[0]
        does("jumin", "/my/warnings", "say", call=call, step="moved", id=str(new_id(now())))
        assert "在路上" in text(client("jumin").get("/my/warnings"))
        step = (
            text(client("jumin").get("/my/warnings")).split('name="step" value="')[-1].split('"')[0]
        )
        does("jumin", "/my/warnings", "back", call=call, step=step)
        assert "还没应答" in text(client("jumin").get("/my/warnings"))
    finally:
        rows("UPDATE accounts_account SET person_id = %s WHERE username = 'jumin'", before)
    assert client("jumin").get(f"/my/calls/{call}").status_code == 404
    assert "没有给您家的预警" in text(client("jumin").get("/my/warnings"))


def test_the_api_does_the_same(cast: Cast, home: UUID, flood: None) -> None:
    c = client("shuji")
    root = "/api/v1"

    def put(method: str, where: str, body: object = None) -> tuple[int, object]:
        answer = getattr(c, method)(f"{root}{where}", body, content_type="application/json")
        return answer.status_code, answer.json() if answer.content else None

    assert {x["ladder"] for x in c.get(f"{root}/warnings/ladders").json()} == {"flood", "gas_leak", "forest_fire"}  # fmt: skip
    status, alert = put("post", "/warnings/read", {"cap": cap().decode()})
    assert status == 200
    assert isinstance(alert, dict)
    assert alert["level"] == "orange"
    at = now()
    given = {
        "place": YONGNING, "ladder": "flood", "level": "red", "source": "区气象台", "headline": "暴雨红色预警",
        "text": "马上转移。", "issued_at": at.isoformat(), "until": (at + timedelta(hours=5)).isoformat(),
    }  # fmt: skip
    assert put("post", "/warnings", given | {"place": LONGSHAN})[0] == 403
    status, made = put("post", "/warnings", given)
    assert status == 201
    assert isinstance(made, dict)
    (call,) = c.get(f"{root}/warnings/{made['id']}/calls?only=waiting").json()
    assert call["needs"] == ["wheelchair"]
    steps = f"/calls/{call['id']}/steps"
    one = {
        "id": str(new_id(now())),
        "step": "arrived",
        "at": now().isoformat(),
        "where": "永宁小学",
    }
    assert put("post", steps, one) == (200, {"stand": "arrived"})
    assert put("post", steps, one) == (200, {"stand": "arrived"})
    assert put("post", steps, one | {"id": str(new_id(now())), "step": "fly"})[0] == 422
    board = c.get(f"{root}/warnings/{made['id']}").json()
    assert board["figures"]["stands"] == {"arrived": 1}
    assert put("delete", f"{steps}/{one['id']}") == (200, {"stand": "waiting"})
    assert c.get(f"{root}/plans?lacking=true").json()[0]["lacks"] == ["knocker", "second"]
    assert put("post", f"/warnings/{made['id']}/end", {"why": "wrong"})[0] == 204
    assert put("post", steps, one | {"id": str(new_id(now())), "at": now().isoformat()})[0] == 409
