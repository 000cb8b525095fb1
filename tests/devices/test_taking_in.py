"""What a phone brings home: opened by the house alone, judged as of when it was captured, read back, never lost."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from shuoshi.accounts.actions import end_duty
from shuoshi.accounts.queries import account_called
from shuoshi.care.pairing import end_pairing
from shuoshi.devices.enrolling import hand_out
from shuoshi.devices.queries import devices_of
from shuoshi.devices.taking_in import Envelope
from shuoshi.devices.terms import Answer, NoDutyThen, OtherContent, State
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.people.moving import Where, move_household
from shuoshi.people.queries import person_shown
from shuoshi.rounds.driving import note_stop
from shuoshi.rounds.terms import Came
from shuoshi.scenarios.lishi.cast import LONGSHAN
from shuoshi.sealing.actions import retire, rotate
from shuoshi.sealing.boxes import public_key
from shuoshi.sealing.terms import Purpose
from tests.care.making import TODAY, agreed, elder, paired
from tests.conftest import AT, Cast, Rows
from tests.devices.making import HOUR, MET, enrolled, held, refused, sent, visits, who
from tests.devices.phone import Phone
from tests.rounds.making import planned

DAY = timedelta(days=1)


def test_a_visit_comes_home_once_and_is_confirmed_by_what_it_says(cared, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    one = phone.seal("visit", carer, AT, MET)
    for _ in range(3):
        (answer,) = sent(phone, one)
        assert answer == Answer(one.id, State.KEPT, phone.digests[one.id])
    ((number, outcome, at, _path),) = visits(rows)
    assert (number, outcome, at) == (one.id, "met", AT)
    assert rows("SELECT values FROM devices_sent") == [(None,)], "kept where it belongs, not twice"
    assert held("wangge") == ()
    (row,) = devices_of(account_called("wangge"))
    assert row.seen_at == AT + HOUR


def test_what_another_sealed_or_changed_is_kept_by_nobody(cared, rows: Rows) -> None:
    _person, carer = cared
    phone, thief = enrolled(), Phone()
    thief.id = phone.id
    mine, forged = phone.seal("visit", carer, AT, MET), thief.seal("visit", carer, AT, MET)
    wrong = [
        forged,
        Envelope(phone.seal("visit", carer, AT, MET).id, mine.box),
        Envelope(mine.id, replace(mine.box, box=mine.box.box[:-2] + "AA")),
        Envelope(mine.id, replace(mine.box, sig="AAAA")),
        Envelope(mine.id, replace(mine.box, epk="!")),
        Envelope(mine.id, replace(mine.box, version=99)),
        phone.seal("census", carer, AT, MET),
        phone.seal("visit", carer, AT, ["met"]),
        phone.seal("visit", carer, AT, MET | {"words": "\ud800"}),
        phone.seal("visit", carer, AT, MET | {"words": "a\x00b"}),
        phone.seal("visit", carer, AT, MET, captured_at="yesterday"),
        phone.seal("visit", carer, AT, MET, captured_at="9999-12-31T23:00:00Z"),
        phone.seal("visit", carer, AT, MET, subject=7),
        phone.seal("visit", carer, AT, {"findings": 5}),
        phone.seal("visit", carer, AT, {"words": {"a": "b"}}),
        phone.seal("visit", carer, AT, {"words": "长" * 4_001}),
        phone.seal("visit", carer, AT, {"way": float("nan")}),
        Envelope(new_id(AT), phone.box(b"[" * 5_000, f"{phone.id}|{new_id(AT)}")),
    ]
    answers = sent(phone, *wrong)
    assert {a.state for a in answers} == {"unreadable"}
    assert {a.digest for a in answers} == {""}, "nothing by which a phone would let go"
    assert rows("SELECT id FROM devices_sent") == []
    assert visits(rows) == []


def test_the_house_keeps_what_waits_sealed(cared, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    refused(phone, carer, MET | {"way": "drone", "words": "王奶奶的药"})
    ((values, path),) = rows("SELECT encode(values, 'escape'), path FROM devices_sent")
    assert "药" not in values
    assert path.startswith("141102")


def test_the_duty_is_that_of_the_moment_it_was_captured(cared, rows: Rows) -> None:
    """The post ended in between and the account was closed: what was done before counts, what came after does not."""
    _person, carer = cared
    phone, admin = enrolled(), who("guanli").administrator()
    assert admin
    before, next_day = AT, AT + timedelta(days=1, hours=2)
    account = account_called("wangge")
    for (duty,) in rows(
        "SELECT id FROM accounts_duty WHERE account_id = %s AND ends_on IS NULL", account
    ):
        end_duty(duty_id=UUID(str(duty)), by=admin, at=AT + timedelta(days=1))
    try:
        mine = phone.seal("visit", carer, before, MET)
        after = phone.seal("visit", carer, next_day, MET)
        first, second = sent(phone, mine, after, at=next_day + HOUR)
        assert first.state == State.KEPT
        assert (second.state, second.why) == (State.REFUSED, str(NoDutyThen.__doc__).strip())
        assert [v[0] for v in visits(rows)] == [mine.id]
    finally:
        rows("UPDATE accounts_duty SET ends_on = NULL WHERE account_id = %s", account)


def test_a_household_that_moved_meanwhile_is_counted_once_where_it_lives(
    cared, cast: Cast, rows: Rows
) -> None:
    """CHT #11306: the old phone has it still; nothing is doubled and nothing is lost."""
    person, carer = cared
    phone = enrolled()
    items = hand_out(device_id=phone.id, by=who("wangge"), at=AT)
    assert [i.subject_id for i in items] == [carer]
    home = person_shown(person, by=cast("wangge")).household_id
    assert home
    one = phone.seal("visit", carer, AT + HOUR, MET)
    stranger = enrolled("wangge")
    path = LONGSHAN
    move_household(
        household_id=home, to=Where(path, "9 单元 901", TODAY), by=cast("jiedao"), at=AT + 2 * HOUR
    )
    two = stranger.seal("visit", carer, AT + HOUR, MET)
    (kept,), (refused,) = sent(phone, one, at=AT + 3 * HOUR), sent(stranger, two, at=AT + 3 * HOUR)
    assert kept.state == State.KEPT, kept
    assert refused.state == State.REFUSED, "that phone was never given it"
    ((_id, _outcome, _at, where),) = visits(rows)
    assert str(where).startswith(path), "counted where they live now"


