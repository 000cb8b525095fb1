"""What a phone brings home: opened by the house alone, judged as of when it was captured, read back, never lost."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from shuoshi.accounts.actions import end_duty
from shuoshi.accounts.queries import account_called, as_of
from shuoshi.care.pairing import end_pairing
from shuoshi.devices.deciding import give_up, send_again, settle, write_late
from shuoshi.devices.enrolling import end_device, enrol, hand_out
from shuoshi.devices.queries import devices_of, held_for, waiting_of
from shuoshi.devices.retention import forget_sent, let_go
from shuoshi.devices.taking_in import Envelope, take_in
from shuoshi.devices.terms import (
    Answer,
    ClockAhead,
    DeviceEnded,
    DeviceNotFound,
    HeldNotFound,
    NoDutyThen,
    OtherContent,
    State,
    TooLate,
    TooManyDevices,
)
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.people.moving import Where, move_household
from shuoshi.people.queries import person_shown
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.rounds.driving import note_stop
from shuoshi.rounds.queries import way_of
from shuoshi.rounds.terms import Came, StopState
from shuoshi.scenarios.lishi.cast import LONGSHAN
from shuoshi.sealing.actions import retire, rotate
from shuoshi.sealing.boxes import public_key
from shuoshi.sealing.terms import Purpose
from tests.care.making import TODAY, agreed, elder, paired
from tests.conftest import AT, Cast, Rows
from tests.devices.phone import Phone
from tests.rounds.making import planned

HOUR = timedelta(hours=1)
MET = {"outcome": "met", "way": "home", "words": "药快没了", "findings": ["needs_help"]}


def who(username: str, at=AT):
    found = as_of(account_called(username), at)
    assert found
    return found


def enrolled(username: str = "wangge", at=AT - HOUR) -> Phone:
    phone = Phone()
    phone.id = enrol(name="工作手机", key=phone.public, by=who(username), at=at)
    return phone


@pytest.fixture
def cared(cast: Cast):
    person = elder(cast("wangge"))
    return person, agreed(cast, paired(cast, person), "grid_worker")


def sent(phone: Phone, *envelopes: Envelope, at=AT + HOUR) -> tuple[Answer, ...]:
    assert phone.id
    return take_in(device_id=phone.id, envelopes=envelopes, at=at)


def visits(rows: Rows) -> list[tuple[object, ...]]:
    return rows("SELECT id, outcome, at, path FROM care_visit ORDER BY at")


def held(username: str, at=AT):
    signed = who(username, at)
    return held_for(signed.account_id, signed.actors())


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
    ]
    answers = sent(phone, *wrong)
    assert {a.state for a in answers} == {"unreadable"}
    assert {a.digest for a in answers} == {""}, "nothing by which a phone would let go"
    assert rows("SELECT id FROM devices_sent") == []
    assert visits(rows) == []


def test_the_house_keeps_what_waits_sealed(cared, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    sent(phone, phone.seal("visit", carer, AT, MET | {"way": "drone", "words": "王奶奶的药"}))
    ((values, path),) = rows("SELECT encode(values, 'escape'), path FROM devices_sent")
    assert "药" not in values
    assert path.startswith("141102")


def test_a_refused_visit_waits_for_who_can_mend_it(cared, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    one = phone.seal("visit", carer, AT, MET | {"way": "drone"})
    (answer,) = sent(phone, one)
    assert (answer.state, answer.digest) == (State.REFUSED, phone.digests[one.id])
    assert waiting_of(account_called("wangge")) == 1
    (row,) = held("wangge")
    assert (row.field, row.mine, row.values["words"]) == ("way", True, "药快没了")
    assert [r.id for r in held("shuji")] == [one.id], "whoever arranges there sees it too"
    for other in ("wangge2", "jumin", "aixin"):
        assert held(other) == (), other
        with pytest.raises(HeldNotFound):
            give_up(sent_id=one.id, why="不要", by=who(other), at=AT)
    again = send_again(sent_id=one.id, values={"way": "phone"}, by=who("wangge"), at=AT + HOUR)
    assert again is State.REFUSED, "this tier is visited at home"
    assert held("wangge")[0].values["way"] == "phone", "what was mended stays"
    assert send_again(sent_id=one.id, values={"way": "home"}, by=who("wangge"), at=AT + 90 * HOUR)
    ((number, *_),) = visits(rows)
    assert number == one.id
    assert held("wangge") == ()
    with pytest.raises(HeldNotFound):
        send_again(sent_id=one.id, values={}, by=who("wangge"), at=AT)
    assert sent(phone, one)[0].state == State.KEPT, "a phone that asks again is told"


def test_it_may_be_given_up_with_a_reason(cared, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    one = phone.seal("visit", carer, AT, MET | {"way": "drone"})
    sent(phone, one)
    with pytest.raises(BadInput):
        give_up(sent_id=one.id, why=" ", by=who("shuji"), at=AT)
    give_up(sent_id=one.id, why="记错人了", by=who("shuji"), at=AT)
    assert rows("SELECT state, values, why FROM devices_sent") == [("given_up", None, "记错人了")]
    assert sent(phone, one)[0].state == State.GIVEN_UP
    assert visits(rows) == []


@pytest.mark.parametrize(
    ("ago", "refusal"), [(timedelta(hours=73), TooLate), (timedelta(hours=-1), ClockAhead)]
)
def test_what_came_too_late_is_written_by_who_arranges(
    cared, ago: timedelta, refusal: type[Exception], rows: Rows
) -> None:
    _person, carer = cared
    phone = enrolled(at=AT - 80 * HOUR)
    came = AT + 80 * HOUR
    one = phone.seal("visit", carer, came - ago, MET)
    (answer,) = sent(phone, one, at=came)
    assert (answer.state, answer.why) == (State.REFUSED, str(refusal.__doc__).strip())
    assert send_again(sent_id=one.id, values={}, by=who("wangge"), at=came) is State.REFUSED
    with pytest.raises(NotAllowed):
        write_late(sent_id=one.id, values={}, by=who("wangge"), at=came)
    write_late(sent_id=one.id, values={}, by=who("shuji"), at=came)
    ((_number, _outcome, at, _path),) = visits(rows)
    assert at == min(came - ago, came)
    assert held("wangge") == ()


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


def test_an_ended_phone_waits_for_its_owner(cared, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    one = phone.seal("visit", carer, AT, MET)
    with pytest.raises(DeviceNotFound):
        end_device(device_id=phone.id, by=who("shuji"), at=AT)
    end_device(device_id=phone.id, by=who("wangge"), at=AT)
    with pytest.raises(DeviceEnded):
        hand_out(device_id=phone.id, by=who("wangge"), at=AT)
    (answer,) = sent(phone, one)
    assert (answer.state, answer.why) == (State.REFUSED, str(DeviceEnded.__doc__).strip())
    assert send_again(sent_id=one.id, values={}, by=who("wangge"), at=AT + HOUR) is State.KEPT
    assert len(visits(rows)) == 1


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


def test_both_sides_of_a_stop_are_kept_until_somebody_decides(day, cast: Cast, rows: Rows) -> None:
    made, _crews, _stops = day
    way = next(c for c in planned(made, cast).crews if c.stops)
    stop, noon = way.stops[0], AT
    phone = enrolled()
    ours = {"state": "done", "receipt": "family", "note": "交给女儿"}
    one = phone.seal("stop", stop.id, noon, ours)
    note_stop(came=Came(stop.id, "not_there", "", "没人应"), by=cast("shuji"), at=noon)
    (answer,) = sent(phone, one)
    assert answer.state == State.CLASH
    (row,) = held("wangge")
    assert dict(row.values) == ours
    assert dict(row.theirs) == {"state": "not_there", "receipt": "", "note": "没人应"}
    chosen = {"state": "done", "receipt": "neighbour", "note": "没人应"}
    settle(sent_id=one.id, values=chosen, by=who("shuji"), at=AT + HOUR)
    now = next(s for s in way_of(way.id, by=cast("shuji")).crew.stops if s.id == stop.id)
    assert (now.state, now.receipt, now.note) == (StopState.DONE, "neighbour", "没人应")
    assert held("wangge") == ()
    same = phone.seal("stop", way.stops[1].id, noon, ours) if len(way.stops) > 1 else None
    if same:
        assert sent(phone, same)[0].state == State.KEPT


def test_the_same_end_with_other_words_is_a_clash_too(day, cast: Cast) -> None:
    made, _crews, _stops = day
    stop = next(c for c in planned(made, cast).crews if c.stops).stops[0]
    phone = enrolled()
    note_stop(came=Came(stop.id, "done", "self", ""), by=cast("shuji"), at=AT)
    (answer,) = sent(phone, phone.seal("stop", stop.id, AT, {"state": "done", "receipt": "family"}))
    assert answer.state == State.CLASH
    (off,) = sent(phone, phone.seal("stop", stop.id, AT, {"state": "off"}))
    assert off.state == State.REFUSED, "a crew calls nothing off"


def test_phones_are_few_and_their_owner_s(world: None) -> None:
    phones = [enrolled() for _ in range(5)]
    with pytest.raises(TooManyDevices):
        enrolled()
    with pytest.raises(BadInput) as refused:
        enrol(name="x", key="AAAA", by=who("wangge"), at=AT)
    assert refused.value.field == "key"
    with pytest.raises(BadInput):
        enrol(name="别人的", key=phones[0].public, by=who("shuji"), at=AT)
    again = enrol(name="工作手机", key=phones[0].public, by=who("wangge"), at=AT)
    assert again == phones[0].id, "the second click is the same phone"
    with pytest.raises(DeviceNotFound):
        hand_out(device_id=phones[0].id, by=who("shuji"), at=AT)
    with pytest.raises(DeviceNotFound):
        take_in(device_id=UUID(int=0), envelopes=(), at=AT)


def test_a_day_s_list_is_looked_at_and_known(cared, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    (item,) = hand_out(device_id=phone.id, by=who("wangge"), at=AT)
    assert (item.kind, item.subject_id, item.title) == ("visit", carer, "王奶奶")
    assert item.phone == "13900001111"
    assert {a.name for a in item.asks} >= {"outcome", "way", "words"}
    ((purpose,),) = rows("SELECT purpose FROM sealing_access")
    assert purpose == "visit"
    hand_out(device_id=phone.id, by=who("wangge"), at=AT + HOUR)
    assert len(rows("SELECT id FROM devices_given")) == 1


def test_what_is_over_is_forgotten(cared, cast: Cast, rows: Rows) -> None:
    person, carer = cared
    phone = enrolled()
    hand_out(device_id=phone.id, by=who("wangge"), at=AT)
    sent(phone, phone.seal("visit", carer, AT, MET | {"way": "drone"}))
    with acting(SYSTEM):
        let_go(person, AT)
    assert rows("SELECT state, values, person_id FROM devices_sent") == [("given_up", None, None)]
    forget_sent(AT + timedelta(days=5))
    assert rows("SELECT id FROM devices_given") == []
    assert len(rows("SELECT id FROM devices_sent")) == 1
    assert forget_sent(AT + timedelta(days=93)) == 1
    end_device(device_id=phone.id, by=who("wangge"), at=AT)
    forget_sent(AT + timedelta(days=93))
    assert devices_of(account_called("wangge")) == ()


def test_an_older_key_stays_while_phones_may_hold_its_boxes(cared, cast: Cast) -> None:
    _person, carer = cared
    phone, by = enrolled(), cast("shuji")
    before = phone.seal("visit", carer, AT, MET)
    version = rotate(purpose=Purpose.PHONE, by=by, at=AT)
    assert public_key()[0] == version > before.box.version
    with pytest.raises(BadInput):
        retire(purpose=Purpose.PHONE, by=by, at=AT)
    assert sent(phone, before)[0].state == State.KEPT
