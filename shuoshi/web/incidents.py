"""Hot topics of a place and of so many days, for whoever may count there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.likeness.terms import Topic
from shuoshi.matters.incidents import said_since
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import Actor
from shuoshi.web.asking import within_range

DAYS, DAYS_MOST = 14, 60


class NoTextMethods(Conflict):
    """本站没有装文本分析的组件，请管理员安装 learn 那一组。"""


@dataclass(frozen=True, slots=True)
class Hot:
    """The topics, the hottest first; the matters' numbers by their keys; whether all were looked at."""

    topics: tuple[Topic, ...]
    numbers: dict[str, str]
    looked_at: int
    all_of_it: bool


def hot_topics(able: Sequence[Actor], place: str, days: int, at: datetime) -> Hot:
    """Group what was said in a place in the last days by incident.

    Raises:  BadInput for a place outside one's range or too many days; NoTextMethods
    """
    by, range_of = within_range(able, place), bounds_of(place)
    if not 1 <= days <= DAYS_MOST:
        raise BadInput("请填 1 到 %(most)s 天。", field="days", most=DAYS_MOST)
    try:
        from shuoshi.likeness.topics import topics
    except ImportError:
        raise NoTextMethods from None
    said = said_since(by=by, lo=range_of.lo, hi=range_of.hi, since=at - timedelta(days=days))
    return Hot(tuple(topics(said.messages)), said.numbers, len(said.messages), said.all_of_it)
