"""Loading the demonstration: the world, the households' raisers, about sixty matters on their way."""

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from shuoshi.helpers.actions import add_helper
from shuoshi.helpers.deploying import ask_for_help
from shuoshi.helpers.teams import form_team
from shuoshi.helpers.terms import Profile, Wanted
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.limits import parse_limit
from shuoshi.kernel.worktime import add_limit
from shuoshi.matters.engine import act
from shuoshi.matters.public import board
from shuoshi.matters.reading import read_matter
from shuoshi.matters.terms import Raised
from shuoshi.matters.timers import sweep
from shuoshi.notices.actions import deliver
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import ANYBODY, SYSTEM
from shuoshi.scenarios.lishi.caring import load_care
from shuoshi.scenarios.lishi.cast import BINHE, DISTRICT, YONGNING
from shuoshi.scenarios.lishi.households import fake_name
from shuoshi.scenarios.lishi.posting import load_posts
from shuoshi.scenarios.lishi.rostering import load_roster
from shuoshi.scenarios.lishi.serving import (
    say_need,
    say_wish,
    take_order,
    walk_need,
    walk_order,
    walk_wish,
)
from shuoshi.scenarios.lishi.walking import Walk, actor, go_on, start, walk_yishi
from shuoshi.scenarios.lishi.warning import load_plans
from shuoshi.scenarios.lishi.world import load_world, staff_community
from shuoshi.units.queries import unit, units_under, work_calendar

_FILE = Path(__file__).with_name("matters.csv")
_SEED = 141102
# How long ago a matter was said, in days, so that it stands in its stage today without being late
# in all of them: a few are, as in any week.
_AGO = {
    "said": (0, 6), "reviewed": (1, 8), "tabled": (1, 9), "published": (3, 5), "assigning": (11, 12),
    "assigned": (11, 12), "executing": (12, 15), "done": (13, 19), "archived": (15, 32),
    "township": (19, 23), "screened_out": (2, 9),
}  # fmt: skip

_AFTER_NOTICE = ("assigning", "assigned", "executing", "done", "archived", "township")


@dataclass(frozen=True, slots=True)
class Row:
    """One matter of the demonstration."""

    path: str
    kind: str
    channel: str
    stage: str
    public: bool
    body: str


def rows() -> list[Row]:
    """The matters, as written."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return [
            Row(r["path"], r["kind"], r["channel"], r["stage"], r["public"] == "1", r["body"])
            for r in csv.DictReader(lines)
        ]


def _early_enough(said_at: datetime, now: datetime) -> datetime:
    """Early enough that seven days of notice, moved on from holidays, have run by now."""
    calendar, week = work_calendar(), parse_limit("7 days")
    while add_limit(calendar, said_at + timedelta(days=1.5), week) > now - timedelta(days=5):
        said_at -= timedelta(days=1)
    return said_at


def _walk(row: Row, rng: random.Random, n: int, now: datetime) -> Walk:
    low, high = _AGO[row.stage]
    said_at = now - timedelta(days=rng.randint(low, high), minutes=rng.randint(30, 600))
    if row.stage in _AFTER_NOTICE:
        said_at = _early_enough(said_at, now)
    if row.path != YONGNING:
        staff_community(row.path, said_at)
    by = SYSTEM if row.channel in ("visit", "wall") else ANYBODY  # the wall asks for an account
    said = Raised(
        "shuoshi_yishi", row.path, "", row.body, kind=row.kind, channel=row.channel,
        name=fake_name(rng, n), phone=f"000{n:08}",
    )  # fmt: skip
    walk = start(said, said_at, by, handler=rng.choice(("chengban", "chengban2")))
    walk.in_office = True
    if row.stage == "said":
        return walk
    walk_yishi(walk, "reviewed" if row.public else row.stage)
    if row.public:
        _release(walk, row)
        go_on(walk, row.stage)
    return walk


def _release(walk: Walk, row: Row) -> None:
    title = read_matter(walk.id, by=SYSTEM, at=walk.at).title
    walk.does(walk.post("shuji"), "release", hours=0.2, public_title=title, public_text=row.body)


def _desk_calls(now: datetime) -> None:
    for n, (body, kind, done) in enumerate(
        (
            ("收到短信说码变了，问要怎么办，现在住三号楼。", "code_change", True),
            ("孩子在外地，想请社区每天给老人打个电话报平安。", "safe_or_help", False),
            ("问养老保险认证在哪里办。", "question", True),
        )
    ):
        at = now - timedelta(hours=5 - n)
        said = Raised(
            "desk_call", YONGNING, "", body, kind=kind, channel="desk", name=f"来电演示{n}",
            phone=f"0000000{n:04}", form={"lives_at": "三号楼", "left_district": "no"},
        )  # fmt: skip
        walk = start(said, at, actor("zhiban", at))
        if done:
            walk.does(
                actor("zhiban", at), "answer", hours=0.3, answer="已经一次说清，约好明天回电。"
            )


_NEEDS = (
    ("冬天的被子太重，自己洗不动。", "laundry", "collected", 9),
    ("下水管滴水，想请人看看。", "repair", "confirmed", 30),
    ("眼睛不好，想有人念念报纸。", "company", "matched", 22),
    ("家里大扫除，窗户够不着。", "cleaning", "accepted", 34),
    ("取药要走两站路，腿脚不便。", "errand", "closed", 120),
)
"""What is needed, its kind, the stage today, and how many hours ago it was said."""
_WISHES = (
    ("想要一个新书包。", True, "waiting", 40),
    ("想去一次图书馆。", True, "claimed", 60),
    ("想学会用手机挂号。", False, "thanked", 140),
)
_ORDERS = (
    ("问居住证怎么办。", "consult", "received", 0.3),
    ("小区门口垃圾没人清。", "help", "handling", 16),
    ("路口信号灯不亮。", "help", "answered", 40),
)


def _services(now: datetime) -> None:
    """Needs of 525, small wishes and orders of the city's hotline on their way."""
    for n, (body, kind, to, hours) in enumerate(_NEEDS):
        at = now - timedelta(hours=hours)
        walk_need(say_need(body, at, kind, f"需求演示{n}", f"0000000{n:04}"), to)
    for body, child, to, hours in _WISHES:
        walk_wish(say_wish(body, now - timedelta(hours=hours), child=child), to)
    for n, (body, kind, to, ago) in enumerate(_ORDERS):
        at = now - timedelta(hours=ago)
        walk_order(take_order(body, at, f"LL{now:%Y%m%d}-{n}", kind), to)


