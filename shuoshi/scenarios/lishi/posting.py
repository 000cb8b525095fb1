"""The demonstration's posts: one at the motorway exit, manned by the roster, one at the edge of the forest. They
count once somebody switches an emergency of their kind on."""

from datetime import datetime

from shuoshi.kernel.clock import local_date
from shuoshi.posts.setting_up import open_post
from shuoshi.posts.terms import PostSaid
from shuoshi.rosters.queries import spots_within
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.scenarios.lishi.walking import actor
from shuoshi.units.models import Unit


def load_posts(now: datetime) -> None:
    """Set up, nothing counted yet."""
    by = actor("shuji", now)
    unit = Unit.objects.get(kind="community", path=YONGNING).id
    spots = frozenset(i for i, _name in spots_within(by=by, on=local_date(now)))
    exits = PostSaid(
        YONGNING, unit, "高速口值守点（演示）", "北口收费站出口", "epidemic", 4, "测温枪 4 把、扫码枪、帐篷",
        "0358-0000000", spots=spots,
    )  # fmt: skip
    gate = PostSaid(
        YONGNING, unit, "林区路口（演示）", "上山路口", "forest_fire", 1, "风力灭火机 1 台、宣传牌"
    )
    for said in (exits, gate):
        open_post(said=said, by=by, at=now)
