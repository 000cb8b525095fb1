"""May this thing now? One predicate: it refuses the move, and it hides the button."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from shuoshi.accounts.terms import LOOKERS, ROLES
from shuoshi.kernel.errors import Refusal
from shuoshi.kernel.limits import parse_limit
from shuoshi.kernel.texts import Bilingual, Worded, marked
from shuoshi.kernel.worktime import add_limit
from shuoshi.matters.openness import why_not_released
from shuoshi.matters.situation import Situation
from shuoshi.matters.terms import (
    BadAnswers,
    Erased,
    NotYet,
    NotYourMove,
    NotYourUnit,
    OwnWork,
    PastStep,
    Snapshot,
    WrongStage,
)
from shuoshi.programmes.conditions import holds
from shuoshi.programmes.schema import Move
from shuoshi.programmes.standard import EXTENDED
from shuoshi.reach.terms import Actor, Reach

RAISERS = (Reach.TOKEN, Reach.RESIDENT)
APPROVAL = ".approval"
UNMERGE_WITHIN = timedelta(days=30)
"""How long a merge can be undone. Ours (mark P)."""


def may_role(move: Move, by: Actor) -> bool:
    """Whether the actor's role is among those that a move names."""
    if by.reach is Reach.ENGINE:
        return "system" in move.by or (move.upon is not None and not move.by)
    roles = set(move.by) | set(move.approvals.by if move.approvals else ())
    if "*" in roles:
        return by.reach is not Reach.PUBLIC and by.role not in LOOKERS
    return by.role in roles or ("raiser" in roles and by.reach in RAISERS)


def _made(s: Snapshot, names: tuple[str, ...]) -> list[PastStep]:
    return [step for step in s.steps if step.move in names]


def why_not(now: Situation, name: str, by: Actor) -> Refusal | None:
    """Why this actor can't make this move now, or nothing.

    Shape:   the order is the reader's: the stage first, then the post, then the condition.
    Raises:  NoSuchMove
    """
    move, m = now.definition.move(name), now.matter
    said = move.name
    if name not in now.definition.moves_from.get(m.stage, ()):
        return WrongStage(stage=now.definition.stage(m.stage).name, move=said)
    if m.erased:
        return Erased()
    if not may_role(move, by):
        return NotYourMove(move=said, roles=_roles(move))
    if move.of_holder and by.reach is not Reach.ENGINE and by.unit_id != m.holder_id:
        return NotYourUnit()
    own = by.account_id and any(s.account_id == by.account_id for s in _made(m, move.not_by))
    same = by.unit_id and any(s.unit_id == by.unit_id for s in _made(m, move.not_unit_of))
    if own or same:
        return OwnWork(move=said)
    if move.upon and move.upon not in now.outcomes:
        return NotYet(move=said)
    if move.when and not holds(move.when, now.names()):
        waits = "children" in move.when and any(not child["closed"] for child in m.children)
        return NotYet(marked("转出去、请人协办的还没有办完。")) if waits else NotYet(move=said)
    if any(o.programme not in m.programmes for o in move.opens):
        return NotYet(marked("要转入的程序还没有安装。"))
    if name in now.guards:
        return NotYet(now.guards[name])
    returned = _returned(now, name, move, by)
    if returned:
        return NotYet(returned)
    if move.approvals and _approved(now, name, by):
        return OwnWork(move=said)
    standard = _STANDARD.get(name)
    text = standard(now, by) if standard else None
    return NotYet(text) if text else None


def _returned(now: Situation, name: str, move: Move, by: Actor) -> str | None:
    """Why a matter can't be handed back any more: its time is over, or this unit did so once and got it
    again, which was the ruling."""
    m = now.matter
    ends = now.ends()(move.within, m.stage_since) if move.within else None
    if ends and now.at > ends:
        return marked("过了可以退回的期限。")
    if move.once_a_unit and by.unit_id and any(s.unit_id == by.unit_id for s in _made(m, (name,))):
        return marked("你们退过一次，又交回来了，不能再退。")
    return None


def _roles(move: Move) -> Bilingual:
    known = [ROLES[role].name for role in move.by if role in ROLES] or [ROLES["system"].name]
    return Bilingual("、".join(n.zh for n in known), ", ".join(n.en for n in known))


def approvals_so_far(now: Situation, name: str) -> int:
    """How many approvals a move has in this entry of the stage."""
    return sum(1 for s in now.matter.in_this_entry() if s.move == name + APPROVAL)


def _approved(now: Situation, name: str, by: Actor) -> bool:
    """Whether this person, or another of their unit or role where each counts once, has approved."""
    rule = now.definition.move(name).approvals
    each = rule.each if rule else "person"
    made = [s for s in now.matter.in_this_entry() if s.move == name + APPROVAL]
    return any(
        s.account_id == by.account_id
        or (each == "unit" and s.unit_id == by.unit_id)
        or (each == "role" and s.role == by.role)
        for s in made
    )


