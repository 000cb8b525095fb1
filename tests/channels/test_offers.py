"""The message wall: put up by a reviewer, "I can help" with the community in between."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connections

from shuoshi.channels.actions import decline, offer_help, take_up, withdraw_offer
from shuoshi.channels.models import Offer
from shuoshi.channels.queries import my_offers, offers_of, taken_along
from shuoshi.channels.terms import OfferAnswered, OfferedAlready, OfferNotFound
from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.matters.engine import move
from shuoshi.matters.public import wall
from shuoshi.matters.queries import holder_of_receipt
from shuoshi.notices.actions import deliver
from shuoshi.privacy.actions import keep_to_retention
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import ANYBODY
from shuoshi.scenarios.lishi.cast import RESIDENT, YONGNING
from shuoshi.scenarios.lishi.walking import Walk
from tests.conftest import AT, Cast, Rows

SHOWN = {"public_title": "想要一个书包", "public_text": "二年级的孩子想要一个书包。"}
LATER = AT + timedelta(hours=1)


@pytest.fixture
def wish(say: Callable[..., Walk], cast: Cast) -> Walk:
    """A wish that hangs on the wall."""
    walk = say(
        "想要一个书包。", programme="small_wish", kind="thing", channel="visit", by=cast("wangge")
    )
    _put_up(walk, cast)
    return walk


def _put_up(walk: Walk, cast: Cast) -> None:
    move(
        matter_id=walk.id,
        name="put_up",
        answers={"kind": "thing", "child": "true"},
        by=cast("wangge"),
        at=AT,
    )
    move(matter_id=walk.id, name="release", answers=SHOWN, by=cast("shuji"), at=AT)


def _wall() -> list[str]:
    return [m.number for m in wall(lo=YONGNING, hi=YONGNING + "9").rows]


def test_nothing_hangs_on_the_wall_before_a_reviewer_put_it_up(
    say: Callable[..., Walk], cast: Cast
) -> None:
    walk = say(
        "想要一个书包。", programme="small_wish", kind="thing", channel="wall", by=cast(RESIDENT[0])
    )
    assert _wall() == []
    _put_up(walk, cast)
    assert _wall() == [walk.receipt.number]
    move(matter_id=walk.id, name="hide", answers={"reason": "本人要求"}, by=cast("shuji"), at=LATER)
    assert _wall() == []


def test_a_matter_of_another_way_hangs_there_only_where_its_file_says_so(
    wish: Walk, say: Callable[..., Walk], cast: Cast
) -> None:
    from shuoshi.scenarios.lishi.walking import show, walk_yishi

    show(walk_yishi(say("网上说的一件事。"), "reviewed"))
    assert _wall() == [wish.receipt.number]


def test_an_offer_is_seen_by_the_community_and_not_by_whoever_wished(
    wish: Walk, cast: Cast, rows: Rows
) -> None:
    resident = cast(RESIDENT[0])
    offer = offer_help(number=wish.receipt.number, words="我送一个新的", by=resident, at=AT)
    assert [o.words for o in offers_of(wish.id, by=cast("wangge"))] == ["我送一个新的"]
    assert offers_of(wish.id, by=cast("wangge2")) == ()
    raiser, _matter = holder_of_receipt(wish.receipt.secret)
    for other in (raiser, ANYBODY):  # no reach of theirs comes to the table at all
        with pytest.raises(ProgrammingError, match="permission denied"), acting(other):
            list(Offer.objects.all())
    deliver(at=LATER)
    told = rows("SELECT count(*) FROM notices_notice WHERE template = 'offered'")
    assert told[0][0] > 0
    known = take_up(offer_id=offer, matter_id=wish.id, by=cast("shuji"), at=LATER)
    assert known.phone == "00000000000"
    again = take_up(offer_id=offer, matter_id=wish.id, by=cast("wangge"), at=LATER)
    assert again == known  # a call may have to wait: looked at again, and written down again
    assert rows("SELECT fields, purpose, role FROM sealing_access ORDER BY role") == [
        (["name", "phone"], "call_back", "grid_worker"),
        (["name", "phone"], "call_back", "village_secretary"),
    ]
    with pytest.raises(OfferAnswered):
        decline(offer_id=offer, matter_id=wish.id, by=cast("wangge"), at=LATER)
    kinds = [
        r[0]
        for r in rows(
            "SELECT kind FROM journal_entry WHERE kind LIKE 'channels.%%' ORDER BY recorded_at"
        )
    ]
    assert kinds == ["channels.offer", "channels.offer_taken"]


def test_who_may_not_offer_and_who_may_not_answer(wish: Walk, cast: Cast) -> None:
    resident, number = cast(RESIDENT[0]), wish.receipt.number
    with pytest.raises(NotAllowed):
        offer_help(number=number, words="", by=ANYBODY, at=AT)
    with pytest.raises(BadInput, match="不用写电话"):
        offer_help(number=number, words="打我 13800000000", by=resident, at=AT)
    with pytest.raises(BadInput):
        offer_help(number=number, words="长" * 501, by=resident, at=AT)
    offer = offer_help(number=number, words="", by=resident, at=AT)
    with pytest.raises(OfferedAlready):
        offer_help(number=number, words="再说一次", by=resident, at=AT)
    with pytest.raises(OfferNotFound):
        take_up(offer_id=offer, matter_id=new_id(AT), by=cast("shuji"), at=AT)
    with pytest.raises(OfferNotFound):
        take_up(offer_id=offer, matter_id=wish.id, by=cast("wangge2"), at=AT)
    with pytest.raises(NotAllowed):
        take_up(offer_id=offer, matter_id=wish.id, by=cast("quling"), at=AT)


def test_two_who_answer_at_once_answer_once(wish: Walk, cast: Cast, rows: Rows) -> None:
    offer = offer_help(number=wish.receipt.number, words="", by=cast(RESIDENT[0]), at=AT)
    by = cast("shuji")

    def one(answer: Callable[..., object]) -> str:
        try:
            answer(offer_id=offer, matter_id=wish.id, by=by, at=LATER)
            return "done"
        except OfferAnswered:
            return "answered"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        came = sorted(pool.map(one, [decline] * 4))
    assert came == ["answered", "answered", "answered", "done"]
    assert rows("SELECT count(*) FROM journal_entry WHERE kind = 'channels.offer_declined'") == [
        (1,)
    ]


def test_an_offer_is_taken_back_and_made_again(wish: Walk, cast: Cast) -> None:
    resident = cast(RESIDENT[0])
    first = offer_help(number=wish.receipt.number, words="送书包", by=resident, at=AT)
    withdraw_offer(offer_id=first, by=resident, at=AT)
    with pytest.raises(OfferAnswered):
        withdraw_offer(offer_id=first, by=resident, at=AT)
    offer_help(number=wish.receipt.number, words="还是送吧", by=resident, at=LATER)
    assert [o.state for o in my_offers(by=resident)] == ["open", "withdrawn"]
    assert resident.person_id
    assert len(taken_along(resident.person_id, resident)) == 2


def test_nobody_offers_for_what_is_over_or_ones_own(
    wish: Walk, say: Callable[..., Walk], cast: Cast
) -> None:
    resident = cast(RESIDENT[0])
    own = say("想学剪纸。", programme="small_wish", kind="learning", channel="wall", by=resident)
    _put_up(own, cast)
    with pytest.raises(Conflict, match="您自己"):
        offer_help(number=own.receipt.number, words="", by=resident, at=AT)
    move(matter_id=wish.id, name="turn_down", answers={"reason": "已买"}, by=cast("shuji"), at=AT)
    with pytest.raises(Conflict, match="不等人帮"):
        offer_help(number=wish.receipt.number, words="", by=resident, at=AT)


def test_offers_go_after_a_year(wish: Walk, cast: Cast, rows: Rows) -> None:
    offer_help(number=wish.receipt.number, words="", by=cast(RESIDENT[0]), at=AT)
    keep_to_retention(at=AT + timedelta(days=365))
    assert rows("SELECT count(*) FROM channels_offer") == [(1,)]
    keep_to_retention(at=AT + timedelta(days=367))
    assert rows("SELECT count(*) FROM channels_offer") == [(0,)]
