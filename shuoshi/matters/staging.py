"""A matter as the blocks of its stage get to know it."""

from shuoshi.matters.clocks import Anchor
from shuoshi.matters.openness import is_for_all, seen_since
from shuoshi.matters.rules import RAISERS
from shuoshi.matters.sealed import key_of, plain_fields
from shuoshi.matters.situation import Situation
from shuoshi.programmes.ports import ANCHORS, BLOCKS, InStage
from shuoshi.reach.terms import Actor


def anchor_of(now: Situation) -> Anchor:
    """When an event that a limit ends at comes next, seen from this situation."""
    path, at = now.matter.path, now.at
    return lambda event: ANCHORS[event](path, at) if event in ANCHORS else None


def in_stage(now: Situation, block: str, by: Actor) -> InStage:
    """What a block gets to know of a matter."""
    m, d = now.matter, now.definition
    settings = BLOCKS[block].settings.model_validate(d.stages[m.stage].blocks[block])
    return InStage(
        matter_id=m.id,
        programme=m.programme,
        stage=m.stage,
        entry=m.entry,
        path=m.path,
        holder_id=m.holder_id,
        stage_since=m.stage_since,
        due_at=m.due_at,
        form=plain_fields(now.definition, m.form),
        moves=m.counts_here(),
        is_raiser=by.reach in RAISERS,
        settings=settings,
        at=now.at,
        ends=now.ends(anchor_of(now)),
        for_all=is_for_all(now),
        shown_since=seen_since(now),
        did={name: m.made_by(name) for name in BLOCKS[block].excludes(settings)},
        kind=m.kind, key=key_of(m.marks),
    )  # fmt: skip
