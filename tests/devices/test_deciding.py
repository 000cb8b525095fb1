"""What waits for somebody's word: mended, settled, given up, by one alone; phones and their lists; what is forgotten."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from shuoshi.accounts.queries import account_called
from shuoshi.devices import deciding
from shuoshi.devices.deciding import give_up, send_again, settle
from shuoshi.devices.enrolling import end_device, enrol, hand_out
from shuoshi.devices.queries import devices_of, waiting_of
from shuoshi.devices.retention import forget_sent, let_go
from shuoshi.devices.taking_in import take_in
from shuoshi.devices.terms import (
    ClockAhead,
    DeviceEnded,
    DeviceNotFound,
    HeldNotFound,
    NotASide,
    State,
    TooLate,
    TooManyDevices,
)
from shuoshi.kernel.errors import BadInput, NotFound
from shuoshi.people.homes import place_on_map
from shuoshi.people.queries import person_shown
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.rounds.driving import note_stop
from shuoshi.rounds.queries import way_of
from shuoshi.rounds.stops import drop_stop, take_in_visits
from shuoshi.rounds.terms import Came, StopState
from tests.care.making import agreed, elder, helper, paired
from tests.conftest import AT, Cast, Rows
from tests.devices.making import HOUR, MET, enrolled, held, refused, sent, visits, who
from tests.rounds.making import a_crew, a_round, planned


def test_a_refused_visit_waits_for_who_can_mend_it(cared, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    one = phone.seal("visit", carer, AT, MET | {"way": "drone"})
    (answer,) = sent(phone, one)
    assert (answer.state, answer.digest) == (State.REFUSED, phone.digests[one.id])
    assert waiting_of(account_called("wangge"), AT) == 1
    (row,) = held("wangge")
    assert (row.field, row.mine, row.here, row.values["words"]) == ("way", True, True, "药快没了")
    assert [r.id for r in held("shuji")] == [one.id], "whoever arranges there sees it too"
    for other in ("wangge2", "jumin", "aixin"):
        assert held(other) == (), other
        with pytest.raises(HeldNotFound):
            give_up(sent_id=one.id, why="不要", by=who(other), at=AT)
    again = send_again(sent_id=one.id, values={"way": "phone"}, by=who("wangge"), at=AT + HOUR)
    assert again is State.REFUSED, "this tier is visited at home"
    (row,) = held("wangge")
    assert (row.mended["way"], row.values["way"]) == ("phone", "drone"), "both stay"
    again = send_again(sent_id=one.id, values={"way": "home"}, by=who("wangge"), at=AT + 90 * HOUR)
    assert again is State.KEPT
    assert [v[0] for v in visits(rows)] == [one.id]
    assert held("wangge") == ()
    with pytest.raises(HeldNotFound):
        send_again(sent_id=one.id, values={}, by=who("wangge"), at=AT)
    assert sent(phone, one)[0].state == State.KEPT, "a phone that asks again is told"
    assert rows("SELECT values, mended, theirs FROM devices_sent") == [(None, None, None)]


def test_whoever_mends_anothers_record_answers_for_it(cared, rows: Rows) -> None:
    _person, carer = cared
    one = refused(enrolled(), carer)
    send_again(sent_id=one, values={"way": "home"}, by=who("shuji"), at=AT + HOUR)
    assert rows("SELECT account_id FROM care_visit") == [(account_called("shuji"),)]
    ((by,),) = rows("SELECT account_id FROM journal_entry WHERE kind = 'devices.decided'")
    assert by == account_called("shuji")


def test_it_may_be_given_up_with_a_reason(cared, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    one = refused(phone, carer)
    with pytest.raises(BadInput):
        give_up(sent_id=one, why=" ", by=who("shuji"), at=AT)
    give_up(sent_id=one, why="记错人了", by=who("shuji"), at=AT)
    assert rows("SELECT state, values, why FROM devices_sent") == [("given_up", None, "记错人了")]
    with pytest.raises(HeldNotFound):
        send_again(sent_id=one, values={"way": "home"}, by=who("wangge"), at=AT)
    assert visits(rows) == []


def test_who_comes_second_finds_it_taken_up(
    cared, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The secretary gives up while the grid worker's try is under way: nothing is lost, nobody is told two things."""
    _person, carer = cared
    one, real = refused(enrolled(), carer), deciding.decide

    def meanwhile(*args, **more):
        with pytest.raises(HeldNotFound):
            give_up(
                sent_id=one, why="记错人了", by=who("shuji"), at=AT + HOUR + timedelta(minutes=5)
            )
        return real(*args, **more)

    monkeypatch.setattr(deciding, "decide", meanwhile)
    send_again(sent_id=one, values={"way": "video"}, by=who("wangge"), at=AT + HOUR)
    assert len(visits(rows)) + len(held("wangge")) == 1

    def breaks(*args, **more):
        raise RuntimeError

    two = refused(enrolled(), carer)
    monkeypatch.setattr(deciding, "decide", breaks)
    with pytest.raises(RuntimeError):
        send_again(sent_id=two, values={"way": "home"}, by=who("wangge"), at=AT + HOUR)
    assert two in [h.id for h in held("wangge")], "what broke on the way waits on"


