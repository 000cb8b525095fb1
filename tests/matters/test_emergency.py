"""An emergency's whole life: off, on by an order, sealed under its own key, over, erased with its key."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from shuoshi.matters.actions import attach, served
from shuoshi.matters.engine import act, move, situation
from shuoshi.matters.looking import look
from shuoshi.matters.pictures import opened, receive
from shuoshi.matters.queries import around, holder_of_receipt, queue
from shuoshi.matters.sealed import readable
from shuoshi.matters.terms import Erased, MatterNotFound
from shuoshi.matters.timers import sweep
from shuoshi.notices.actions import deliver
from shuoshi.people.queries import contact, find_people
from shuoshi.privacy.switching import (
    sweep_switches,
    switch_off,
)
from shuoshi.reach.queries import accepting, forget_switches, switch, switches
from shuoshi.reach.terms import SYSTEM, EmergencyOff, key_of_switch
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.sealing.actions import reseal
from shuoshi.sealing.cipher import unseal
from shuoshi.sealing.keys import ring
from shuoshi.sealing.terms import KeyGone, Purpose
from shuoshi.server.home import find_home
from tests.conftest import AT, CLUSTER, Cast, Rows
from tests.matters.emergencies import PLAIN, call, on
from tests.web.using import photo


@pytest.fixture(autouse=True)
def _no_switches(world: None, rows: Rows) -> Iterator[None]:
    yield
    rows("DELETE FROM reach_switch")
    forget_switches()


def test_what_a_phone_brings_home_is_judged_by_its_capture(cast: Cast) -> None:
    on(cast)
    end = AT + timedelta(days=1)
    switch_off(switch_id=switches()[0].id, by=cast("zhihui"), at=end)
    before, hour = end - timedelta(minutes=1), timedelta(hours=1)
    assert accepting("disaster", YONGNING, captured_at=before, at=before + 71 * hour)
    for captured, at in (
        (before, before + 73 * hour),  # too late
        (end, end),  # captured after the end
        (AT - hour, AT),  # before it was on
        (end, before),  # from the future
    ):
        with pytest.raises(EmergencyOff):
            accepting("disaster", YONGNING, captured_at=captured, at=at)


def test_its_reminders_wait_for_no_office_hours(cast: Cast, rows: Rows) -> None:
    on(cast)
    night = AT.replace(hour=15)  # eleven in the evening there
    call(night)
    late = night + timedelta(hours=2, minutes=1)
    sweep(at=late)
    deliver(at=late)
    told = rows("SELECT template FROM notices_notice WHERE template LIKE 'climb_%%'")
    assert ("climb_red",) in told


def _dump() -> bytes:
    """A backup of the whole database, as the owner takes it."""
    owner = settings.DATABASES["owner"]
    dsn = CLUSTER.dsn(owner["USER"], owner["PASSWORD"], owner["NAME"])
    return subprocess.run([CLUSTER.bin("pg_dump"), dsn], capture_output=True, check=True).stdout


def _checkpoint() -> None:
    """Have everything written to the files."""
    dsn = CLUSTER.dsn("postgres", find_home().secrets()["superuser"], "postgres")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CHECKPOINT")


def _holds(content: bytes) -> list[str]:
    return [plain for plain in PLAIN if plain.encode() in content]


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file())


def test_nothing_that_it_collected_can_be_read_once_it_is_over(
    cast: Cast, rows: Rows, say: Callable[..., Any]
) -> None:
    say(body="这是平常的一件事，平常的字找得到。")
    on(cast)
    began = AT + timedelta(hours=1)
    receipt = call(began)
    raiser, matter_id = holder_of_receipt(receipt.secret)
    received = [receive(photo().read())]
    (file_id,) = attach(matter_id=matter_id, received=received, by=raiser, at=began)
    worker = cast("wangge")
    move(matter_id=matter_id, name="comment", answers={"words": PLAIN[6]}, by=worker, at=began)
    move(matter_id=matter_id, name="help", answers={}, by=worker, at=began)
    act(
        matter_id=matter_id, block="progress", name="report", by=cast("shuji"), at=began,
        answers={"progress": PLAIN[5]},
    )  # fmt: skip
    deliver(at=began)
    # Whoever works with it reads it.
    now, _states = situation(matter_id, by=worker, at=began)
    assert PLAIN[3] in now.matter.body
    assert any(row.title.startswith(PLAIN[3]) for row in queue((worker,)).rows)
    beside = around(matter_id, by=worker)
    assert beside.reports[0].progress == PLAIN[5]
    asked = {"fields": ["phone", "form.where_now"], "purpose": "urgent", "why": ""}
    seen = look(now, by=worker, at=began, **asked)  # type: ignore[arg-type]
    assert seen == {"phone": PLAIN[1], "form.where_now": PLAIN[2]}
    reseal(Purpose.INDEX)
    assert find_people(PLAIN[1], by=worker) == (), "found by nobody, after a rotation too"
    with opened(served(file_id, (worker,)).path) as file:
        assert file.read() == received[0].content
    # The disk and a backup hold none of it in plain, even while it is on.
    backup = _dump()
    assert "平常的字找得到".encode() in backup, "the search finds what is there"
    assert _holds(backup) == []
    held = rows("SELECT body FROM matters_mattertext WHERE matter_id = %s", matter_id)[0][0]
    (phone,) = rows("SELECT phone FROM people_person WHERE id = %s", now.matter.raiser_id)[0]
    sealed = bytes(phone)  # type: ignore[arg-type]
    assert str(held).encode() in backup
    # It ends by itself after its last day, and is erased when its keeping is over.
    (own,) = switches()
    key = key_of_switch(own.id)
    assert key in ring()
    over = AT + timedelta(days=11)
    assert sweep_switches(at=over) == (1, 0)
    assert sweep_switches(at=over) == (0, 0)
    with pytest.raises(EmergencyOff):
        call(over)
    ended = switch(own.id)
    assert ended
    assert ended.erase_on == AT.date() + timedelta(days=11 + 30)
    assert PLAIN[3] in situation(matter_id, by=worker, at=over)[0].matter.body, "kept its days"
    gone = AT + timedelta(days=42)
    sweep(at=gone)
    assert sweep_switches(at=gone) == (0, 1)
    assert sweep_switches(at=gone) == (0, 0)
    erased = switch(own.id)
    assert erased
    assert erased.erased_at == gone
    assert erased.counts == {"safe_or_help.void": 1}
    assert key not in ring()
    assert not list(settings.KEYS_FOLDER.glob(f"{key}*"))
    now, _states = situation(matter_id, by=worker, at=gone)
    assert (now.matter.body, now.matter.form, now.matter.raiser_id) == ("", {}, None)
    with pytest.raises(Erased):
        move(matter_id=matter_id, name="comment", answers={"words": "x"}, by=worker, at=gone)
    with pytest.raises(MatterNotFound):
        holder_of_receipt(receipt.secret)
    with pytest.raises(MatterNotFound):
        served(file_id, (worker,))
    assert contact(own.id, by=SYSTEM) is None
    # What the backup still holds opens for nobody.
    with pytest.raises(KeyGone):
        unseal(sealed, bound_to="people_person.phone")
    # And neither the database's own files, its log, nor our folder hold it in plain.
    _checkpoint()
    searched = 0
    for file in (*_files(CLUSTER.folder), *_files(Path(settings.MEDIA_FOLDER).parent)):
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            continue  # the server takes its caches away and makes them anew; they hold no rows
        searched += len(content)
        assert _holds(content) == [], file
    assert searched > 1_000_000
    assert _holds(_dump()) == []


def test_a_drill_is_marked_and_gone_the_day_after(cast: Cast, rows: Rows) -> None:
    on(cast, last_on=AT.date(), drill=True)
    receipt = call(AT)
    marks = rows("SELECT marks->>'drill' FROM matters_matter WHERE id = %s", receipt.matter_id)
    assert marks == [("true",)]
    assert sweep_switches(at=AT + timedelta(days=1)) == (1, 0)
    assert sweep_switches(at=AT + timedelta(days=2)) == (0, 1)


def test_a_choice_and_a_number_are_sealed_as_words_are_and_read_with_their_type(
    cast: Cast, rows: Rows
) -> None:
    on(cast)
    receipt = call()
    ((form, steps),) = rows(
        "SELECT t.form::text, (SELECT string_agg(s.answers::text, '') FROM matters_step s "
        "WHERE s.matter_id = t.matter_id) FROM matters_mattertext t WHERE t.matter_id = %s", receipt.matter_id,
    )  # fmt: skip
    assert "power" not in f"{form}{steps}"
    assert '"people": 2' not in f"{form}{steps}"
    now, _states = situation(receipt.matter_id, by=cast("zhiban"), at=AT)
    shown = readable(now.definition, now.matter.form, "desk_worker")
    assert (shown["people"], shown["needs"]) == (2, "power")
    assert now.names()["form"]["people"] == 2
