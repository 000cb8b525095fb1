"""The clocks of a matter in words: when it is due and why, how long it has been under way."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from shuoshi.kernel.clock import local
from shuoshi.kernel.limits import parse_limit
from shuoshi.matters.clocks import ThreeClocks, three_clocks
from shuoshi.matters.public import PublicMatter
from shuoshi.matters.rules import reopen_until
from shuoshi.matters.situation import Situation
from shuoshi.programmes.ports import BLOCKS
from shuoshi.programmes.standard import EXTENDED
from shuoshi.ui.words import day, moment


@dataclass(frozen=True, slots=True)
class Due:
    """A due time in words."""

    text: str
    state: str
    why: str
    guessed: bool


def due_in_words(now: Situation) -> Due:
    """The due time explained: when, counted how, what was paused or extended."""
    m = now.matter
    if m.closed_at:
        until = reopen_until(now)
        again = (
            until is not None
            and now.at <= until
            and _("%(when)s 以前可以重新打开") % {"when": day(until)}
        )
        return Due(_("已结束"), "done", again or "", False)
    if m.due_at is None:
        return Due(_("这个阶段不计时"), "waiting", "", False)
    late = now.at > m.due_at
    whole = m.due_at - m.stage_since
    near = not late and whole.total_seconds() > 0 and (m.due_at - now.at) / whole < 0.25
    state = "late" if late else "near" if near else "intime"
    text = _("%(when)s 到期") % {"when": moment(m.due_at)}
    if late:
        text = _("已超时，应于 %(when)s 办完") % {"when": moment(m.due_at)}
    return Due(text, state, _why(now), not now.calendar.covers(m.due_at))


def due_for_all(m: PublicMatter, at: datetime) -> tuple[str, str] | None:
    """What everybody is told of the present step's end: the words, and how it stands; nothing for
    what is over or has no limit."""
    if m.closed or m.due_at is None:
        return None
    stage, when = m.definition.stages[m.stage], {"when": moment(m.due_at)}
    if stage.owner == "raiser":
        return _("等说事人来评，到 %(when)s 为止") % when, "waiting"
    if any(BLOCKS[name].invites_objections for name in stage.blocks):
        return _("公示到 %(when)s。有不同意见，请向社区提出。") % when, "waiting"
    if at > m.due_at:
        return _("已超时，应于 %(when)s 办完") % when, "late"
    return _("这一步应于 %(when)s 前办完") % when, "intime"


def _why(now: Situation) -> str:
    """Where the due time comes from: extended, agreed, or counted from a moment."""
    m = now.matter
    granted = [s for s in m.steps if s.move == EXTENDED and s.revision >= m.entry]
    if granted and m.due_at:
        return _("原定 %(before)s，已同意延期") % {"before": moment(granted[-1].due_before_at)}
    limit, since = m.marks.get("limit") or ("", "")
    if not limit:
        return ""
    if ":" in limit:
        return _agreed(now, limit)
    rule = now.definition.limit(now.definition.stages[m.stage].within)
    starts = {"opened": m.opened_at, "stage": datetime.fromisoformat(since)}
    words = {"limit": limit_in_words(limit)}
    if rule is None or rule.starts not in starts:
        return _("在原来的时限上再加 %(limit)s") % words
    return _("从 %(since)s 起 %(limit)s") % (words | {"since": day(starts[rule.starts])})


def _agreed(now: Situation, limit: str) -> str:
    """An anchored limit, and that a day on which nobody works was moved on."""
    kind, _colon, field = limit.partition(":")
    given, due = str(now.matter.form.get(field) or "")[:10], now.matter.due_at
    if kind == "field" and given and due and given < local(due).date().isoformat():
        return _("约定 %(day)s，那天不上班，顺延到下一个工作日") % {"day": given}
    return limit_in_words(limit)


def limit_in_words(text: str) -> str:
    """'5 working_days' or 'event:next_meeting' as a reader says it."""
    kind, anchored, rest = text.partition(":")
    if anchored:
        anchors = {
            "event": _("下一次议事会之前"),
            "month_day": _("每月 %(day)s 日之前") % {"day": rest},
            "table": _("按本类的时限"),
        }
        return anchors.get(kind, _("按约定的日期"))
    limit = parse_limit(text)
    forms = {
        "minutes": _("%(n)s 分钟"),
        "hours": _("%(n)s 小时"),
        "working_hours": _("%(n)s 个工作小时"),
        "days": _("%(n)s 天"),
        "working_days": _("%(n)s 个工作日"),
        "months": _("%(n)s 个月"),
    }
    return forms[limit.unit] % {"n": limit.n}


def clocks_of(now: Situation) -> ThreeClocks:
    """The three clocks of a matter."""
    return three_clocks(
        now.definition, now.matter.steps, now.calendar, now.at, now.matter.closed_at
    )
