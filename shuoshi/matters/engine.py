"""The engine: read under the reach, decide in Python, apply in one statement.

A move costs two round trips, and two more a block with state. No scope is opened round it: the
SQL functions take role and bounds themselves.
"""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.kernel.errors import Conflict, Refusal
from shuoshi.matters.changes import Change, Deciding
from shuoshi.matters.children import child_of
from shuoshi.matters.deciding import decide, opened_by
from shuoshi.matters.forms import read_answers
from shuoshi.matters.merging import MOVES, counted, other_of
from shuoshi.matters.reading import read_matter
from shuoshi.matters.releasing import fit_for_all
from shuoshi.matters.rules import fit_extension, why_not
from shuoshi.matters.situation import Situation
from shuoshi.matters.staging import anchor_of, in_stage
from shuoshi.matters.terms import BadAnswers, MatterNotFound, Moved, Snapshot, Stale
from shuoshi.places.queries import way_to
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import BLOCKS, InStage
from shuoshi.programmes.queries import definition
from shuoshi.reach.terms import SYSTEM, Actor, Reach
from shuoshi.units.queries import work_calendar

_APPLY = "SELECT matters_apply(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
_AUTOMATIC_MOST = 8
_TRIES = 3


def situation(
    matter_id: UUID, *, by: Actor, at: datetime
) -> tuple[Situation, dict[str, tuple[InStage, Any]]]:
    """A matter as this actor may judge it, with the state of its stage's blocks.

    Shape:   one statement, and one scope a block that keeps state.
    Raises:  MatterNotFound
    """
    m = read_matter(matter_id, by=by, at=at)
    at = max(at, m.stage_since)  # another server's clock may be a moment ahead of this one's
    d, calendar = definition(m.version_id), work_calendar(m.calendar_revision)
    bare = Situation(d, m, calendar, at)
    states: dict[str, tuple[InStage, Any]] = {}
    outcomes: set[str] = set()
    guards: dict[str, str] = {}
    for name in d.stages[m.stage].blocks:
        block, stage = BLOCKS[name], in_stage(bare, name, by)
        state = block.load(stage, by)
        states[name] = (stage, state)
        came = block.outcome(stage, state, at)
        if came:
            outcomes.add(f"{name}.{came}")
        for move in d.moves_from[m.stage]:
            says = block.guard(stage, state, move, {})
            if says:
                guards[move] = says
    if m.due_at and at >= m.due_at:
        outcomes.add("deadline.passed")
    if m.children and all(child["closed"] for child in m.children):
        outcomes.add("children.closed")
    return replace(bare, outcomes=frozenset(outcomes), guards=guards), states


def _deciding(
    now: Situation,
    states: Mapping[str, tuple[InStage, Any]],
    name: str,
    by: Actor,
    timer_id: UUID | None,
    climb: int | None,
) -> Deciding:
    m, shown, told = now.matter, dict[str, Any](), dict[str, Any]()
    upon = now.definition.move(name).upon or ""
    block = upon.partition(".")[0]
    if block in states:
        stage, state = states[block]
        shown, told = (
            dict(BLOCKS[block].public(stage, state)),
            dict(BLOCKS[block].told(stage, state)),
        )
    place = street = ""
    if name == "release":
        way = way_to(m.path)
        place = " ".join(p.name for p in way if len(p.path) >= 12) or way[-1].name
        street = next((p.name for p in way if len(p.path) == 9), "")
    return Deciding(
        now=now,
        by=by,
        anchor=anchor_of(now),
        shown=shown,
        told=told,
        place_name=place,
        street_name=street,
        timer_id=timer_id,
        climb=climb,
    )


def apply_change(m: Snapshot, change: Change, by: Actor) -> tuple[str, ...]:
    """Write a change, if the matter is still at the revision that was read.

    Shape:   gives the numbers of the matters that it opened.

    Raises:  MatterNotFound, Stale
    """
    with connection.cursor() as cursor:
        cursor.execute(_APPLY, [*by.settings(), m.id, m.revision, json.dumps(change)])
        said = cursor.fetchone()[0]
    if said == "gone":
        raise MatterNotFound
    if said == "stale":
        raise Stale
    return tuple(said.split()[1:])


def _read(
    now: Situation,
    states: Mapping[str, tuple[InStage, Any]],
    name: str,
    answers: Mapping[str, Any],
    by: Actor,
) -> dict[str, Any]:
    """The answers to what the move asks, well formed, and fit for everybody's eyes where they show.

    Raises:  BadAnswers
    """
    d, form = now.definition, now.matter.form
    given = dict(answers)
    for block, (stage, _state) in states.items():
        given |= BLOCKS[block].completes(stage, given) if by.reach is not Reach.ENGINE else {}
    read = read_answers(d, d.move(name).asked(), given, now.at, form)
    for block, (stage, state) in states.items():
        asked = read and by.reach is not Reach.ENGINE
        says = BLOCKS[block].guard(stage, state, name, read) if asked else None
        if says:
            chosen = next((f for f in read if d.field_types.get(f) == "unit"), "holder")
            raise BadAnswers({chosen: says})
    fit_extension(now, name, read)
    fit_for_all(now, name, by, read)
    return read