def test_what_stayed_in_the_middle_is_found_again(cared, rows: Rows) -> None:
    _person, carer = cared
    one = refused(enrolled(), carer, MET | {"way": "drone"})
    rows("UPDATE devices_sent SET state = 'received'")
    assert held("wangge", AT + HOUR) == (), "whoever took it up is at it"
    later = AT + 3 * HOUR
    assert [h.id for h in held("wangge", later)] == [one]
    assert send_again(sent_id=one, values={"way": "home"}, by=who("wangge"), at=later) is State.KEPT


@pytest.mark.parametrize(
    ("ago", "refusal"), [(timedelta(hours=73), TooLate), (timedelta(hours=-1), ClockAhead)]
)
def test_what_came_out_of_time_is_written_by_who_arranges(
    cared, ago: timedelta, refusal: type[Exception], rows: Rows
) -> None:
    _person, carer = cared
    phone = enrolled(at=AT - 80 * HOUR)
    came = AT + 80 * HOUR
    one = phone.seal("visit", carer, came - ago, MET)
    (answer,) = sent(phone, one, at=came)
    assert (answer.state, answer.why) == (State.REFUSED, str(refusal.__doc__).strip())
    assert send_again(sent_id=one.id, values={}, by=who("wangge"), at=came) is State.REFUSED
    assert send_again(sent_id=one.id, values={}, by=who("shuji"), at=came) is State.KEPT
    ((_number, _outcome, at, _path),) = visits(rows)
    assert at == min(came - ago, came)
    assert held("wangge") == ()


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


def clashing(day, cast: Cast):
    """A stop that the phone says is done and the desk says is not: the record, the crew's way, the stop."""
    made, _crews, _stops = day
    way = next(c for c in planned(made, cast).crews if c.stops)
    stop = way.stops[0]
    ours = {"state": "done", "receipt": "family", "note": "交给女儿"}
    phone = enrolled()
    one = phone.seal("stop", stop.id, AT, ours)
    note_stop(came=Came(stop.id, "not_there", "", "没人应"), by=cast("shuji"), at=AT)
    (answer,) = sent(phone, one)
    assert answer.state == State.CLASH
    return one.id, way, stop, ours


def test_both_sides_of_a_stop_are_kept_until_somebody_decides(day, cast: Cast) -> None:
    one, way, stop, ours = clashing(day, cast)
    (row,) = held("wangge")
    assert dict(row.values) == ours
    assert dict(row.theirs) == {"state": "not_there", "receipt": "", "note": "没人应"}
    for wrong in ({"state": "refused"}, {"note": "另外的话"}, {"receipt": "neighbour"}):
        with pytest.raises(NotASide):
            settle(sent_id=one, values=ours | wrong, by=who("shuji"), at=AT + HOUR)
    with pytest.raises(HeldNotFound):
        settle(sent_id=uuid4(), values=ours, by=who("shuji"), at=AT)
    chosen = {"state": "done", "receipt": "family", "note": "没人应"}
    settle(sent_id=one, values=chosen, by=who("shuji"), at=AT + HOUR)
    now = next(s for s in way_of(way.id, by=cast("shuji")).crew.stops if s.id == stop.id)
    assert (now.state, now.receipt, now.note) == (StopState.DONE, "family", "没人应")
    assert held("wangge") == ()


