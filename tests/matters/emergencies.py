"""An emergency switched on, and something said in it."""

from datetime import datetime, timedelta
from typing import Any

from shuoshi.matters.opening import open_matter
from shuoshi.matters.terms import Raised, Receipt
from shuoshi.privacy.switching import switch_on
from shuoshi.reach.terms import ANYBODY
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import AT, Cast

ORDER = {
    "kind": "disaster", "order_number": "离应急〔2026〕7号", "legal_basis": "突发事件应对法第四十九条",
    "purpose": "汛期转移时清点人数、帮助求助的人", "keep_days": 30, "drill": False,
}  # fmt: skip
LAST = AT.date() + timedelta(days=10)
PLAIN = (
    "韩应急平安",
    "13312344321",
    "二号桥头第三户屋顶",
    "水已经漫到床沿了",
    "透析病人要用电",
    "冲锋舟接走了两位老人",
    "橡皮艇已经出发",
)


def on(cast: Cast, **other: Any) -> Any:
    return switch_on(**(ORDER | {"last_on": LAST, "by": cast("zhihui"), "at": AT} | other))


def call(at: datetime = AT, **other: Any) -> Receipt:
    said = Raised(
        "safe_or_help", YONGNING, "", f"{PLAIN[3]}，{PLAIN[4]}。", kind="help", name=PLAIN[0],
        phone=PLAIN[1], form={"where_now": PLAIN[2], "people": 2, "needs": "power"}, **other,
    )  # fmt: skip
    return open_matter(said=said, by=ANYBODY, at=at)
