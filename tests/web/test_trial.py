"""What a first user stumbled over, each as a test."""

from collections.abc import Callable
from uuid import uuid4

from shuoshi.matters.forms import options_of
from shuoshi.programmes.queries import current
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.scenarios.lishi.serving import say_need, walk_need
from shuoshi.scenarios.lishi.walking import Walk, walk_yishi
from tests.conftest import AT, Rows
from tests.web.using import client, photo, text


def test_seven_photos_are_one_clear_error_and_the_words_stay(district: None) -> None:
    given = {
        "body": "楼道灯坏了三天。", "place": YONGNING, "key": "k", "files": [photo() for _n in range(7)],
    }  # fmt: skip
    answer = client().post("/say", given)
    assert answer.status_code == 422
    assert "一次最多传 6 个文件" in text(answer)
    assert "楼道灯坏了三天。" in text(answer)


def test_the_rows_of_a_table_are_words_in_both_languages(district: None) -> None:
    d = current("order_12345")
    options = options_of(d, d.fields["class"])
    assert len(options) == 10
    assert all(name.zh and name.en for name in options.values())


def test_what_stands_open_goes_forward(district: None) -> None:
    walk = walk_need(say_need("冬天的被子洗不动。", AT), "serving")
    page = text(client("aixin").get(f"/staff/matters/{walk.id}"))
    before = page.split("服务完了")[0]
    assert before.rstrip().endswith("open><summary>")
    assert page.count(" open><summary>") == 1


def test_a_rating_that_is_refused_keeps_what_was_written(say: Callable[..., Walk]) -> None:
    done = walk_yishi(say("灯坏了"), "done")
    where = f"/t/{done.receipt.secret}/acts/survey/answer"
    odd = client().post(where, {"solved": "no", "rating": "5", "words": "说好了周三来"})
    assert odd.status_code == 422
    assert "说好了周三来" in text(odd)
    assert 'value="no" checked' in text(odd)
    assert 'value="5" checked' in text(odd)


def test_an_order_without_the_citys_number_still_came_by_the_hotline(
    district: None, rows: Rows
) -> None:
    c = client("rexian")
    form = text(c.get("/staff/new/order_12345"))
    assert 'value="city_12345" selected' in form
    given = {
        "place": YONGNING, "body": "垃圾没人清", "kind": "help", "channel": "city_12345",
        "key": str(uuid4()), "outside_id": "LL-9",
    }  # fmt: skip
    assert c.post("/staff/new/order_12345", given).status_code == 302
    assert rows("SELECT channel FROM matters_matter") == [("city_12345",)]
    again = c.post("/staff/new/order_12345", given | {"key": str(uuid4())})
    assert again.status_code == 409
    assert 'id="w-outside_id"' in text(again)