_HELPERS = (
    ("community", "party_member", "社区党员", ("company", "errand"), 0),
    ("community", "volunteer", "志愿者", ("repair", "it"), 0b111 << 15),
    ("community", "grid_worker", "网格员", ("mediation",), 0),
    ("health_station", "medic", "医务人员", ("medical",), 0b11 << 6),
    ("police_station", "beat_officer", "片区民警", ("mediation", "order"), 0),
    ("social_org", "social_org", "洗护员", ("laundry", "cleaning"), 0b11),
    ("estate_branch", "inservice_member", "在职党员", ("legal", "teaching"), 0b100 << 12),
)
"""Of which unit, which kind, what they are called, what they can, when they are free."""


def _helpers(now: datetime) -> None:
    """The kinds of helpers of the reference community, and a team that a department was asked for."""
    by, handler = actor("shuji", now), actor("chengban", now)
    around = {str(u.kind): u.id for u in units_under(BINHE)}
    units = around | {str(u.kind): u.id for u in units_under(YONGNING)}
    for row, (kind_of_unit, kind, called, skills, slots) in enumerate(_HELPERS):
        for n in (1, 2):
            phone = f"0000000{9000 + 10 * row + n}"
            profile = Profile(kind, f"{called}演示{n}", phone, frozenset(skills), slots=slots)
            keeper = by if by.bounds.holds(unit(units[kind_of_unit]).path) else actor("jiedao", now)
            add_helper(unit_id=units[kind_of_unit], profile=profile, by=keeper, at=now)
    if handler.unit_id is None:
        return
    team = [
        add_helper(
            unit_id=handler.unit_id,
            profile=Profile("official", f"下沉干部演示{n}"),
            by=handler,
            at=now,
        )
        for n in range(1, 5)
    ]
    form_team(
        unit_id=handler.unit_id,
        name="第一小分队",
        leader_id=team[0],
        others=team[1:],
        by=handler,
        at=now,
    )
    starts = now + timedelta(hours=14)
    wanted = Wanted(YONGNING, "采样点维持秩序", 4, starts, starts + timedelta(hours=8), "order")
    ask_for_help(wanted=wanted, unit_id=handler.unit_id, by=by, at=now)


def _votes_in_course(walks: list[tuple[Row, Walk]]) -> None:
    """Open the vote on one tabled matter, so that the demo has a ballot to vote in."""
    for row, walk in walks:
        if row.path == YONGNING and row.stage == "tabled":
            secretary = walk.post("shuji")
            act(
                matter_id=walk.id,
                block="ballot",
                name="convene",
                answers={},
                by=secretary,
                at=clock_now(),
            )
            for n in range(1, 4):
                act(
                    matter_id=walk.id, block="ballot", name="vote", answers={"choice": "yes"},
                    by=walk.post(f"daibiao{n}", "representative"), at=clock_now(),
                )  # fmt: skip
            return


def load_demo(say: Callable[[str], None]) -> bool:
    """Load the demonstration once; returns whether it was loaded now."""
    now = clock_now()
    with connection.cursor() as cursor:  # a loading that was cut off is done again from the start
        cursor.execute("SET synchronous_commit TO off")
    built = load_world(at=now - timedelta(days=60), say=say)
    if not built and _has_matters():
        return False
    rng, walks = random.Random(_SEED), list[tuple[Row, Walk]]()
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    ) as bar:
        found = rows()
        task = bar.add_task("演示的事情 / matters", total=len(found))
        for n, row in enumerate(found):
            walks.append((row, _walk(row, rng, n, now)))
            bar.advance(task)
    _desk_calls(now)
    _services(now)
    _helpers(now)
    load_care(now)
    load_roster(now)
    load_posts(now)
    load_plans(now)
    _votes_in_course(walks)
    sweep(at=now)
    deliver(at=now, most=2000)
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")
    return True


def _has_matters() -> bool:
    bounds = bounds_of(DISTRICT)
    return bool(board(lo=bounds.lo, hi=bounds.hi, most=1).rows)
