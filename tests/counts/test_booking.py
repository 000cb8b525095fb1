"""Slots and the queue: one slot a person, none too full, whoever may book for whom, who is called when."""

from datetime import timedelta
from uuid import UUID

import pytest

from shuoshi.counts.arranging import mend_site
from shuoshi.counts.booking import book, cancel, counts_of
from shuoshi.counts.queueing import TicketRow, call_next, in_order, put_back, take_number
from shuoshi.counts.sites import site_shown
from shuoshi.counts.terms import (
    BookedAlready,
    BookingNotFound,
    NobodyWaits,
    NoSlot,
    SiteNotFound,
    SiteSaid,
    SlotFull,
    SubjectNotFound,
    TicketNotFound,
)
from shuoshi.kernel.errors import BadInput
from shuoshi.scenarios.lishi.cast import LONGSHAN, RESIDENT, YONGNING
from shuoshi.scenarios.lishi.walking import actor
from tests.care.making import agreed, elder, paired, unit
from tests.conftest import AT, Cast
from tests.counts.making import a_count, a_site, bound, one, tube
from tests.people.making import GRID_1, GRID_2, registered
from tests.posts.making import on

pytestmark = pytest.mark.usefixtures("_no_switches")
NOON = AT + timedelta(hours=2)


def slots(cast: Cast, count: UUID, name: str = "广场", room: int = 2, **more: object) -> UUID:
    return a_site(cast, count, name, slot_room=room, **more)


def booked(site: UUID, who: UUID, cast: Cast, by: str = "wangge", starts_at=NOON) -> UUID:
    return book(site_id=site, subject_id=who, starts_at=starts_at, by=cast(by), at=AT)


