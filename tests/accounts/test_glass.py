"""Break-glass: minutes outside one's range, written down, reviewed by a second person."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError

from shuoshi.accounts.glass import (
    GlassNotFound,
    ReviewedAlready,
    StillLooking,
    break_glass,
    close_glass,
    glasses_of,
    review_glass,
    waiting_reviews,
)
from shuoshi.accounts.queries import account_called, by_account
from shuoshi.accounts.terms import SECOND_FACTOR_ROLES
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.matters.engine import move, situation
from shuoshi.matters.looking import look
from shuoshi.matters.queries import mine, queue
from shuoshi.matters.terms import MatterNotFound
from shuoshi.people.actions import add_person, correct, unmask
from shuoshi.places.terms import PlaceNotFound
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from shuoshi.scenarios.lishi.walking import Walk
from shuoshi.sealing.queries import looks_at
from shuoshi.web.asking import found_by, seen_by
from tests.conftest import AT, Cast, Rows

LATER = AT + timedelta(hours=1)
"""When a broken glass is whole again and may be reviewed."""

WHY = "老人在楼道晕倒，要马上联系家属。"
Say = Callable[..., Walk]


def broken(
    cast: Cast,
    name: str = "wangge2",
    path: str = YONGNING,
    minutes: int = 10,
    role: str | None = None,
) -> UUID:
    return break_glass(path=path, reason=WHY, minutes=minutes, by=cast(name, role), at=AT)


def under_glass(name: str, at: object = AT) -> Actor | None:
    signed = by_account(account_called(name), at)  # type: ignore[arg-type]
    assert signed
    return next((a for a in signed.actors() if a.glass_id), None)


def test_somebody_sees_another_community_for_minutes_and_acts_on_nothing(
    cast: Cast, say: Say
) -> None:
    walk = say(name="钱破例", phone="13700001234")
    assert under_glass("wangge2") is None
    broken(cast)
    by = under_glass("wangge2", AT + timedelta(minutes=9))
    assert by is not None
    now, _states = situation(walk.id, by=by, at=AT)
    found = look(now, fields=["phone"], purpose="urgent", why="", by=by, at=AT)
    assert found == {"phone": "13700001234"}
    assert now.matter.raiser_id
    (line,) = looks_at(now.matter.raiser_id, by=SYSTEM)
    assert line.under_glass
    with pytest.raises(NotAllowed):
        move(matter_id=walk.id, name="accept", answers={}, by=by, at=AT)
    with pytest.raises(NotAllowed):
        correct(person_id=now.matter.raiser_id, given={"phone": "13000000000"}, by=by, at=AT)
    assert under_glass("wangge2", AT + timedelta(minutes=10)) is None, "over"
    with pytest.raises(MatterNotFound):
        situation(walk.id, by=cast("wangge2"), at=AT)


def test_it_reaches_that_community_alone(cast: Cast, world: None) -> None:
    person = add_person(name="孙一", phone=None, path=LONGSHAN, by=SYSTEM, at=AT)
    break_glass(path="141102001005", reason=WHY, minutes=5, by=cast("wangge"), at=AT)
    by = under_glass("wangge")
    assert by
    with pytest.raises(Exception, match="没有这个人"):
        unmask(person_id=person, fields=["name"], purpose="urgent", why="", by=by, at=AT)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"reason": "急"}, "reason"), ({"minutes": 61}, "minutes"), ({"minutes": 4}, "minutes"),
     ({"path": LONGSHAN}, "place")],
)  # fmt: skip
def test_a_bad_wish_says_which_field(cast: Cast, given: dict[str, object], field: str) -> None:
    wish = {"path": YONGNING, "reason": WHY, "minutes": 10, "by": cast("wangge2"), "at": AT}
    with pytest.raises(BadInput) as refused:
        break_glass(**(wish | given))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_no_whole_street_and_no_second_one_for_the_same_place(cast: Cast, rows: Rows) -> None:
    with pytest.raises(PlaceNotFound):
        broken(cast, path="141102001")
    broken(cast)
    with pytest.raises(BadInput):
        broken(cast)
    assert rows("SELECT count(*) FROM accounts_glass") == [(1,)]


@pytest.mark.parametrize("name", ["shenji", "guanli", "jumin"])
def test_who_does_not_act_may_not_break_glass(cast: Cast, name: str) -> None:
    signed = by_account(account_called(name), AT)
    assert signed
    by = signed.administrator() or signed.actors()[0]
    with pytest.raises(NotAllowed):
        break_glass(path=YONGNING, reason=WHY, minutes=5, by=by, at=AT)


def test_a_second_person_reviews_it_once(cast: Cast, rows: Rows) -> None:
    glass = broken(cast)
    assert waiting_reviews(cast("shenji")) == 1
    assert waiting_reviews(cast("shuji")) == 0
    for by, error in ((cast("wangge2"), NotAllowed), (cast("shuji"), NotAllowed)):
        with pytest.raises(error):
            review_glass(glass_id=glass, right=True, words="", by=by, at=LATER)
    with pytest.raises(StillLooking):
        review_glass(glass_id=glass, right=True, words="", by=cast("shenji"), at=AT)
    with pytest.raises(BadInput):
        review_glass(glass_id=glass, right=False, words=" ", by=cast("shenji"), at=LATER)
    review_glass(
        glass_id=glass, right=False, words="可以先找永宁值班员。", by=cast("shenji"), at=LATER
    )
    with pytest.raises(ReviewedAlready):
        review_glass(glass_id=glass, right=True, words="", by=cast("ducha"), at=LATER)
    (row,) = glasses_of(cast("wangge2"))
    assert (row.right, row.words, row.own) == (False, "可以先找永宁值班员。", True)
    assert waiting_reviews(cast("shenji")) == 0
    kinds = {k for (k,) in rows("SELECT kind FROM journal_entry")}
    assert kinds == {"accounts.break_glass", "accounts.review_glass"}


def test_nobody_reviews_their_own(cast: Cast, rows: Rows) -> None:
    glass = broken(cast, "chengban")
    own = cast("ducha")
    rows("UPDATE accounts_glass SET account_id = %s WHERE id = %s", own.account_id, glass)
    with pytest.raises(NotAllowed):
        review_glass(glass_id=glass, right=True, words="", by=own, at=AT)
    with pytest.raises(IntegrityError, match="glass_second_person"):
        rows("UPDATE accounts_glass SET reviewer_id = account_id WHERE id = %s", glass)


def test_it_ends_early_by_its_own_hand_alone(cast: Cast, world: None) -> None:
    glass = broken(cast)
    with pytest.raises(GlassNotFound):
        close_glass(glass_id=glass, by=cast("wangge"), at=AT)
    close_glass(glass_id=glass, by=cast("wangge2"), at=AT + timedelta(minutes=2))
    assert under_glass("wangge2", AT + timedelta(minutes=3)) is None


def test_what_is_behind_glass_stands_in_no_queue_and_each_person_shown_is_written_down(
    cast: Cast, say: Say, rows: Rows
) -> None:
    say(name="钱破例", phone="13700001234")
    broken(cast)
    by = under_glass("wangge2")
    assert by
    assert queue([by]).rows == ()
    assert mine([by]) == ()
    (found,) = found_by((by,), "钱破例")
    seen_by((by,), found.id)
    lines = looks_at(found.id, by=SYSTEM)
    assert [(line.fields, line.under_glass) for line in lines] == [(("masked",), True)] * 2


def test_one_breaks_two_at_a_time_and_none_outlives_the_duty(cast: Cast, rows: Rows) -> None:
    first = broken(cast)
    broken(cast, path="141102001005", role="grid_worker")
    with pytest.raises(BadInput, match="最多"):
        broken(cast, path="141102001003", role="grid_worker")
    close_glass(glass_id=first, by=cast("wangge2", "grid_worker"), at=AT)
    assert under_glass("wangge2")
    duties = rows(
        "UPDATE accounts_duty d SET ends_on = %s FROM accounts_account a WHERE a.id = d.account_id"
        " AND a.username = 'wangge2' RETURNING d.id", AT.date(),
    )  # fmt: skip
    try:
        assert under_glass("wangge2") is None
    finally:
        rows("UPDATE accounts_duty SET ends_on = NULL WHERE id = ANY(%s)", [d[0] for d in duties])


def test_who_logs_in_without_a_second_factor_breaks_no_glass(cast: Cast) -> None:
    for role in ("representative", "party_member"):
        with pytest.raises(NotAllowed):
            break_glass(
                path=LONGSHAN, reason=WHY, minutes=5, by=cast("daibiao1", role), at=AT
            )  # fmt: skip
    assert "break_glass" in SECOND_FACTOR_ROLES


def test_what_waits_for_review_comes_first_however_much_was_reviewed(cast: Cast) -> None:
    done = broken(cast)
    review_glass(glass_id=done, right=True, words="", by=cast("shenji"), at=LATER)
    waits = broken(cast, path="141102001005", role="grid_worker")
    (row,) = glasses_of(cast("shenji"), most=1)
    assert row.id == waits
