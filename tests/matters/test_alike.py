"""Is it one of these? Proposals, "me too", merging side by side and taking it back."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from shuoshi.kernel.worktime import worked_between
from shuoshi.matters.alike import alike, alike_shown
from shuoshi.matters.engine import situation
from shuoshi.matters.public import my_toos, public_matter
from shuoshi.matters.queries import around
from shuoshi.matters.reading import read_matter
from shuoshi.matters.terms import MatterNotFound, NotYet
from shuoshi.matters.too import OverAlready, me_too, not_me, who_of
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from shuoshi.scenarios.lishi.walking import Walk, raiser
from shuoshi.units.queries import work_calendar
from tests.conftest import AT, Cast, Rows

_LAMP = "3号楼二单元的路灯不亮了，晚上老人出门看不见路。"


@pytest.fixture
def shown(say: Callable[..., Walk], cast: Cast) -> Walk:
    """A matter about a lamp that everybody may see."""
    walk = say(_LAMP)
    walk.does(cast("shuji"), "accept", kind="livelihood")
    walk.does(
        cast("shuji"),
        "release",
        public_title="三号楼路灯不亮",
        public_text="3号楼二单元的路灯不亮。",
    )
    return walk


def test_what_was_released_is_proposed_while_somebody_writes(
    shown: Walk, say: Callable[..., Walk]
) -> None:
    say("3号楼二单元的路灯又坏了，还没有人审。")
    found = alike_shown("我们3号楼的路灯不亮", YONGNING, AT)
    assert [a.number for a in found] == [shown.receipt.number]
    assert found[0].likeness > 0.3
    assert alike_shown("幼儿园门口停车太乱", YONGNING, AT) == ()
    assert alike_shown("我们3号楼的路灯不亮", LONGSHAN, AT) == ()
    assert alike_shown("路", YONGNING, AT) == ()
    assert alike_shown("我们3号楼的路灯不亮", YONGNING, AT + timedelta(days=400)) == ()


def test_staff_are_shown_what_may_be_the_same_within_their_reach_alone(
    say: Callable[..., Walk], cast: Cast
) -> None:
    one, two = say(_LAMP), say("三号楼二单元路灯不亮，晚上看不见路。")
    say("楼道里堆满了杂物。")
    elsewhere = say("3号楼二单元路灯不亮，晚上看不见路。", path=LONGSHAN)
    own, _ = situation(two.id, by=cast("shuji"), at=AT)
    assert [a.id for a in alike(own.matter, cast("shuji"), AT)] == [one.id]
    far, _ = situation(elsewhere.id, by=SYSTEM, at=AT)
    assert alike(far.matter, cast("shuji"), AT) == ()


def test_me_too_counts_each_once_and_can_be_taken_back(shown: Walk, rows: Rows) -> None:
    number = shown.receipt.number
    one, two = who_of("browser", "a"), who_of("person", "b")
    assert [me_too(number, w, AT) for w in (one, one, two)] == [1, 1, 2]
    assert public_matter(number).me_too == 2
    assert [m.number for m in my_toos(one)] == [number]
    assert [public_matter(number, w).said_too for w in (one, who_of("browser", "c"), "")] == [
        True,
        False,
        False,
    ]
    assert not_me(number, one, AT) == 1
    assert my_toos(one) == ()
    assert rows("SELECT who FROM matters_metoo") == [(two,)]


def test_me_too_is_said_of_what_everybody_sees_and_still_runs(
    shown: Walk, say: Callable[..., Walk]
) -> None:
    hidden = say("没有公开的事。")
    with pytest.raises(MatterNotFound):
        me_too(hidden.receipt.number, who_of("browser", "a"), AT)
    assert me_too(shown.receipt.number, who_of("browser", "a"), AT) == 1
    shown.does(raiser(shown.receipt), "withdraw")
    with pytest.raises(OverAlready):
        me_too(shown.receipt.number, who_of("browser", "b"), AT)
    assert not_me(shown.receipt.number, who_of("browser", "a"), AT) == 0


def test_a_merge_counts_and_is_taken_back_with_its_time(
    shown: Walk, say: Callable[..., Walk], cast: Cast
) -> None:
    other, shuji = say("二单元门口的灯坏了。"), cast("shuji")
    before = read_matter(other.id, by=SYSTEM, at=AT)
    other.does(shuji, "merge", into=shown.receipt.number, reason="同一盏灯")
    assert other.stage() == "merged"
    assert public_matter(shown.receipt.number).me_too == 1
    heard = [s for s in around(shown.id, by=shuji).steps if s.move == "comment"]
    assert heard[-1].answers["words"] == f"并入：{other.receipt.number}"
    other.at += timedelta(days=2)
    other.does(shuji, "unmerge", reason="不是同一盏")
    after = read_matter(other.id, by=SYSTEM, at=other.at)
    assert before.due_at
    assert after.due_at
    assert (after.stage, after.closed_at, after.outcome) == ("said", None, "")
    assert "merged_into" not in after.marks
    left = worked_between(work_calendar(before.calendar_revision), heard[-1].at, before.due_at)
    assert left.total_seconds() > 0
    assert worked_between(work_calendar(after.calendar_revision), other.at, after.due_at) == left
    assert public_matter(shown.receipt.number).me_too == 0


def test_a_merge_is_not_taken_back_after_thirty_days(
    shown: Walk, say: Callable[..., Walk], cast: Cast
) -> None:
    other, shuji = say("二单元门口的灯坏了。"), cast("shuji")
    other.does(shuji, "merge", into=shown.receipt.number, reason="同一盏灯")
    other.at += timedelta(days=31)
    with pytest.raises(NotYet, match="三十天"):
        other.does(shuji, "unmerge", reason="不是同一盏")
