"""A body's rule as a form gives it."""

from collections.abc import Mapping

from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.numbers import whole
from shuoshi.meetings.models import BodyRule
from shuoshi.meetings.terms import Rule, Share, parse_share

_MARKS = ("C", "S", "K", "P")
_NOTICE_MOST = 60


def rule_of(kind: str, given: Mapping[str, str]) -> Rule:
    """How a kind of body decides, read from `quorum`, `majority`, `of_members`, `meeting_days`,
    `notice_days`, `phone`, `by_area`, `source` and `mark`.

    Raises:  BadInput, for the first field that can't be read
    """
    source, mark = given.get("source", "").strip()[:200], given.get("mark", "")
    if not source:
        raise BadInput("请写出处：哪个文件、哪次会议定的。", field="source")
    if mark not in _MARKS:
        raise BadInput("请从选项里选。", field="mark")
    notice = whole(given.get("notice_days", "").strip() or "0")
    if notice is None or notice > _NOTICE_MOST:
        raise BadInput("请写提前几天通知，0 到 60。", field="notice_days")
    return Rule(
        kind, _share(given, "quorum"), _share(given, "majority"),
        given.get("of_members") == "true", _days(given.get("meeting_days", "")), source, mark,
        notice_days=notice, phone=given.get("phone") == "true",
        by_area=given.get("by_area") == "true",
    )  # fmt: skip


def rule_as_form(rule: BodyRule) -> dict[str, str]:
    """The rule that holds, as the form reads it, so that whoever changes one thing keeps the rest; who says a
    new one says from when."""
    return {
        "quorum": rule.quorum, "majority": rule.majority, "source": rule.source, "mark": rule.mark,
        "of_members": str(rule.of_members).lower(), "phone": str(rule.phone).lower(),
        "by_area": str(rule.by_area).lower(), "notice_days": str(rule.notice_days or ""),
        "meeting_days": ", ".join(map(str, rule.meeting_days)),
    }  # fmt: skip


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