def test_a_slot_takes_what_it_takes_and_somebody_has_one(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site = slots(cast, count)
    a, b, c = (registered(cast("shuji"), name) for name in ("张一", "张二", "张三"))
    first = booked(site, a, cast)
    booked(site, b, cast)
    with pytest.raises(SlotFull):
        booked(site, c, cast)
    with pytest.raises(BookedAlready):
        booked(site, a, cast, starts_at=NOON + timedelta(minutes=30))
    with pytest.raises(NoSlot):
        booked(site, c, cast, starts_at=NOON + timedelta(minutes=7))
    with pytest.raises(NoSlot):
        booked(site, c, cast, starts_at=AT - timedelta(minutes=30))
    cancel(booking_id=first, by=cast("wangge"), at=AT)
    booked(site, c, cast)
    with pytest.raises(BookingNotFound):
        cancel(booking_id=first, by=cast("wangge"), at=AT)
    (slot,) = site_shown(site, by=cast("wangge"), at=AT).booked
    assert (slot.starts_at, slot.many, slot.for_others) == (NOON, 2, 2)


def test_who_may_book_for_whom(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site = slots(cast, count)
    oneself = actor(RESIDENT[0], AT)
    assert oneself.person_id is not None
    (mine,) = counts_of(oneself.person_id, by=oneself, at=AT)
    assert (mine.counted, mine.booking_id, [s.name for s in mine.sites]) == (False, None, ["广场"])
    own = book(site_id=site, subject_id=oneself.person_id, starts_at=NOON, by=oneself, at=AT)
    (mine,) = counts_of(oneself.person_id, by=oneself, at=AT)
    assert (mine.booking_id, mine.booked_for) == (own, NOON)
    other = registered(cast("shuji"), "张别人")
    with pytest.raises(SubjectNotFound):
        book(site_id=site, subject_id=other, starts_at=NOON, by=oneself, at=AT)
    with pytest.raises(BookingNotFound):
        cancel(booking_id=own, by=cast("aixin"), at=AT)
    who = elder(cast("wangge"))
    with pytest.raises(SubjectNotFound):
        booked(site, who, cast, by="aixin")
    pairing = paired(cast, who)
    agreed(cast, pairing, "social_org")
    booked(site, who, cast, by="aixin")
    (slot,) = site_shown(site, by=cast("wangge"), at=AT).booked
    assert (slot.many, slot.for_others) == (2, 1)
    with pytest.raises(SubjectNotFound):
        booked(site, other, cast, by="wangge2")


def test_a_site_is_offered_to_those_it_serves_and_full_slots_are_gone(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    slots(cast, count, "东", 1, serves=frozenset({GRID_1}))
    west = slots(cast, count, "西", 1, serves=frozenset({GRID_2}))
    a = registered(cast("shuji"), "张一", GRID_2)
    (mine,) = counts_of(a, by=cast("wangge"), at=AT)
    assert [s.name for s in mine.sites] == ["西"]
    assert mine.sites[0].slots[0].left == 1
    booked(west, a, cast)
    b = registered(cast("shuji"), "张二", GRID_2)
    (theirs,) = counts_of(b, by=cast("wangge"), at=AT)
    assert {s.starts_at: s.left for s in theirs.sites[0].slots}[NOON] == 0
    elsewhere = registered(cast("jiedao"), "李外", LONGSHAN)
    assert counts_of(elsewhere, by=cast("jiedao"), at=AT) == ()
    with pytest.raises(SiteNotFound):
        booked(west, elsewhere, cast, by="jiedao")


def test_whoever_was_counted_sees_it_and_slots_must_make_sense(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site = slots(cast, count, room=0)
    who = registered(cast("shuji"), "张一")
    (mine,) = counts_of(who, by=cast("wangge"), at=AT)
    assert mine.sites[0].slots == ()
    with pytest.raises(NoSlot):
        booked(site, who, cast)
    bound(cast, site, one(who, tube()))
    (mine,) = counts_of(who, by=cast("wangge"), at=AT)
    assert mine.counted
    wrong = SiteSaid(unit("community"), YONGNING, "广场", "x", opens_min=600, closes_min=500)
    with pytest.raises(BadInput) as bad:
        mend_site(site_id=site, said=wrong, by=cast("shuji"), at=AT)
    assert bad.value.field == "closes"


def test_numbers_are_called_in_their_order_and_put_back(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site = slots(cast, count)
    who = registered(cast("shuji"), "张一")
    booked(site, who, cast, starts_at=AT)

    def number(first: bool = False, booking_for: UUID | None = None) -> int:
        return take_number(
            site_id=site, first=first, booking_for=booking_for, by=cast("wangge"), at=AT
        )

    def called() -> int:
        return call_next(site_id=site, by=cast("wangge"), at=AT)

    with pytest.raises(NobodyWaits):
        called()
    assert [number(), number(), number(first=True), number(booking_for=who)] == [1, 2, 3, 4]
    queue = site_shown(site, by=cast("wangge"), at=AT).queue
    assert [t.number for t in queue.waiting] == [3, 4, 1, 2]
    assert queue.wait_min == 1
    assert [called(), called(), called()] == [3, 4, 1]
    put_back(site_id=site, number=1, by=cast("wangge"), at=AT)
    with pytest.raises(TicketNotFound):
        put_back(site_id=site, number=2, by=cast("wangge"), at=AT)
    assert [called(), called()] == [1, 2]
    queue = site_shown(site, by=cast("wangge"), at=AT).queue
    assert {t.number for t in queue.called} == {1, 2, 3, 4}


def test_whoever_booked_later_waits_like_everybody_else() -> None:
    def ticket(number: int, first: bool = False, slot: int | None = None) -> TicketRow:
        slot_at = None if slot is None else AT + timedelta(minutes=slot)
        return TicketRow(tube(), number, first, slot_at, AT, None)

    waiting = [
        ticket(1),
        ticket(2, slot=30),
        ticket(3, slot=-10),
        ticket(4, slot=-40),
        ticket(5, first=True),
    ]
    assert [t.number for t in in_order(waiting, AT)] == [5, 4, 3, 1, 2]