def pending_extension(m: Snapshot) -> PastStep | None:
    """The request for more time that nobody has answered yet."""
    for step in reversed(m.in_this_entry()):
        if step.move in (EXTENDED, "refuse_extension"):
            return None
        if step.move == "ask_extension":
            return step
    return None


def _ask_extension(now: Situation, by: Actor) -> str | None:
    extend, m = now.definition.programme.builtin.extend, now.matter
    granted = sum(1 for step in m.steps if step.move == EXTENDED)
    if m.due_at is None:
        return marked("这个阶段没有时限，不用延期。")
    if now.at >= m.due_at:
        return marked("已经到期了，不能再申请延期。")
    if pending_extension(m):
        return marked("已经有一个延期申请在等答复。")
    if extend and granted >= extend.max:
        return marked("延期的次数已经用完。")
    return None


def fit_extension(now: Situation, name: str, read: Mapping[str, Any]) -> None:
    """That as much time is asked for as the file grants at most, and some. Raises BadAnswers."""
    extend = now.definition.programme.builtin.extend
    if name != "ask_extension" or extend is None:
        return
    most = parse_limit(extend.most).n
    if not 1 <= int(read.get("days", 0)) <= most:
        raise BadAnswers({"days": Worded(marked("请填 1 到 %(most)s 个工作日。"), {"most": most})})


def _answer_extension(now: Situation, by: Actor) -> str | None:
    return None if pending_extension(now.matter) else marked("没有等待答复的延期申请。")


def _give_back(now: Situation, by: Actor) -> str | None:
    return None if _came_from(now) else marked("没有可以退回的上一阶段。")


def _hide(now: Situation, by: Actor) -> str | None:
    return None if now.matter.published else marked("它现在没有公开。")


def reopen_until(now: Situation) -> datetime | None:
    """Until when a finished matter may be opened again: the one window, for page, API and engine."""
    m, rule = now.matter, now.definition.programme.reopen
    if rule is None or m.closed_at is None or m.outcome != "done":
        return None
    return add_limit(now.calendar, m.closed_at, parse_limit(rule.within))


def _reopen(now: Situation, by: Actor) -> str | None:
    until = reopen_until(now)
    if until is None:
        return marked("这件事不能重新打开。")
    if now.at > until:
        return marked("过了可以重新打开的期限，请重新说一件事。")
    return None


def _unmerge(now: Situation, by: Actor) -> str | None:
    closed = now.matter.closed_at
    if closed is None or now.at > closed + UNMERGE_WITHIN:
        return marked("并案超过三十天，不能再撤销。")
    return _give_back(now, by)


def _claim(now: Situation, by: Actor) -> str | None:
    if by.account_id is None:
        return marked("只有工作人员能接到自己手里。")
    return marked("已经在您手里了。") if now.matter.assignee_id == by.account_id else None


_STANDARD = {
    "ask_extension": _ask_extension,
    EXTENDED: _answer_extension,
    "refuse_extension": _answer_extension,
    "give_back": _give_back,
    "release": why_not_released,
    "hide": _hide,
    "reopen": _reopen,
    "unmerge": _unmerge,
    "claim": _claim,
}


def open_moves(now: Situation, by: Actor) -> tuple[str, ...]:
    """The moves that this actor may make now, in the file's order, the standard ones after."""
    names = now.definition.moves_from.get(now.matter.stage, ())
    return tuple(name for name in names if why_not(now, name, by) is None)


def may_attach(now: Situation, by: Actor) -> bool:
    """Whether files may be added: to what still runs, by the raiser or whoever has a move to make."""
    if now.matter.closed_at is not None:
        return False
    own = now.definition.programme.moves
    return by.reach in RAISERS or any(name in own for name in open_moves(now, by))


def target(now: Situation, name: str, answers: Mapping[str, Any]) -> str:
    """The stage that a move leads to: the first branch whose condition holds."""
    move, m = now.definition.move(name), now.matter
    names = now.names(answers)
    branch = next(b for b in move.branches() if b.when is None or holds(b.when, names))
    if branch.to == "=":
        return m.stage
    if branch.to == "previous":
        came = _came_from(now)
        if came is None:
            raise NotYet(marked("没有可以退回的上一阶段。"))
        return came
    return branch.to


def _came_from(now: Situation) -> str | None:
    """The stage before this one on the way here; what was given back is off the way."""
    way: list[str] = []
    for step in now.matter.steps:
        if step.from_stage in ("", step.to_stage):
            continue
        if way and way[-1] == step.to_stage and _goes_back(now, step.move):
            way.pop()
        else:
            way.append(step.from_stage)
    return way[-1] if way else None


def _goes_back(now: Situation, name: str) -> bool:
    move = now.definition.moves.get(name)
    return move is not None and any(branch.to == "previous" for branch in move.branches())
