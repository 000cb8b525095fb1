"""Matters that were said and answered elsewhere before they came here."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from shuoshi.kernel.bigrams import lexemes
from shuoshi.kernel.ids import new_id
from shuoshi.matters.opening import opening_change
from shuoshi.matters.terms import Raised
from shuoshi.programmes.queries import current
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor

_OPEN = "SELECT matters_open(%s)"
_APPLY = "SELECT matters_apply(%s, %s, %s, %s, %s, %s, %s, 1, %s)"


def known_outside(channel: str) -> set[str]:
    """Outside ids that a channel has brought in already. One statement in a scope."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT outside_id FROM matters_matter WHERE channel = %s", [channel])
        return {row[0] for row in cursor.fetchall() if row[0]}


def judge_imported(*, said: Raised, at: datetime, answer: str, by: Actor) -> None:
    """What `open_imported` would refuse, with nothing written. One statement.

    Raises:  PlaceNotFound, BadAnswers
    """
    opening_change(said=said, by=by, at=at, anywhere=bool(answer))


def open_imported(
    *,
    said: Raised,
    at: datetime,
    answer: str,
    answered_at: datetime | None,
    recorded_at: datetime,
    by: Actor,
) -> None:
    """Open a matter as it was said at `at`; answered ones are closed as archived with their answer.

    Shape:   happened when it happened, recorded now; no notice is sent and no timer is set.
    Raises:  PlaceNotFound, BadAnswers
    """
    new, version = opening_change(said=said, by=by, at=at, anywhere=bool(answer))
    new["notices"], new["timers"] = [], []
    new["journal"]["recorded_at"] = recorded_at.isoformat()
    new["step"]["recorded_at"] = recorded_at.isoformat()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_OPEN, [json.dumps(new)])
        if answer:
            change = _closing(new, version, answer, answered_at or at, recorded_at, by)
            cursor.execute(_APPLY, [*by.settings(), new["matter"]["id"], json.dumps(change)])


def _closing(
    new: Mapping[str, Any],
    version: str,
    answer: str,
    at: datetime,
    recorded_at: datetime,
    by: Actor,
) -> dict[str, Any]:
    when, recorded = at.isoformat(), recorded_at.isoformat()
    m = new["matter"]
    holder = m["holder_id"]
    stages = current(m["programme"]).programme.stages
    stage = next(name for name, rule in stages.items() if rule.final == "done")
    return {
        "matter": {
            "stage": stage, "entry": 2, "holder_id": holder, "assignee_id": None, "helper_id": None,
            "kind": m["kind"], "private": m["private"], "stage_since": when, "due_at": None,
            "first_due_at": m["due_at"], "overall_due_at": None, "colour": "", "marks": {},
            "closed_at": when, "outcome": "done", "version_id": version,
        },
        "step": {
            "id": str(new_id(at)), "move": "answered_elsewhere", "from_stage": m["stage"],
            "to_stage": stage, "at": when, "recorded_at": recorded, "role": by.role,
            "said_by": "", "account_id": None, "unit_id": None, "holder_id": holder,
            "due_before_at": m["due_at"], "due_at": None, "paused": False,
            "answers": {"result": answer},
        },
        "text": {"result": answer},
        "words": lexemes((answer,)),
        "journal": {
            "id": str(new_id(recorded_at)), "recorded_at": recorded, "happened_at": when,
            "kind": "matters.answered_elsewhere", "other_id": None, "account_id": None,
            "duty_id": None, "role": by.role,
        },
        "notices": [], "timers": [], "timer": None, "parent_timer": None, "retimed": False,
        "opens": [], "publish": None, "release": None, "pictures": None,
    }  # fmt: skip
