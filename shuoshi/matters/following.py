"""After a merger the open matters of the old units pass to the new ones, each by a step."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import Refusal
from shuoshi.matters.engine import move
from shuoshi.places.queries import successions
from shuoshi.places.terms import SuccessionKind
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.units.queries import units_of

_HELD = "SELECT id FROM matters_matter WHERE holder_id = %s AND closed_at IS NULL ORDER BY id"


def pass_on(*, at: datetime) -> int:
    """Hand open matters of places that became part of others to the unit of the same kind there.

    Shape:   returns how many were handed on. Safe to repeat: what was handed on is held there no
             more; what somebody moves meanwhile waits for the next time.
    """
    passed = 0
    for succession in successions():
        if succession.on > local_date(at) or succession.kind == SuccessionKind.SPLIT:
            continue
        new = {u.kind: u.id for u in units_of(succession.after.path)}
        for old in units_of(succession.before.path):
            if old.kind in new:
                passed += _pass(old.id, new[old.kind], at)
    return passed


def _pass(old: UUID, new: UUID, at: datetime) -> int:
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_HELD, [old])
        held = [row[0] for row in cursor.fetchall()]
    passed = 0
    for matter_id in held:
        try:
            answers = {"holder": str(new)}
            move(matter_id=matter_id, name="pass_on", answers=answers, by=SYSTEM, at=at)
            passed += 1
        except Refusal:
            continue  # somebody moved it just now: the next round sees it as it is then
    return passed
