"""A body's rule as a form gives it."""

from collections.abc import Mapping

from shuoshi.kernel.errors import BadInput
from shuoshi.meetings.terms import Rule, Share, parse_share

_MARKS = ("C", "S", "K", "P")


def rule_of(kind: str, given: Mapping[str, str]) -> Rule:
    """How a kind of body decides, read from `quorum`, `majority`, `of_members`, `meeting_days`,
    `source` and `mark`.

    Raises:  BadInput, for the first field that can't be read
    """
    source, mark = given.get("source", "").strip()[:200], given.get("mark", "")
    if not source:
        raise BadInput("请写出处：哪个文件、哪次会议定的。", field="source")
    if mark not in _MARKS:
        raise BadInput("请从选项里选。", field="mark")
    return Rule(
        kind, _share(given, "quorum"), _share(given, "majority"),
        given.get("of_members") == "true", _days(given.get("meeting_days", "")), source, mark,
    )  # fmt: skip


def _share(given: Mapping[str, str], field: str) -> Share:
    try:
        return parse_share(given.get(field, ""))
    except ValueError:
        raise BadInput("写成 >1/2 或 >=2/3 的样子。", field=field) from None


def _days(text: str) -> tuple[int, ...]:
    """'10, 25' as days of the month."""
    parts = text.replace("、", ",").replace("，", ",").split(",")
    try:
        days = tuple(sorted({int(part) for part in parts if part.strip()}))
    except ValueError:
        days = (0,)
    if any(not 1 <= day <= 28 for day in days):
        raise BadInput(
            "开会的日子写 1 到 28 的数字，用逗号隔开；没有就空着。", field="meeting_days"
        )
    return days