def move(
    *,
    matter_id: UUID,
    name: str,
    answers: Mapping[str, Any],
    by: Actor,
    at: datetime,
    revision: int | None = None,
    timer_id: UUID | None = None,
    climb: int | None = None,
    entry: int | None = None,
) -> Moved:
    """Make one move of a matter.

    Shape:   `revision` is what the mover saw; another one is refused. `timer_id`, `climb` and
             `entry` are set by the sweep alone. What an outcome makes by itself afterwards is made before this returns.
    Locks:   the matter's row, by comparing and setting its revision.
    Raises:  MatterNotFound, NoSuchMove, WrongStage, NotYourMove, NotYourUnit, OwnWork, NotYet,
             BadAnswers, Stale
    Source:  DESIGN.md "The one idea"
    """
    now, states = situation(matter_id, by=by, at=at)
    m, d = now.matter, now.definition
    if revision not in (None, m.revision) or entry not in (None, m.entry):
        raise Stale
    refusal = why_not(now, name, by)
    if refusal:
        raise refusal
    read = _read(now, states, name, answers, by)
    other = other_of(m, name, read, by)
    opens = [
        child_of(m, opens, copied, by, at, now.calendar)
        for opens, copied in opened_by(now, d.move(name), read)
    ]
    change = decide(_deciding(now, states, name, by, timer_id, climb), name, read, opens)
    if other:
        change["me_too"] = counted(m, name, other, at)
    opened = apply_change(m, change, by)
    to = change["matter"]["stage"]
    _afterwards(m, d, to, at)
    if other and other.id:  # a word on it; the merge stands without it
        with contextlib.suppress(Refusal):
            words = {"words": f"{MOVES[name]}：{m.number}"}
            move(matter_id=other.id, name="comment", answers=words, by=by, at=at)
    due = change["matter"]["due_at"]
    return Moved(
        m.id,
        m.number,
        change["step"]["move"],
        to,
        m.revision + 1,
        datetime.fromisoformat(due) if due else None,
        m.version_id,
        opened,
    )


def _afterwards(m: Snapshot, d: Definition, to: str, at: datetime) -> None:
    """What a move sets off by itself: an outcome that it brought, a parent that waits for this."""
    if to == m.stage and any(BLOCKS[name].watches_moves for name in d.stages[to].blocks):
        settled(m.id, at=at)
    if d.stages[to].final is not None and m.parent_id is not None:
        settled(m.parent_id, at=at)


def settle(
    matter_id: UUID, *, at: datetime, timer_id: UUID | None = None, entry: int | None = None
) -> tuple[Moved, ...]:
    """Make the moves that outcomes make by themselves, until none is due.

    Shape:   called after an act of a block, a closed child, or by the sweep, which names the
             `entry` of the stage that its timer belongs to.
    Raises:  Stale when somebody moved the matter meanwhile
    """
    made: list[Moved] = []
    for _ in range(_AUTOMATIC_MOST):
        now, _states = situation(matter_id, by=SYSTEM, at=at)
        if not made and entry not in (None, now.matter.entry):
            raise Stale
        due = [now.definition.upon(now.matter.stage, outcome) for outcome in sorted(now.outcomes)]
        name = next((n for n in due if n and why_not(now, n, SYSTEM) is None), None)
        if name is None:
            return tuple(made)
        made.append(
            move(
                matter_id=matter_id,
                name=name,
                answers={},
                by=SYSTEM,
                at=at,
                revision=now.matter.revision,
                timer_id=None if made else timer_id,
            )
        )
    raise Conflict("这件事的程序绕了圈子，请联系管理员。")


def settled(matter_id: UUID, *, at: datetime) -> tuple[Moved, ...]:
    """`settle` for what has already been done and stands: somebody else's move in between only
    means that they, or the next try, settle it."""
    for _ in range(_TRIES):
        try:
            return settle(matter_id, at=at)
        except Conflict:
            continue
    return ()


def act(
    *, matter_id: UUID, block: str, name: str, answers: Mapping[str, Any], by: Actor, at: datetime
) -> tuple[Moved, ...]:
    """Do an act of a block (vote, answer, report), then what its outcome makes by itself.

    Raises:  MatterNotFound, and what the block refuses
    """
    m = read_matter(matter_id, by=by, at=at)
    d = definition(m.version_id)
    if block not in d.stages[m.stage].blocks:
        raise Conflict("这件事已经不在这个阶段了，请看最新的内容。")
    now = Situation(d, m, work_calendar(m.calendar_revision), at)
    BLOCKS[block].act(in_stage(now, block, by), name, answers, by, at)
    return settled(matter_id, at=at)
