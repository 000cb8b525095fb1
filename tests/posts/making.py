"""A post at the edge of a community with an epidemic on: for tests of posts.

What a test says otherwise comes as keywords of any type; that is what the ignored types are.
"""

from datetime import datetime, timedelta
from uuid import UUID

from shuoshi.kernel.ids import new_id
from shuoshi.posts.passing import pass_through
from shuoshi.posts.setting_up import open_post
from shuoshi.posts.terms import PassedOut, Passing, PostSaid
from shuoshi.privacy.switching import switch_on
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.care.making import unit
from tests.conftest import AT, Cast

CHECKS = "epidemic_2022_03"
USUAL = {"plates": "local", "code": "green", "trip": "clear", "heat": "normal", "way": "here"}
PLATE = {"plate": "晋J·88888", "phone": "13800000007"}


def on(
    cast: Cast,
    *,
    kind: str = "epidemic",
    drill: bool = False,
    at: datetime = AT - timedelta(days=1),
) -> UUID:
    """An emergency, on since yesterday."""
    return switch_on(
        kind=kind, order_number="离应急〔2026〕1 号", legal_basis="突发事件应对法", purpose="查验",
        last_on=at.date() + timedelta(days=14), keep_days=3, drill=drill, by=cast("zhihui"), at=at,
    )  # fmt: skip


def a_post(cast: Cast, name: str = "高速口", by: str = "shuji", **more: object) -> UUID:
    given = {"kind": "epidemic", "lanes": 4, "phone": "0358-8220000"} | more
    said = PostSaid(YONGNING, unit("community"), name, "石盘站出口", **given)  # type: ignore[arg-type]
    return open_post(said=said, by=cast(by), at=AT - timedelta(hours=20))


def one(at: datetime = AT, **more: object) -> Passing:
    """A passage: the usual car unless its answers say otherwise."""
    answers = USUAL | more.pop("answers", {})  # type: ignore[operator]
    return Passing(new_id(at), at, CHECKS, answers, **more)  # type: ignore[arg-type]


def passed(
    cast: Cast, post: UUID, *items: Passing, by: str = "shuji", at: datetime = AT
) -> tuple[PassedOut, ...]:
    return pass_through(post_id=post, items=items, by=cast(by), at=at)
