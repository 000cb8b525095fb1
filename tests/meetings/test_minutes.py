"""Minutes: each line a matter, tied to its meeting; all of it or nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shuoshi.kernel.clock import local_date
from shuoshi.matters.terms import BadAnswers, Raised
from shuoshi.meetings.minutes import (
    Held,
    SittingNotFound,
    keep_minutes,
    sitting_of,
    sitting_page,
    sittings_within,
)
from shuoshi.privacy.actions import keep_to_retention
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import AT, Cast, Rows
from tests.web.using import client, text

TODAY = local_date(AT)


def _line(words: str, programme: str = "shuoshi_yishi", n: int = 0) -> Raised:
    return Raised(programme, YONGNING, "", words, channel="meeting", key=f"a-meeting-{n}")


def _held(*lines: Raised) -> Held:
    return Held(
        YONGNING, "永宁苑居民座谈会", TODAY, "议事厅", 23, "张三、李四", "大家都来了", lines
    )


TWO = (_line("楼道灯不亮", n=0), _line("想请人来教手机", "need_525", n=1))


def test_each_line_is_a_matter_that_knows_its_meeting(cast: Cast, rows: Rows) -> None:
    by = cast("wangge")
    sitting = keep_minutes(held=_held(*TWO), by=by, at=AT)
    page = sitting_page(sitting, by=by)
    assert [(i.definition.key, i.closed) for i in page.items] == [
        ("shuoshi_yishi", False), ("need_525", False),
    ]  # fmt: skip
    assert page.attended == 23
    assert sitting_of(page.items[1].matter_id, by=by) == (sitting, "永宁苑居民座谈会", TODAY)
    assert rows("SELECT DISTINCT channel FROM matters_matter") == [("meeting",)]
    assert rows("SELECT count(*) FROM journal_entry WHERE kind = 'meetings.minutes'") == [(1,)]
    assert rows("SELECT count(*) FROM meetings_sitting WHERE attendees::text LIKE '%%张三%%'") == [
        (0,)
    ]


def test_the_same_minutes_again_are_the_same_meeting(cast: Cast, rows: Rows) -> None:
    by = cast("wangge")
    first = keep_minutes(held=_held(*TWO), by=by, at=AT)
    assert keep_minutes(held=_held(*TWO), by=by, at=AT + timedelta(seconds=3)) == first
    assert rows("SELECT count(*) FROM meetings_sitting") == [(1,)]


def test_one_bad_line_keeps_nothing(cast: Cast, rows: Rows) -> None:
    by = cast("wangge")
    with pytest.raises(BadAnswers) as refused:
        keep_minutes(held=_held(TWO[0], replace(TWO[1], body="长" * 5001)), by=by, at=AT)
    assert set(refused.value.faults) == {"1-body"}
    for bad, field in (
        (replace(_held(*TWO), title=" "), "title"),
        (replace(_held(*TWO), held_on=TODAY + timedelta(days=1)), "held_on"),
        (replace(_held(*TWO), attended=0), "attended"),
        (_held(), "0-body"),
    ):
        with pytest.raises(BadAnswers) as refused:
            keep_minutes(held=bad, by=by, at=AT)
        assert set(refused.value.faults) == {field}
    assert rows("SELECT (SELECT count(*) FROM meetings_sitting), count(*) FROM matters_matter") == [
        (0, 0)
    ]


def test_another_community_sees_no_meeting(cast: Cast) -> None:
    sitting = keep_minutes(held=_held(*TWO), by=cast("wangge"), at=AT)
    with pytest.raises(SittingNotFound):
        sitting_page(sitting, by=cast("wangge2"))
    assert sittings_within(by=cast("wangge2")) == ()
    assert [s.id for s in sittings_within(by=cast("jiedao"))] == [sitting]


def test_who_came_and_what_was_said_go_after_three_years(cast: Cast, rows: Rows) -> None:
    keep_minutes(held=_held(*TWO), by=cast("wangge"), at=AT)
    keep_to_retention(at=AT + timedelta(days=3 * 365))
    assert rows("SELECT minutes FROM meetings_sitting") == [("大家都来了",)]
    keep_to_retention(at=AT + timedelta(days=3 * 366 + 1))
    assert rows("SELECT minutes, attendees, attended FROM meetings_sitting") == [("", None, 23)]


def test_the_form_keeps_what_was_written_and_the_page_shows_what_came_of_it(cast: Cast) -> None:
    c = client("wangge")
    form = {
        "place": YONGNING, "title": "座谈会", "held_on": TODAY.isoformat(), "attended": "x", "n": "2",
        "0-body": "楼道灯不亮", "1-body": "", "key": "k", "minutes": "还说了别的",
    }  # fmt: skip
    refused = c.post("/staff/sittings/new", form)
    assert refused.status_code == 422
    assert "还说了别的" in text(refused)
    assert 'id="w-attended"' in text(refused)
    done = c.post("/staff/sittings/new", form | {"attended": "12"})
    shown = text(c.get(done["Location"]))
    assert "楼道灯不亮" in shown
    assert "12 人到会" in shown
    assert "座谈会" in text(c.get("/staff/sittings"))