def test_one_number_holds_one_record(cared, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    one = phone.seal("visit", carer, AT, MET)
    other = phone.seal("visit", carer, AT, MET | {"words": "别的话"}, number=one.id)
    first, second = sent(phone, one, other)
    assert first.state == State.KEPT
    assert (second.digest, second.why) == ("", str(OtherContent.__doc__).strip())
    assert len(visits(rows)) == 1


def test_a_pairing_that_ended_takes_no_more_visits(cared, cast: Cast, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    ((pairing,),) = rows("SELECT pairing_id FROM care_carer WHERE id = %s", carer)
    end_pairing(pairing_id=pairing, why="over", by=cast("shuji"), at=AT)
    (answer,) = sent(phone, phone.seal("visit", carer, AT, MET))
    assert answer.state == State.REFUSED
    assert held("wangge")[0].values["words"] == "药快没了"


def test_the_same_end_with_other_words_is_a_clash_too(day, cast: Cast) -> None:
    made, _crews, _stops = day
    stop = next(c for c in planned(made, cast).crews if c.stops).stops[0]
    phone = enrolled()
    note_stop(came=Came(stop.id, "done", "self", ""), by=cast("shuji"), at=AT)
    (answer,) = sent(phone, phone.seal("stop", stop.id, AT, {"state": "done", "receipt": "family"}))
    assert answer.state == State.CLASH
    (off,) = sent(phone, phone.seal("stop", stop.id, AT, {"state": "off"}))
    assert off.state == State.REFUSED, "a crew calls nothing off"


def test_an_older_key_stays_while_phones_may_hold_its_boxes(cared, cast: Cast) -> None:
    _person, carer = cared
    phone, by = enrolled(), cast("shuji")
    before = phone.seal("visit", carer, AT, MET)
    version = rotate(purpose=Purpose.PHONE, by=by, at=AT)
    assert public_key()[0] == version > before.box.version
    with pytest.raises(BadInput):
        retire(purpose=Purpose.PHONE, by=by, at=AT)
    assert sent(phone, before)[0].state == State.KEPT


def test_one_bad_record_holds_up_no_other(cared, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    deep = new_id(AT)
    bad = Envelope(deep, phone.box(b'{"kind":' + b"[" * 5_000, f"{phone.id}|{deep}"))
    good = phone.seal("visit", carer, AT, MET)
    assert [a.state for a in sent(phone, bad, good)] == ["unreadable", State.KEPT]


@pytest.mark.parametrize("days", [1, 6])
def test_what_a_list_carried_comes_home_of_that_day_alone(cared, cast: Cast, days: int) -> None:
    """A phone that had somebody on its list once records nothing of them for ever."""
    person, carer = cared
    phone = enrolled()
    hand_out(device_id=phone.id, by=who("wangge"), at=AT)
    home = person_shown(person, by=cast("wangge")).household_id
    assert home
    moved = Where(LONGSHAN, "9 单元 901", TODAY)
    move_household(household_id=home, to=moved, by=cast("jiedao"), at=AT + HOUR)
    later = AT + days * DAY
    (answer,) = sent(phone, phone.seal("visit", carer, later, MET), at=later + HOUR)
    assert answer.state == State.REFUSED
    (row,) = held("wangge", later)
    assert (row.place, row.asks, row.here) == ("", (), False), "it does not say where they live now"


def test_away_until_a_day_that_is_over_by_now(cared, cast: Cast, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    away = {"outcome": "away", "way": "home", "until_on": (TODAY + DAY).isoformat()}
    (answer,) = sent(phone, phone.seal("visit", carer, AT, away), at=AT + 2 * DAY)
    assert answer.state == State.KEPT, answer
    assert rows("SELECT id FROM care_pause") == []
    ((due,),) = rows("SELECT due_at FROM care_pairing")
    assert due > AT + 2 * DAY, "they are back, so somebody goes there soon, and nobody was missed"


def test_of_two_uploads_at_once_one_decides(cared, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    one = phone.seal("visit", carer, AT, MET)

    def bring(_n: int) -> str:
        try:
            return sent(phone, one)[0].state
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        states = set(pool.map(bring, range(4)))
    assert states <= {State.KEPT, "unreadable"}
    assert State.KEPT in states
    assert len(visits(rows)) == 1
    assert len(rows("SELECT id FROM journal_entry WHERE kind = 'devices.kept'")) == 1


def test_a_number_of_another_visit_shows_nothing_of_it(cared, cast: Cast, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    first = phone.seal("visit", carer, AT, MET | {"words": "别人的话"})
    sent(phone, first)
    other = agreed(
        cast, paired(cast, elder(cast("wangge"), "李奶奶", door="2 单元 201", sure=True)), "medic"
    )
    rows("DELETE FROM devices_sent")
    spy = phone.seal("visit", other, AT, MET, number=first.id)
    (answer,) = sent(phone, spy)
    assert answer.state == State.REFUSED
    assert not held("wangge")[0].theirs
