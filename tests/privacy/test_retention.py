"""What has been kept long enough is erased, and only that; what is left are counts."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from shuoshi.accounts.glass import break_glass, review_glass
from shuoshi.kernel.ids import new_id
from shuoshi.matters.actions import attach
from shuoshi.matters.pictures import path_of, receive
from shuoshi.matters.queries import holder_of_receipt
from shuoshi.people.actions import add_person, unmask
from shuoshi.people.queries import find_people
from shuoshi.privacy.actions import keep_to_retention
from shuoshi.privacy.asking import answer, ask
from shuoshi.privacy.consenting import give_consent
from shuoshi.privacy.ports import RULES
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.scenarios.lishi.walking import Walk, walk_yishi
from tests.conftest import AT, Cast, Rows
from tests.web.using import photo

Say = Callable[..., Walk]
YEARS_11 = timedelta(days=11 * 366)


@pytest.fixture
def closed(say: Say) -> Walk:
    """A matter that went its whole way, with a picture and somebody who raised it."""
    walk = say("楼道灯坏了，找冯某某。", name="冯到期", phone="13600001111")
    raiser, matter_id = holder_of_receipt(walk.receipt.secret)
    attach(matter_id=matter_id, received=[receive(photo().read())], by=raiser, at=AT)
    return walk_yishi(walk, "archived")


def _kept(rows: Rows, matter_id: Any) -> tuple[Any, ...]:
    return rows(
        "SELECT t.title, t.body, t.form::text, m.raiser_id, m.erased_at IS NOT NULL, m.outcome "
        "FROM matters_matter m JOIN matters_mattertext t ON t.matter_id = m.id WHERE m.id = %s",
        matter_id,
    )[0]


def test_a_closed_matter_is_blanked_when_its_files_retention_is_over(
    closed: Walk, rows: Rows, cast: Cast, say: Say
) -> None:
    still_open = say("另一件没有办结的事。")
    (file_id,) = rows("SELECT id FROM matters_attachment")[0]
    file = settings.MEDIA_FOLDER / path_of(file_id)  # type: ignore[arg-type]
    assert keep_to_retention(at=closed.at + timedelta(days=9 * 365))["matters"] == 0
    assert file.exists()
    assert find_people("1111", by=cast("wangge")) != ()
    done = keep_to_retention(at=closed.at + YEARS_11)
    assert done["matters"] == 1
    assert _kept(rows, closed.id) == ("", "", "{}", None, True, "done")
    assert not file.exists()
    assert find_people("1111", by=cast("wangge")) == ()
    answers = str(rows("SELECT answers FROM matters_step WHERE matter_id = %s", closed.id))
    assert "words" not in answers
    assert '"yes"' in answers or "'yes'" in answers, "the totals of the vote stay"
    for table in ("matters_published", "notices_outbox", "matters_attachment"):
        assert rows(f"SELECT count(*) FROM {table} WHERE matter_id = %s", closed.id) == [(0,)]
    for table in ("meetings_vote", "meetings_voter"):
        assert rows(f"SELECT count(*) FROM {table}") == [(0,)]
    assert _kept(rows, still_open.id)[1] == "另一件没有办结的事。"
    assert keep_to_retention(at=closed.at + YEARS_11)["matters"] == 0
    assert ("matters", 1) in rows("SELECT rule, erased FROM privacy_erasure")


def test_somebody_of_a_household_or_with_another_matter_stays(
    closed: Walk, rows: Rows, say: Say
) -> None:
    (raiser,) = rows("SELECT raiser_id FROM matters_matter WHERE id = %s", closed.id)[0]
    other = say("同一个人的另一件事。")
    rows("UPDATE matters_matter SET raiser_id = %s WHERE id = %s", raiser, other.id)
    keep_to_retention(at=closed.at + YEARS_11)
    assert rows("SELECT count(*) FROM people_person WHERE id = %s", raiser) == [(1,)]


def test_a_consent_keeps_nobody_and_a_request_only_until_its_answer(
    closed: Walk, rows: Rows, cast: Cast
) -> None:
    (raiser,) = rows("SELECT raiser_id FROM matters_matter WHERE id = %s", closed.id)[0]
    assert isinstance(raiser, UUID)
    shuji = cast("shuji")
    give_consent(person_id=raiser, activity="sms_notices", version=1, guardian="", by=shuji, at=AT)
    asked = ask(person_id=raiser, kind="explain", words="暗语丙", by=shuji, at=AT)
    assert keep_to_retention(at=closed.at + YEARS_11)["matters"] == 1
    assert rows("SELECT count(*) FROM people_person WHERE id = %s", raiser) == [(1,)], "asked"
    answer(request_id=asked, granted=True, words="已说明", by=shuji, at=closed.at)
    assert keep_to_retention(at=closed.at + YEARS_11)["people"] == 1
    for table in ("people_person", "people_foundby", "privacy_consent"):
        column = "id" if table == "people_person" else "person_id"
        assert rows(f"SELECT count(*) FROM {table} WHERE {column} = %s", raiser) == [(0,)], table


def test_whoever_was_met_once_is_let_go_after_three_years(rows: Rows, world: None) -> None:
    met = add_person(name="冯过客", phone="13600002222", path=YONGNING, by=SYSTEM, at=AT)
    assert keep_to_retention(at=AT + timedelta(days=3 * 365 - 30))["people"] == 0
    assert keep_to_retention(at=AT + timedelta(days=3 * 366 + 1))["people"] == 1
    assert rows("SELECT count(*) FROM people_person WHERE id = %s", met) == [(0,)]
    assert rows("SELECT count(*) FROM people_person WHERE household_id IS NOT NULL") != [(0,)]


def test_files_of_no_matter_are_removed_and_no_others(closed: Walk, rows: Rows) -> None:
    (file_id,) = rows("SELECT id FROM matters_attachment")[0]
    assert isinstance(file_id, UUID)
    own = settings.MEDIA_FOLDER / path_of(file_id)
    left, half, fresh = (settings.MEDIA_FOLDER / path_of(new_id(AT)) for _ in range(3))
    half = half.with_suffix(".part")
    for file in (left, half, fresh):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    for file in (own, left, half):
        os.utime(file, (AT.timestamp() - 10, AT.timestamp() - 10))
    assert keep_to_retention(at=AT + timedelta(days=2))["files"] == 2
    assert [f.exists() for f in (own, left, half, fresh)] == [True, False, False, True]
    fresh.unlink()


def test_an_open_matter_is_never_blanked(say: Say, rows: Rows) -> None:
    walk = say()
    with pytest.raises(Exception, match="erased by the end of its emergency alone"):
        rows("SELECT matters_erase(ARRAY[%s]::uuid[], now())", walk.id)


def test_logs_and_glasses_are_kept_three_years_and_requests_thirty_days(
    say: Say, cast: Cast, rows: Rows
) -> None:
    walk = say(name="冯到期", phone="13600001111", key="a" * 20)
    (raiser,) = rows("SELECT raiser_id FROM matters_matter WHERE id = %s", walk.id)[0]
    unmask(
        person_id=raiser,
        fields=["phone"],
        purpose="visit",
        why="",
        by=cast("wangge"),
        at=AT,  # type: ignore[arg-type]
    )
    glass = break_glass(
        path=YONGNING, reason="老人晕倒，要马上联系家属。", minutes=5, by=cast("wangge2"), at=AT
    )
    review_glass(
        glass_id=glass, right=True, words="", by=cast("shenji"), at=AT + timedelta(hours=1)
    )

    def left() -> tuple[int, ...]:
        tables = ("matters_request", "sealing_access", "accounts_glass")
        return tuple(int(str(rows(f"SELECT count(*) FROM {t}")[0][0])) for t in tables)

    assert left() == (1, 1, 1)
    keep_to_retention(at=AT + timedelta(days=29))
    assert left() == (1, 1, 1)
    keep_to_retention(at=AT + timedelta(days=31))
    assert left() == (0, 1, 1)
    keep_to_retention(at=AT + timedelta(days=3 * 366 + 1))
    assert left() == (0, 0, 0)


def test_one_rule_that_fails_holds_up_no_other(
    closed: Walk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(at: Any) -> int:
        raise RuntimeError("disk")

    monkeypatch.setitem(RULES, "sessions", replace(RULES["sessions"], erase=broken))
    done = keep_to_retention(at=closed.at + YEARS_11)
    assert done["matters"] == 1
    assert "sessions" not in done
    assert "retention rule sessions failed" in caplog.text


def test_every_rule_says_how_long_and_why() -> None:
    assert set(RULES) >= {"matters", "requests", "notices", "votes", "sessions", "looks", "glasses"}
    for rule in RULES.values():
        assert rule.source
        assert rule.mark in "CSKP"
        assert rule.limit.en