def test_who_holds_no_duty_any_more_settles_nothing(day, cast: Cast, rows: Rows) -> None:
    one, _way, _stop, ours = clashing(day, cast)
    account = account_called("wangge")
    rows("UPDATE accounts_duty SET ends_on = starts_on + 1 WHERE account_id = %s", account)
    try:
        with pytest.raises(NotFound):
            settle(sent_id=one, values=ours, by=who("wangge"), at=AT + HOUR)
    finally:
        rows("UPDATE accounts_duty SET ends_on = NULL WHERE account_id = %s", account)
    assert [h.state for h in held("shuji")] == [State.CLASH], "it waits on"


def test_what_was_called_off_stays_so_or_was_done_after_all(day, cast: Cast) -> None:
    made, _crews, _stops = day
    way = next(c for c in planned(made, cast).crews if c.stops)
    phone, stop = enrolled(), way.stops[0]
    ours = {"state": "done", "receipt": "self", "note": ""}
    one = phone.seal("stop", stop.id, AT, ours)
    drop_stop(stop_id=stop.id, by=cast("shuji"), at=AT)
    assert sent(phone, one)[0].state == State.CLASH
    settle(sent_id=one.id, values=ours | {"state": "off", "receipt": ""}, by=who("shuji"), at=AT)
    assert stop.id not in [s.id for s in way_of(way.id, by=cast("shuji")).crew.stops]


def test_a_visit_on_a_round_is_written_once_however_it_is_settled(cast: Cast, rows: Rows) -> None:
    """Both sides met them and only the words differ: one visit. It was said to be otherwise: the later one too."""
    by, goes = cast("shuji"), helper(cast, "grid_worker")
    person = elder(cast("wangge"))
    household = person_shown(person, by=by).household_id
    assert household
    place_on_map(household_id=household, lat="37.523", lon="111.141", by=by, at=AT)
    agreed(cast, paired(cast, person), "grid_worker", goes)
    made = a_round(by)
    a_crew(cast, made, helper_id=goes)
    rows("UPDATE care_pairing SET due_at = %s", AT)
    assert take_in_visits(round_id=made, by=by, at=AT) == 1
    stop = next(c for c in planned(made, cast).crews if c.stops).stops[0]
    phone = enrolled()
    ours = {"state": "done", "receipt": "", "note": "精神很好"}
    items = hand_out(device_id=phone.id, by=who("wangge"), at=AT)
    assert [(i.kind, i.subject_id) for i in items] == [("stop", stop.id)], (
        "not as a visit beside it"
    )
    one = phone.seal("stop", stop.id, AT, ours)
    note_stop(came=Came(stop.id, "done", "", "见到了"), by=by, at=AT)
    assert sent(phone, one)[0].state == State.CLASH
    settle(sent_id=one.id, values=ours, by=who("shuji"), at=AT + HOUR)
    assert [v[1] for v in visits(rows)] == ["met"]


def test_phones_are_few_and_their_owner_s(world: None) -> None:
    phones = [enrolled() for _ in range(5)]
    with pytest.raises(TooManyDevices):
        enrolled()
    with pytest.raises(BadInput) as refused_:
        enrol(name="x", key="AAAA", by=who("wangge"), at=AT)
    assert refused_.value.field == "key"
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
    assert rows("SELECT purpose FROM sealing_access") == [("visit",)]
    hand_out(device_id=phone.id, by=who("wangge"), at=AT + HOUR)
    assert rows("SELECT at FROM devices_given") == [(AT,)], "since when it was carried"


def test_what_waits_is_kept_until_somebody_decided(cared, rows: Rows) -> None:
    _person, carer = cared
    phone = enrolled()
    hand_out(device_id=phone.id, by=who("wangge"), at=AT)
    one = refused(phone, carer)
    forget_sent(AT + timedelta(days=100))
    assert rows("SELECT id FROM devices_given") == []
    assert [h.id for h in held("wangge")] == [one], "nobody has decided"
    forget_sent(AT + timedelta(days=400))
    assert rows("SELECT state, values FROM devices_sent") == []
    assert len(rows("SELECT id FROM journal_entry WHERE kind = 'devices.given_up'")) == 1
    end_device(device_id=phone.id, by=who("wangge"), at=AT)
    forget_sent(AT + timedelta(days=93))
    assert devices_of(account_called("wangge")) == ()


def test_a_person_who_goes_takes_what_waits_along(cared, rows: Rows) -> None:
    person, carer = cared
    refused(enrolled(), carer)
    with acting(SYSTEM):
        let_go(person, AT)
    assert rows("SELECT state, values, person_id FROM devices_sent") == [("given_up", None, None)]
