"""The journal: sealed by a chain that shows what was touched; due times that can be checked."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import override_settings

from shuoshi.journal.actions import seal
from shuoshi.journal.partitions import ensure_months, months_there
from shuoshi.journal.queries import verify_chain
from shuoshi.matters.verifying import recount
from shuoshi.privacy.actions import keep_to_retention
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import DISTRICT
from shuoshi.scenarios.lishi.walking import walk_yishi
from shuoshi.units.actions import set_day
from tests.conftest import AT


def test_the_chain_holds_until_somebody_touches_a_line(
    say: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk_yishi(say(), "archived")
    assert seal(at=AT + timedelta(days=90)) > 9
    walk_yishi(say(at=AT + timedelta(days=91)), "reviewed")
    assert seal(at=AT + timedelta(days=120)) >= 2
    assert seal(at=AT + timedelta(days=120)) == 0
    assert verify_chain() is None
    rows(
        "UPDATE journal_entry SET role = 'nobody' WHERE kind = 'matters.accept' AND recorded_at < %s",
        AT + timedelta(days=90),
    )
    assert verify_chain() == 1


def test_what_may_still_be_running_is_not_sealed_yet(say: Callable[..., Any]) -> None:
    say()
    assert seal(at=AT + timedelta(minutes=5)) == 0


def test_a_line_holds_no_text_and_no_person(
    say: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    say(body="我叫演示某人，电话00000000001", name="演示某人", phone="00000000001")
    lines = rows("SELECT * FROM journal_entry")
    assert "演示" not in str(lines)
    assert "00000000001" not in str(lines)


def test_names_and_phones_lie_sealed(say: Callable[..., Any], rows: Callable[..., Any]) -> None:
    say(name="演示某人", phone="00000000001")
    ((name, phone),) = rows(
        "SELECT name, phone FROM people_person WHERE path = '141102001009' AND identity_number IS NULL ORDER BY seen_at DESC LIMIT 1"
    )
    assert "演示某人".encode() not in bytes(name)
    assert b"00000000001" not in bytes(phone)


def test_stored_due_times_are_what_the_steps_say(say: Callable[..., Any]) -> None:
    for stage in ("said", "tabled", "published", "executing", "done"):
        walk_yishi(say(), stage)
    found = recount(at=AT + timedelta(days=40), store=False)
    assert (found.looked_at, found.changed) == (5, 0)


def test_a_new_holiday_moves_open_due_times_and_their_timers(
    say: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk = say()
    ((before,),) = rows("SELECT due_at FROM matters_matter")
    day = date(2026, 4, 20)
    set_day(on=day, worked=False, name="区里停电", by=SYSTEM, at=AT, path=DISTRICT)
    try:
        found = recount(at=AT, store=True)
        assert found.changed == 1
        ((after,),) = rows("SELECT due_at FROM matters_matter")
        assert after == before + timedelta(days=1)
        states = rows(
            "SELECT state, count(*) FROM matters_timer WHERE matter_id = %s GROUP BY state ORDER BY state",
            walk.id,
        )
        assert states == [("superseded", 3), ("waiting", 3)]
    finally:
        rows('DELETE FROM units_calendarday WHERE "on" = %s', day)
        rows("UPDATE units_calendarrevision SET revision = revision + 1")


def test_a_link_never_reaches_over_the_end_of_a_month(say: Callable[..., Any]) -> None:
    say(at=AT)
    say(at=AT + timedelta(days=40))
    later = AT + timedelta(days=90)
    assert seal(at=later) > 0
    assert seal(at=later) > 0, "another month is another link"
    assert seal(at=later) == 0


def test_months_that_are_over_are_dropped_and_the_chain_holds(
    say: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    say(at=AT)
    say(at=AT + timedelta(days=40))
    later = AT + timedelta(days=90)
    with override_settings(JOURNAL_MONTHS=2):
        july = datetime(2026, 7, 2, tzinfo=UTC)
        try:
            assert keep_to_retention(at=july)["journal"] == 3, "January to March hold nothing"
            assert date(2026, 4, 1) in months_there(), "April is not sealed"
            while seal(at=later):
                pass
            links = rows("SELECT count(*) FROM journal_seal")
            assert keep_to_retention(at=july)["journal"] == 1
            assert rows("SELECT min(recorded_at) >= '2026-05-01' FROM journal_entry") == [(True,)]
            assert rows("SELECT count(*) FROM journal_seal") == links, "the links stay"
            assert verify_chain() is None
            assert ("journal", 3) in rows("SELECT rule, erased FROM privacy_erasure")
            rows("DELETE FROM journal_entry WHERE recorded_at < '2026-06-01'")
            assert verify_chain() is not None, "a deleted line is no dropped month"
        finally:
            ensure_months(date(2026, 1, 1), date(2026, 6, 1))


def test_nothing_of_the_journal_goes_unless_a_site_says_so(say: Callable[..., Any]) -> None:
    say()
    seal(at=AT + timedelta(days=90))
    before = months_there()
    assert "journal" in keep_to_retention(at=AT + timedelta(days=4000))
    assert months_there() == before
