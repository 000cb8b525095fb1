"""Passages on a phone without a network: carried with their table, brought home once, judged as of their capture."""

from datetime import timedelta

import pytest

from shuoshi.devices.enrolling import hand_out
from shuoshi.devices.terms import State
from shuoshi.posts.queries import post_shown, posts_within, registered_at
from shuoshi.posts.setting_up import close_post
from shuoshi.posts.terms import Outcome
from shuoshi.privacy.switching import sweep_switches, switch_off
from tests.conftest import AT, Cast, Rows
from tests.devices.making import HOUR, enrolled, held, sent, who
from tests.posts.making import PLATE, USUAL, a_post, on

pytestmark = pytest.mark.usefixtures("_no_switches")
ONE = USUAL | {"aboard": "2", "vehicles": "1"}
PLATED = {f"field_{n}": v for n, v in PLATE.items()}


def test_a_phone_carries_the_posts_with_what_comes_of_each_answer(cast: Cast) -> None:
    post, phone = a_post(cast), enrolled()
    assert [
        i for i in hand_out(device_id=phone.id, by=who("wangge"), at=AT) if i.kind == "passage"
    ] == []
    on(cast)
    (item,) = [
        i for i in hand_out(device_id=phone.id, by=who("wangge"), at=AT) if i.kind == "passage"
    ]
    assert (item.subject_id, item.again) == (post, True)
    assert item.decides is not None
    cell, asks = 0, {a.name: [code for code, _n in a.options] for a in item.asks}
    for name in item.decides.asks:
        cell = cell * len(asks[name]) + asks[name].index((USUAL | {"code": "red"})[name])
    at = item.decides.cells[cell]
    assert item.decides.outcomes[at] == Outcome.REFER
    assert "医疗组" in item.decides.said[at].zh


def test_what_comes_home_is_counted_once_and_names_stay_sealed(cast: Cast) -> None:
    on(cast)
    post, phone = a_post(cast), enrolled()
    records = [
        phone.seal("passage", post, AT, ONE),
        phone.seal("passage", post, AT, ONE | {"plates": "outside"} | PLATED),
        phone.seal("passage", post, AT - timedelta(minutes=30), ONE | {"heat": "fever"}),
    ]
    for _n in range(2):
        assert [a.state for a in sent(phone, *records)] == [State.KEPT] * 3
    (row,) = posts_within(by=cast("wangge"), on=AT.date())
    assert (row.figures.passages, row.figures.aboard, row.waiting) == (3, 6, 1)
    assert row.figures.hours == {9: 1, 10: 2}
    assert [r.fields["plate"] for r in registered_at(post, by=cast("wangge"))] == ["晋J****"]
    assert held("wangge") == ()


def test_what_is_wrong_waits_for_its_sender_with_the_reason(cast: Cast) -> None:
    began = on(cast)
    post, phone = a_post(cast), enrolled()
    wrong = [
        phone.seal("passage", post, AT, ONE | {"plates": "outside"}),
        phone.seal("passage", post, AT, ONE | {"aboard": "很多"}),
        phone.seal("passage", post, AT, ONE | {"code": "blue"}),
    ]
    assert [a.state for a in sent(phone, *wrong)] == [State.REFUSED] * 3
    assert {h.field for h in held("wangge")} == {"field_plate", "aboard", "code"}
    switch_off(switch_id=began, by=cast("zhihui"), at=AT + timedelta(minutes=1))
    late = [
        phone.seal("passage", post, AT, ONE),
        phone.seal("passage", post, AT + timedelta(minutes=2), ONE),
    ]
    assert [a.state for a in sent(phone, *late)] == [State.KEPT, State.REFUSED]


def test_what_nobody_accepted_goes_with_its_emergency(cast: Cast, rows: Rows) -> None:
    began = on(cast)
    post, phone = a_post(cast), enrolled()
    (answer,) = sent(
        phone,
        phone.seal("passage", post, AT, ONE | {"plates": "outside", "field_plate": "晋J·88888"}),
    )
    assert answer.state == State.REFUSED
    switch_off(switch_id=began, by=cast("zhihui"), at=AT + HOUR)
    sweep_switches(at=AT + timedelta(days=5))
    assert rows("SELECT state, values FROM devices_sent") == [("given_up", None)]


def test_what_comes_home_after_the_erasure_is_kept_nowhere(cast: Cast, rows: Rows) -> None:
    began = on(cast, drill=True)
    post, phone = a_post(cast), enrolled()
    switch_off(switch_id=began, by=cast("zhihui"), at=AT + timedelta(minutes=1))
    sweep_switches(at=AT + timedelta(days=2))
    late = phone.seal("passage", post, AT, ONE | {"plates": "outside"} | PLATED)
    (answer,) = sent(phone, late, at=AT + timedelta(days=2, hours=1))
    assert (answer.state, answer.digest) == (State.GIVEN_UP, phone.digests[late.id])
    assert rows("SELECT state, values FROM devices_sent") == [("given_up", None)]
    assert rows("SELECT count(*) FROM posts_passage") == [(0,)]


def test_a_post_that_closed_meanwhile_takes_what_was_before(cast: Cast) -> None:
    on(cast)
    post, phone = a_post(cast), enrolled()
    close_post(post_id=post, by=cast("shuji"), at=AT + timedelta(minutes=10))
    records = [phone.seal("passage", post, AT + timedelta(minutes=m), ONE) for m in (5, 15)]
    assert [a.state for a in sent(phone, *records)] == [State.KEPT, State.REFUSED]
    assert post_shown(post, by=cast("wangge"), at=AT + HOUR).row.figures.passages == 1
