"""What users of other systems complained of, as tests of ours. Each names the thread it comes from."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from shuoshi.kernel.clock import local
from shuoshi.kernel.errors import Refusal
from shuoshi.kernel.worktime import in_office
from shuoshi.matters.alike import alike_shown
from shuoshi.matters.engine import act, move, situation
from shuoshi.matters.queries import raised_by
from shuoshi.matters.reading import read_matter
from shuoshi.matters.searching import search, search_board
from shuoshi.matters.terms import MatterNotFound
from shuoshi.matters.timers import sweep
from shuoshi.notices.actions import deliver
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import RESIDENT, YONGNING
from shuoshi.scenarios.lishi.walking import Walk, evaluate, raiser, show, walk_yishi
from shuoshi.units.queries import work_calendar
from shuoshi.web.api import matters as api_matters
from shuoshi.web.views import matters as pages
from shuoshi.web.views import resident as residents
from tests.conftest import AT, Cast, Rows
from tests.web.using import client, text

Say = Callable[..., Walk]
WINDOW = timedelta(days=90)


def _steps(walk: Walk, rows: Rows) -> list[str]:
    found = rows("SELECT move FROM matters_step WHERE matter_id = %s ORDER BY revision", walk.id)
    return [str(row[0]) for row in found]


def test_digit_925_every_screen_the_api_and_the_server_know_one_reopen_window(
    say: Say, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = walk_yishi(say(), "done")
    evaluate(walk, solved=True, rating=5)
    closed = read_matter(walk.id, by=SYSTEM, at=walk.at).closed_at
    assert closed

    def offered(at: datetime) -> list[bool]:
        for module in (pages, residents, api_matters):
            monkeypatch.setattr(module, "clock_now", lambda: at)
        staff = client("jiandu")
        page = text(staff.get(f"/staff/matters/{walk.id}"))
        said = staff.get(f"/api/v1/matters/{walk.id}").json()["moves"]
        own = text(client().get(f"/t/{walk.receipt.secret}"))
        return [
            "/moves/reopen" in page,
            "reopen" in {m["name"] for m in said},
            "/moves/reopen" in own,
        ]

    last = closed + WINDOW - timedelta(hours=1)
    assert offered(last) == [True, True, True]
    after = closed + WINDOW + timedelta(days=4)  # the window ends at the close of a working day
    assert offered(after) == [False, False, False]
    with pytest.raises(Refusal, match="过了可以重新打开的期限"):
        move(
            matter_id=walk.id,
            name="reopen",
            answers={"reason": "又坏了"},
            by=cast("jiandu"),
            at=after,
        )
    move(
        matter_id=walk.id,
        name="reopen",
        answers={"reason": "又坏了"},
        by=raiser(walk.receipt),
        at=last,
    )
    assert walk.stage() == "executing"


def test_zammad_3140_nothing_escalates_after_it_was_done_in_time(say: Say, rows: Rows) -> None:
    walk = walk_yishi(say(), "executing")
    due = read_matter(walk.id, by=SYSTEM, at=walk.at).due_at
    assert due
    assert due > walk.at + timedelta(hours=5)
    walk.does(walk.post("chengban"), "finish", result="换了灯泡。")
    before = _steps(walk, rows).count("climb")
    sweep(at=due + timedelta(days=1))
    assert _steps(walk, rows).count("climb") == before
    assert read_matter(walk.id, by=SYSTEM, at=due).colour == ""


def test_zammad_4432_nobody_is_reminded_outside_office_hours(say: Say, rows: Rows) -> None:
    walk = walk_yishi(say(), "executing")
    due = read_matter(walk.id, by=SYSTEM, at=walk.at).due_at
    assert due
    night = due + timedelta(hours=4)
    assert local(night).hour >= 18
    sweep(at=night)
    assert read_matter(walk.id, by=SYSTEM, at=night).colour == "red"  # the card is shown at once
    told = "SELECT count(*) FROM notices_notice WHERE template = 'climb_red'"
    deliver(at=night)
    assert rows(told) == [(0,)]
    opens = in_office(work_calendar(), night)
    assert (local(opens).hour, local(opens).minute) == (8, 30)
    assert opens.date() > due.date()
    deliver(at=opens - timedelta(minutes=1))
    assert rows(told) == [(0,)]
    deliver(at=opens)
    assert rows(told) != [(0,)]


def test_zammad_5177_a_report_or_a_word_in_between_moves_no_clock(say: Say) -> None:
    walk = walk_yishi(say(), "executing")
    before = read_matter(walk.id, by=SYSTEM, at=walk.at)
    walk.does(walk.post("chengban"), "comment", words="在等材料。")
    walk.wait(timedelta(hours=2))
    report = {"progress": "换了一半", "effect": "", "problems": ""}
    act(
        matter_id=walk.id,
        block="progress",
        name="report",
        answers=report,
        by=walk.post("chengban"),
        at=walk.at,
    )
    now = read_matter(walk.id, by=SYSTEM, at=walk.at)
    assert (now.due_at, now.first_due_at, now.overall_due_at, now.stage_since) == (
        before.due_at, before.first_due_at, before.overall_due_at, before.stage_since,
    )  # fmt: skip


def test_glpi_474_whoever_did_the_work_has_no_word_on_it(say: Say, cast: Cast) -> None:
    walk = walk_yishi(say(), "executing")
    walk.does(walk.post("chengban"), "finish", result="换了灯泡。")
    word = {"solved": "yes", "rating": "5", "words": ""}
    later = walk.at + timedelta(days=5)
    with pytest.raises(Refusal):
        act(
            matter_id=walk.id,
            block="survey",
            name="answer",
            answers=word,
            by=walk.post("chengban"),
            at=later,
        )
    assert walk.stage() == "done"
    act(matter_id=walk.id, block="survey", name="answer", answers=word, by=cast("jiandu"), at=later)


def test_digit_1100_a_resident_searches_ones_own_and_what_was_released(
    say: Say, cast: Cast
) -> None:
    resident = cast(RESIDENT[0])
    own = say("我家楼道灯坏了三天没人修。", by=resident)
    hidden = say("隔壁楼道灯坏了三天没人修。", private=True)
    shown = walk_yishi(say("四号楼道灯坏了三天没人修。"), "reviewed")
    show(shown)
    assert [f.row.number for f in search("楼道灯", [resident]).rows] == [own.receipt.number]
    assert [m.number for m in raised_by(resident)] == [own.receipt.number]
    board = search_board("楼道灯", lo=YONGNING, hi=YONGNING + "9", kind="", after=None)
    assert [m.number for m in board.rows] == [shown.receipt.number]
    alike = alike_shown("楼道灯坏了三天没人修", YONGNING, AT)
    assert [a.number for a in alike] == [shown.receipt.number]
    for other in (hidden, shown):
        with pytest.raises(MatterNotFound):
            situation(other.id, by=resident, at=AT)
    assert client(RESIDENT[0]).get(f"/m/{hidden.receipt.number}").status_code == 404
