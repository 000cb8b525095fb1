"""What everybody may see of a matter, and what waits for a reviewer to release it."""

from datetime import datetime

from shuoshi.kernel.texts import marked
from shuoshi.matters.situation import Situation
from shuoshi.programmes.conditions import holds
from shuoshi.programmes.ports import BLOCKS
from shuoshi.reach.terms import Actor


def is_for_all(now: Situation) -> bool:
    """Whether everybody may see the matter once a reviewer has released it."""
    public = now.definition.programme.public
    return public is not None and not now.matter.private and holds(public.when, now.names())


def seen_since(now: Situation) -> datetime | None:
    """Since when everybody may see what this stage is to show them: the matter, and the fields that its
    public notice names."""
    d = now.definition
    blocks, release = d.stages[now.matter.stage].blocks, d.programme.builtin.release
    fields = [f for name, settings in blocks.items() for f in BLOCKS[name].makes_public(settings)]
    return now.matter.shown_since(fields, release.by if release else ())


def notice_waits(now: Situation) -> bool:
    """Whether this stage's public notice waits for a release: it, and the stage's time, begin there."""
    stage = now.definition.stages[now.matter.stage]
    asks = any(BLOCKS[name].invites_objections for name in stage.blocks)
    return asks and seen_since(now) is None and is_for_all(now)


def hangs_after_release(now: Situation) -> bool:
    """Whether it is to hang on the message wall and nobody has released it yet, though they may."""
    public = now.definition.programme.public
    walled = now.matter.channel == "wall" or bool(public and public.wall)
    open_yet = now.matter.closed_at is None and not now.matter.published and is_for_all(now)
    return walled and open_yet and why_not_released(now) is None


def why_not_released(now: Situation, by: Actor | None = None) -> str | None:
    """Why nobody may release it yet, or nothing."""
    public = now.definition.programme.public
    if public is None:
        return marked("这个程序不公开。")
    if not holds(public.when, now.names()):
        return marked("说事人要求不公开。")
    order = list(now.definition.programme.stages)
    if now.matter.stage in order and order.index(now.matter.stage) < order.index(public.start):
        return marked("还没有审过，不能公开。")
    return None
