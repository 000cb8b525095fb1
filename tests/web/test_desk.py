"""The operator's screen: what is known is shown before anything is registered."""

from collections.abc import Callable

from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from shuoshi.scenarios.lishi.walking import Walk, show, walk_yishi
from tests.conftest import Rows
from tests.web.using import client, text

CALL = {"place": YONGNING, "body": "二号楼的路灯坏了好几天没人修"}


def test_answers_that_everybody_may_hear_and_our_own_matters_are_shown(
    say: Callable[..., Walk], rows: Rows, at_test_time: None
) -> None:
    shown = walk_yishi(say("二号楼的路灯坏了没人修。"), "done")
    show(shown)
    private = say("二号楼的路灯坏了，我摔了一跤，没人修。", private=True)
    before = rows("SELECT count(*) FROM matters_matter")
    page = text(client("zhiban").post("/staff/desk", CALL))
    head, _, ours = page.partition("我们手上的")
    assert shown.receipt.number in head
    assert private.receipt.number not in head
    assert private.receipt.number in ours
    assert rows("SELECT count(*) FROM matters_matter") == before


def test_it_goes_on_with_the_form_of_what_it_is_with_its_questions(world: None) -> None:
    c = client("zhiban")
    page = text(c.get("/staff/desk"))
    assert "码变来电登记" in page
    form = text(c.post("/staff/desk", CALL | {"as": "desk_call"}))
    assert "近期离开过离石吗" in form
    assert CALL["body"] in form
    assert '<option value="desk" selected>' in form


def test_an_empty_note_or_another_community_is_said_in_words(world: None) -> None:
    c = client("zhiban")
    assert c.post("/staff/desk", {"place": YONGNING, "body": " "}).status_code == 422
    elsewhere = c.post("/staff/desk", CALL | {"place": LONGSHAN})
    assert elsewhere.status_code == 422
    assert CALL["body"] in text(elsewhere)
    assert c.post("/staff/desk", CALL | {"as": "order_12345"}).status_code == 422
    assert client("quling").get("/staff/desk").status_code == 403
