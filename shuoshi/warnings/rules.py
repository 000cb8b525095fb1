"""How a household stands by what was said of it; what a warning, a step, a plan must look like; who may. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shuoshi.events.duties import leads, oversees, works
from shuoshi.events.moments import AHEAD
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.lengths import at_most, says
from shuoshi.reach.terms import Actor
from shuoshi.warnings.ladders import Ladder, ladders
from shuoshi.warnings.terms import (
    HEADLINE_MOST,
    LEVELS,
    LONGEST,
    NOTE_MOST,
    ROUTE_MOST,
    SOURCE_MOST,
    TEXT_MOST,
    WHERE_MOST,
    Level,
    MayNotCall,
    MayNotWarn,
    PlanSaid,
    Relayed,
    Said,
    Stand,
    Step,
    Wants,
    Way,
    Whom,
)

_ISSUED_MOST = timedelta(days=3)
_PEOPLE_MOST = 50
_ORDER = list(Stand)


@dataclass(frozen=True, slots=True)
class Told:
    """One step, as it counts: what, when, how many, where, why."""

    step: Step
    at: datetime
    people: int | None = None
    where: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a household stands.

    Shape:   `stays`: the code of why it does not leave; `people` how many have left, `where` they are (as it is kept);
             `tried` how often nobody answered, the last at `tried_at`.
    """

    stand: Stand = Stand.WAITING
    help: bool = False
    stays: str = ""
    people: int | None = None
    where: str = ""
    tried: int = 0
    tried_at: datetime | None = None
    answered_at: datetime | None = None
    moved_at: datetime | None = None
    arrived_at: datetime | None = None
    home_at: datetime | None = None


def standing(told: Iterable[Told]) -> Standing:
    """How a household stands by everything that was said of it, in the order in which it happened and not in which it
    came in: phones bring things home late."""
    now = Standing()
    for one in sorted(told, key=lambda t: t.at):
        now = _after(now, one)
    return now


def _after(now: Standing, told: Told) -> Standing:
    if told.step is Step.TRIED:
        return replace(now, tried=now.tried + 1, tried_at=told.at)
    now = replace(now, answered_at=now.answered_at or told.at)
    if now.stand is Stand.WAITING:
        now = replace(now, stand=Stand.ANSWERED)
    match told.step:
        case Step.HELP:
            return replace(now, help=True)
        case Step.HELPED:
            return replace(now, help=False)
        case Step.STAYS:
            return replace(
                now, stand=Stand.ANSWERED, stays=told.why, moved_at=None, arrived_at=None, people=None,
                where=told.where,
            )  # fmt: skip
        case Step.MOVED:
            return replace(
                now, stand=Stand.MOVED, stays="", moved_at=told.at, people=told.people, where=told.where,
                arrived_at=None, home_at=None,
            )  # fmt: skip
        case Step.ARRIVED:
            return replace(
                now, stand=Stand.ARRIVED, stays="", help=False, moved_at=now.moved_at or told.at, arrived_at=told.at,
                people=now.people if told.people is None else told.people, where=told.where or now.where, home_at=None,
            )  # fmt: skip
        case Step.HOME:
            return replace(
                now, stand=Stand.HOME, stays="", help=False, people=None, where="", home_at=told.at
            )
    return now


@dataclass(frozen=True, slots=True)
class Asked:
    """What a household was asked: under which ladder, to do what, how many live there, whether the warning is over."""

    ladder: Ladder
    wants: Wants
    people: int
    over: bool


def settled(now: Standing, asked: Asked) -> bool:
    """Whether nobody has to come for a household any more: it answered, and where it is to leave all of it has
    arrived, or stays where it is safe, or is home after the end; and it needs no help."""
    if now.help or now.stand is Stand.WAITING:
        return False
    if asked.wants is not Wants.MOVE:
        return True
    if now.stand is Stand.ARRIVED:
        return now.people is None or now.people >= asked.people
    if now.stand is Stand.HOME:
        return asked.over
    why = asked.ladder.stays.get(now.stays)
    return why is not None and why.safe


def climbs_at(ladder: Ladder, due_at: datetime, climbed: int) -> datetime | None:
    """When the next rung hears of it; None where there is none."""
    if climbed >= len(ladder.rungs):
        return None
    return due_at + timedelta(minutes=ladder.rungs[climbed].after_min)


def may_warn(by: Actor) -> None:
    """Raises MayNotWarn for whoever leads nothing."""
    if not leads(by):
        raise MayNotWarn


def may_look(by: Actor) -> None:
    """Raises MayNotCall for whoever neither works in an emergency nor oversees a range."""
    if not works(by) and not oversees(by):
        raise MayNotCall


def may_call(by: Actor) -> None:
    """Raises MayNotCall for whoever is nowhere on duty."""
    if not works(by):
        raise MayNotCall


def warning_fits(said: Relayed, ladder: Ladder, at: datetime) -> None:
    """Raises BadInput with its field."""
    if said.level not in set(Level) or Level(said.level) not in ladder.levels:
        raise BadInput("请从选项里选。", field="level")
    if said.whom not in set(Whom):
        raise BadInput("请从选项里选。", field="whom")
    says(said.headline, "headline", HEADLINE_MOST)
    if any(name.zh in said.headline for level, name in LEVELS.items() if level != said.level):
        raise BadInput("这一句里的颜色和选的颜色不一样。", field="headline")
    says(said.text, "text", TEXT_MOST)
    says(said.source, "source", SOURCE_MOST)
    at_most(said.reference, "reference", SOURCE_MOST)
    if not at - _ISSUED_MOST <= said.issued_at <= at + AHEAD:
        raise BadInput("发布的时间不对：最多三天以前，不能在以后。", field="issued_at")
    if said.until <= at:
        raise BadInput("已经过去了。", field="until")
    if said.until - at > LONGEST:
        raise BadInput("最多 %(most)s 天。", field="until", most=LONGEST.days)


def step_fits(said: Said, ladder: Ladder) -> None:
    """Raises BadInput with its field."""
    if said.step not in set(Step):
        raise BadInput("请从选项里选。", field="step")
    if said.way not in set(Way):
        raise BadInput("请从选项里选。", field="way")
    if said.people is not None and not 0 <= said.people <= _PEOPLE_MOST:
        raise BadInput("写 %(least)s 到 %(most)s。", field="people", least=0, most=_PEOPLE_MOST)
    if said.step == Step.STAYS and said.why not in ladder.stays:
        raise BadInput("请从选项里选。", field="why")
    if said.step != Step.STAYS and said.why:
        raise BadInput("选了“没有走”才写为什么。", field="why")
    if said.people == 0 and said.step in (Step.MOVED, Step.ARRIVED):
        raise BadInput("写 %(least)s 到 %(most)s。", field="people", least=1, most=_PEOPLE_MOST)
    at_most(said.where, "where", WHERE_MOST)
    at_most(said.note, "note", NOTE_MOST)


def plan_fits(said: PlanSaid) -> None:
    """Raises BadInput with its field."""
    known = ladders()
    if not said.threats:
        raise BadInput("至少选一样。", field="threats")
    if not said.threats <= set(known):
        raise BadInput("请从选项里选。", field="threats")
    needs = set().union(*(known[name].needs for name in said.threats))
    if not said.needs <= needs:
        raise BadInput("请从选项里选。", field="needs")
    says(said.route, "route", ROUTE_MOST)
    says(said.shelter, "shelter", WHERE_MOST)
