"""Who holds a matter in the stage that it enters."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shuoshi.matters.changes import Deciding
from shuoshi.matters.terms import Snapshot
from shuoshi.programmes.ports import body_of
from shuoshi.programmes.schema import Stage


def holder_in(d: Deciding, to: str, answers: Mapping[str, Any]) -> UUID:
    """Who holds the matter in its next stage: named, by the stage's owner, whoever handled it last, or as
    before."""
    m, stages = d.now.matter, d.now.definition.stages
    if "holder" in answers:
        return UUID(answers["holder"])
    stage, left = stages[to], stages[m.stage]
    owner = (body_of(stage.blocks) or "") if stage.owner == "body" else stage.owner
    if owner in m.units:
        return m.units[owner]
    if owner == "holder" and (left.owner != "holder" or left.final is not None):
        return _handled(m, stages, to) or m.holder_id
    return m.holder_id


def _handled(m: Snapshot, stages: Mapping[str, Stage], to: str) -> UUID | None:
    """The unit that held the stage before, else the one that last held a stage of a holder's."""
    held = m.marks.get("held", {})
    back = (s.from_stage for s in reversed(m.steps) if s.from_stage in held)
    own = (name for name in back if name in stages and stages[name].owner == "holder")
    name = to if to in held else next(own, None)
    return UUID(held[name]) if name else None
