"""What a person takes along, and what is left when they go."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.matters.actions import attach
from shuoshi.matters.engine import act
from shuoshi.matters.pictures import path_of, receive
from shuoshi.matters.public import public_matter
from shuoshi.notices.actions import deliver
from shuoshi.people.actions import unmask
from shuoshi.people.queries import contact
from shuoshi.privacy.asking import answer, ask, requests_within
from shuoshi.privacy.consenting import give_consent
from shuoshi.privacy.exporting import export, taken_along
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.walking import Walk, go_on, walk_yishi
from tests.conftest import AT, Cast, Rows
from tests.privacy.residents import own, raised
from tests.web.using import photo

SMS = "sms_notices"


def with_picture(walk: Walk, person: UUID) -> UUID:
    (file_id,) = attach(
        matter_id=walk.id, received=[receive(photo().read())], by=own(person), at=walk.at
    )
    return file_id


def zipped(person: UUID, language: str = "zh") -> zipfile.ZipFile:
    with export(
        person_id=person,
        page=lambda held: "<p>蒋有权</p>",
        by=own(person),
        at=AT,
        language=language,
    ) as taken:
        return zipfile.ZipFile(io.BytesIO(taken.read()))


def held_in(taken: zipfile.ZipFile) -> dict[str, list[dict[str, str]]]:
    held: dict[str, list[dict[str, str]]] = json.loads(taken.read("data.json"))["held"]
    return held


def test_a_person_takes_along_all_that_is_held_and_nothing_of_others(
    person: UUID, cast: Cast, say: Callable[..., Walk]
) -> None:
    say("别人的一件事。", name="别人", phone="13100001234")
    walk = raised(person)
    with_picture(walk, person)
    walk_yishi(walk, "done")
    rated = {"solved": "yes", "rating": "4", "words": "比以前亮"}
    act(matter_id=walk.id, block="survey", name="answer", answers=rated, by=own(person), at=walk.at)
    deliver(at=walk.at)
    unmask(
        person_id=person, fields=["phone"], purpose="visit", why="约时间", by=cast("wangge"), at=AT
    )
    give_consent(person_id=person, activity=SMS, version=1, by=own(person), at=AT)
    ask(person_id=person, kind="explain", words="怎么用的", by=own(person), at=AT)
    taken = zipped(person)
    names = sorted(taken.namelist())
    assert names[:2] == ["data.json", f"files/{walk.receipt.number}-said-1.jpg"]
    assert taken.read(names[1])[:2] == b"\xff\xd8", "the picture itself"
    held = held_in(taken)
    assert held["known"][0] | {"地点": ""} == {"姓名": "蒋有权", "电话": "13500008888", "地点": ""}
    assert held["login"][0]["用户名"] == "youquan"
    assert [m["内容"] for m in held["matters"]] == ["路灯不亮三天了。"]
    assert {"受理", "办结"} <= {s["做了什么"] for s in held["steps"]}
    assert held["ratings"][0] | {"时间": ""} == {
        "编号": walk.receipt.number, "时间": "", "解决没有": "解决了", "满意度": "4", "内容": "比以前亮"
    }  # fmt: skip
    assert any("已受理" in t["内容"] for t in held["told"])
    assert held["looks"][0]["说明"] == "约时间"
    assert held["consents"][0]["用途"] == "短信告知进展"
    assert held["requests"][0]["内容"] == "怎么用的"
    assert "别人的" not in json.dumps(held, ensure_ascii=False)
    for by in (cast("wangge"), cast("shuji")):
        with pytest.raises(NotAllowed):
            taken_along(person, by=by)
    with pytest.raises(NotAllowed):
        taken_along(person, by=own(UUID(int=5)))


def test_labels_are_in_the_readers_language(person: UUID) -> None:
    raised(person)
    held = held_in(zipped(person, "en"))
    assert held["matters"][0]["Words"] == "路灯不亮三天了。"
    assert held["matters"][0]["Now"] == "Said"
    assert held["known"][0]["Name"] == "蒋有权"


def test_more_than_a_page_of_matters_is_taken_along(person: UUID) -> None:
    for n in range(201):
        raised(person, f"第{n}件事。")
    assert len(taken_along(person, by=own(person))["matters"]) == 201


def test_a_file_that_is_gone_does_not_keep_the_rest_back(person: UUID) -> None:
    walk = raised(person)
    (settings.MEDIA_FOLDER / path_of(with_picture(walk, person))).unlink()
    names = zipped(person).namelist()
    assert f"files/{walk.receipt.number}-said-1-missing.txt" in names
    assert "data.json" in names


def erased(person: UUID, cast: Cast, walk: Walk) -> None:
    request = ask(person_id=person, kind="erase", words="", by=own(person), at=walk.at)
    answer(
        request_id=request, granted=True, words="已删除", by=cast("shuji"), at=walk.at, sure=True
    )


def plain(rows: Rows) -> str:
    """Every word that the tables of matters, people and notices hold, as the owner reads them."""
    tables = (
        "matters_matter", "matters_mattertext", "matters_step", "matters_answer", "matters_report",
        "matters_attachment", "matters_published", "matters_request", "notices_outbox",
        "notices_notice", "people_person", "people_foundby", "accounts_account", "privacy_consent",
    )  # fmt: skip
    return "\n".join(str(r) for t in tables for r in rows(f"SELECT t::text FROM {t} t"))


def test_an_erasure_takes_the_person_out_and_all_that_they_said(
    person: UUID, cast: Cast, rows: Rows
) -> None:
    walk = raised(person, "我家灯坏了，暗语甲。")
    picture = with_picture(walk, person)
    request = ask(person_id=person, kind="erase", words="", by=own(person), at=AT)
    ask(person_id=person, kind="explain", words="我叫甲某某", by=own(person), at=AT)
    with pytest.raises(BadInput, match="没办结"):
        answer(request_id=request, granted=True, words="", by=cast("shuji"), at=AT, sure=True)
    with pytest.raises(BadInput, match="核对"):
        answer(request_id=request, granted=True, words="", by=cast("shuji"), at=AT)
    assert contact(person, by=SYSTEM) is not None, "refused as a whole"
    walk_yishi(walk, "done")
    rated = {"solved": "yes", "rating": "4", "words": "评语暗语乙"}
    act(matter_id=walk.id, block="survey", name="answer", answers=rated, by=own(person), at=walk.at)
    rows("DELETE FROM matters_published")
    assert "暗语甲" in plain(rows), "the search finds what is there"
    answer(
        request_id=request, granted=True, words="已删除", by=cast("shuji"), at=walk.at, sure=True
    )
    assert contact(person, by=SYSTEM) is None
    left = plain(rows)
    for word in ("暗语甲", "暗语乙", "蒋有权", "youquan", str(person)):
        assert word not in left, word
    assert not (settings.MEDIA_FOLDER / path_of(picture)).exists()
    assert rows("SELECT count(*) FROM matters_attachment") == [(0,)]
    assert rows("SELECT number IS NOT NULL, erased_at IS NOT NULL FROM matters_matter") == [
        (True, True)
    ], "a count is left"
    account = rows("SELECT is_active, name FROM accounts_account WHERE username LIKE 'gone-%%'")
    assert account == [(False, "")]
    rows("DELETE FROM accounts_account WHERE username LIKE 'gone-%%'")
    done, waited = sorted(requests_within(by=cast("shuji")), key=lambda r: r.kind)
    assert (done.person_id, done.granted, done.words, done.answer) == (None, True, "", "")
    assert (waited.words, waited.answered_at, waited.granted) == ("", walk.at, False)


def test_who_has_no_login_is_erased_by_what_they_asked_at_the_desk(
    world: None, say: Any, cast: Cast, rows: Rows
) -> None:
    walk = walk_yishi(say("暗语丁。", name="蒋无号", phone="13500009999"), "archived")
    rows("DELETE FROM matters_published")
    (raiser,) = rows("SELECT raiser_id FROM matters_matter WHERE id = %s", walk.id)[0]
    assert isinstance(raiser, UUID)
    shuji = cast("shuji")
    asked = ask(person_id=raiser, kind="erase", words="不要留了", by=shuji, at=walk.at)
    answer(request_id=asked, granted=True, words="已删除", by=shuji, at=walk.at, sure=True)
    left = plain(rows)
    for word in ("暗语丁", str(raiser)):
        assert word not in left, word
    (done,) = requests_within(by=shuji)
    assert (done.person_id, done.granted, done.words, done.answer) == (None, True, "", "")


def test_what_everybody_could_read_stays_without_them(person: UUID, cast: Cast, rows: Rows) -> None:
    walk = raised(person, "楼道灯坏了，暗语甲。")
    picture = with_picture(walk, person)
    walk_yishi(walk, "reviewed")
    secretary = walk.post("shuji")
    walk.does(secretary, "release", public_title="楼道灯坏了", public_text="三号楼的楼道灯坏了。")
    go_on(walk, "archived")
    erased(person, cast, walk)
    shown = public_matter(walk.receipt.number)
    assert (shown.title, shown.text) == ("楼道灯坏了", "三号楼的楼道灯坏了。")
    left = plain(rows)
    for word in ("暗语甲", "蒋有权", str(person)):
        assert word not in left, word
    assert not (settings.MEDIA_FOLDER / path_of(picture)).exists(), "nobody released it"
    assert rows("SELECT raiser_id, secret_hash, erased_at FROM matters_matter") == [
        (None, None, None)
    ], "its own retention ends later"
    rows("DELETE FROM accounts_account WHERE username LIKE 'gone-%%'")
