"""Walking a matter of owners to a stage: their assembly votes by heads and by area."""

from datetime import datetime, timedelta

from shuoshi.matters.engine import act, settle
from shuoshi.matters.reading import read_matter
from shuoshi.matters.terms import Raised
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.scenarios.lishi.walking import Walk, actor, evaluate, start

BUILDING = f"{YONGNING}00100001"
"""The first building of the estate 永宁苑."""
_DOORS = [f"{b}号楼{door}" for b in (1, 2, 3) for door in (101, 201, 301)]
_STEPS_MOST = 10
_HELD = ("tabled", "tabled_special")


def say_for_owners(body: str, at: datetime, kind: str = "lift") -> Walk:
    """A grid worker writes down at the door what concerns all owners of the estate."""
    said = Raised("owners_matter", BUILDING, "", body, kind=kind, channel="visit")
    return start(said, at, actor("wangge", at), "yeweihui")


def walk_owners(walk: Walk, to: str) -> Walk:
    """Walk a matter of owners on to the stage `to`. Raises LookupError where no way leads there."""
    for _step in range(_STEPS_MOST):
        if (here := walk.stage()) == to:
            return walk
        _next(walk, here, to)
    raise LookupError(to)


def ask_owners(walk: Walk, yes: int) -> None:
    """The assembly votes, on paper that its committee records: the first `yes` in favour, the rest against."""
    chair = actor("yeweihui", walk.at)
    act(matter_id=walk.id, block="ballot", name="convene", answers={}, by=chair, at=walk.at)
    for n, door in enumerate(_DOORS):
        said = {"voter": door, "choice": "yes" if n < yes else "no"}
        walk.at += timedelta(minutes=7)
        act(matter_id=walk.id, block="ballot", name="record", answers=said, by=chair, at=walk.at)


def _next(walk: Walk, here: str, to: str) -> None:
    secretary, owners = actor("shuji", walk.at, "village_secretary"), actor("yeweihui", walk.at)
    if here == "said" and to == "not_owners":
        walk.does(secretary, "not_for_owners", reason="路灯归城管，已转说事议事。")
    elif here == "said":
        walk.does(secretary, "table", kind="lift", special="true" if to == "tabled_special" else "")
    elif here in _HELD:
        ask_owners(walk, 0 if to == "rejected" else len(_DOORS))
        if to != "rejected":
            walk.does(owners, "decide", decision="同意大修一号楼电梯。")
            walk.does(
                secretary,
                "release",
                public_title="一号楼电梯大修",
                public_text="电梯老坏，要大修。",
            )
    elif here == "published":
        due = read_matter(walk.id, by=SYSTEM, at=walk.at).due_at
        walk.at = (due or walk.at) + timedelta(minutes=1)
        settle(walk.id, at=walk.at)
    elif here == "executing":
        walk.does(owners, "finish", result="电梯修好，通过检验。")
    elif here == "done":
        evaluate(walk, solved=to != "township", rating=1 if to == "township" else 5)
    else:
        raise LookupError(to)
