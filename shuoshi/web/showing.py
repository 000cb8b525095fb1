"""Shaping what pages show of a matter: bar, clocks in words, buttons, timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shuoshi.accounts.terms import ROLES
from shuoshi.kernel.limits import parse_limit
from shuoshi.kernel.texts import Bilingual, marked
from shuoshi.matters.clocks import ThreeClocks, three_clocks
from shuoshi.matters.forms import opened_fields, options_of
from shuoshi.matters.queries import Around, StepRow
from shuoshi.matters.rules import Situation, open_moves
from shuoshi.matters.terms import Snapshot
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import BLOCKS, InStage
from shuoshi.programmes.schema import FieldRule, Text
from shuoshi.programmes.standard import FIELDS
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import day, moment


@dataclass(frozen=True, slots=True)
class BarPart:
    """One character of the bar: how far, and when it was reached."""

    name: Text
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Ask:
    """A field as a form draws it."""

    name: str
    rule: FieldRule
    required: bool
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Button:
    """A move that may be made now, with what it asks."""

    name: str
    label: Text
    asks: tuple[Ask, ...]
    actor: Actor
    standard: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A due time in words."""

    text: str
    state: str
    why: str
    guessed: bool


def bar(
    d: Definition, stage: str, entered: Mapping[str, datetime], closed: bool
) -> tuple[BarPart, ...]:
    """The bar of a matter's way, with the date on which each part was first entered."""
    here = d.bar_place(stage)
    ends = d.stages[stage].final
    out = []
    for n, part in enumerate(d.programme.bar):
        dates = [entered[s] for s in part.stages if s in entered]
        reached = bool(dates)
        state = "here" if n == here and not closed else "done" if reached else "ahead"
        if ends in ("refused", "moved", "void"):
            state = "done" if reached else "off"
        out.append(BarPart(part.name, state, min(dates) if dates else None))
    return tuple(out)


def entered_at(steps: Any) -> dict[str, datetime]:
    """When each stage was first entered."""
    out: dict[str, datetime] = {}
    for step in steps:
        if step.to_stage != step.from_stage:
            out.setdefault(step.to_stage, step.at)
    return out


def due_in_words(now: Situation) -> Due:
    """The due time explained: when, counted how, what was paused or extended."""
    m, d = now.matter, now.definition
    stage = d.stages[m.stage]
    if m.closed_at:
        return Due(_("已结束"), "done", "", False)
    if m.due_at is None:
        return Due(_("这个阶段不计时"), "waiting", "", False)
    late = now.at > m.due_at
    whole = m.due_at - m.stage_since
    near = not late and whole.total_seconds() > 0 and (m.due_at - now.at) / whole < 0.25
    state = "late" if late else "near" if near else "intime"
    text = _("%(when)s 到期") % {"when": moment(m.due_at)}
    if late:
        text = _("已超时，应于 %(when)s 办完") % {"when": moment(m.due_at)}
    return Due(text, state, _why(now, stage.within), not now.calendar.covers(m.due_at))


def _why(now: Situation, limit: str | None) -> str:
    m = now.matter
    granted = [s for s in m.steps if s.move == "grant_extension" and s.revision >= m.entry]
    if granted and m.due_at:
        before = granted[-1].due_before_at
        return _("原定 %(before)s，已同意延期") % {"before": moment(before)}
    rule = now.definition.limit(limit)
    if rule is None or limit is None:
        return ""
    text = m.limits.get(limit) or rule.all_cases()[-1].limit
    if ":" in text:
        return limit_in_words(text)
    words = {"since": day(m.stage_since), "limit": limit_in_words(text)}
    return _("从 %(since)s 起 %(limit)s") % words + _paused(now)


def _paused(now: Situation) -> str:
    clocks = clocks_of(now)
    return _("，暂停 %(n)s 天") % {"n": clocks.paused_days} if clocks.paused_days else ""


def limit_in_words(text: str) -> str:
    """'5 working_days' or 'event:next_meeting' as a reader says it."""
    kind, anchored, _rest = text.partition(":")
    if anchored:
        return _("下一次议事会之前") if kind == "event" else _("按约定的日期")
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


def asks_of(d: Definition, asked: Mapping[str, bool]) -> tuple[Ask, ...]:
    """Fields as a form draws them."""
    return tuple(
        Ask(name, d.fields[name], required, options_of(d, d.fields[name]))
        for name, required in asked.items()
    )


def buttons(seen: list[tuple[Actor, Situation, Any]]) -> tuple[Button, ...]:
    """The moves that these duties may make now, each once, the file's own first."""
    out: dict[str, Button] = {}
    for actor, now, _states in seen:
        for name in open_moves(now, actor):
            if name in out:
                continue
            move = now.definition.moves[name]
            asks = asks_of(now.definition, move.asked())
            out[name] = Button(name, move.name, asks, actor, name in now.definition.standard)
    return tuple(sorted(out.values(), key=lambda b: b.standard))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline in words."""

    what: str
    by: str
    at: datetime
    stage: str
    said: tuple[tuple[str, str], ...]
    due_before_at: datetime | None


def timeline(d: Definition, around: Around, role: str) -> tuple[Line, ...]:
    """The timeline, newest last, as this role may read it."""
    out = []
    for step in around.steps:
        move = d.moves.get(step.move.removesuffix(".approval"))
        what = move.name.says(_lang()) if move else _OPENED.get(step.move, step.move)
        changed = step.to_stage != step.from_stage and step.to_stage in d.stages
        stage = d.stages[step.to_stage].name.says(_lang()) if changed else ""
        extended = step.due_before_at if step.move == "grant_extension" else None
        said = _answers(d, step.answers, role)
        out.append(Line(_(what), _by(step), step.at, stage, said, extended))
    return tuple(out)


_OPENED = {"open": marked("说事"), "answered_elsewhere": marked("别处已答复")}


def _by(step: StepRow) -> str:
    """The post, never a name: as it was written, or the role in the reader's language."""
    role = ROLES.get(step.role)
    if step.said_by and not _lang().startswith("en"):
        return step.said_by
    return role.name.says(_lang()) if role else _("居民")


def _lang() -> str:
    return get_language() or "zh"


def _answers(d: Definition, answers: Mapping[str, Any], role: str) -> tuple[tuple[str, str], ...]:
    out = []
    for name, value in opened_fields(d, answers, role).items():
        rule = d.fields[name]
        if name in ("holder", "pictures", "public_title", "public_text"):
            continue
        out.append((rule.name.says(_lang()), shown(d, rule, value)))
    return tuple(out)


def shown(d: Definition, rule: FieldRule, value: Any) -> str:
    """A value of a field as a page shows it."""
    if rule.type == "choice":
        option = options_of(d, rule).get(str(value))
        return str(option.says(_lang())) if isinstance(option, Text) else str(option or value)
    if rule.type == "bool":
        return _("是") if value else _("否")
    return str(value)


def form_lines(d: Definition, m: Snapshot, role: str) -> tuple[tuple[str, str], ...]:
    """What was filled in, as this role may read it."""
    return tuple(
        (d.fields[name].name.says(_lang()), shown(d, d.fields[name], value))
        for name, value in opened_fields(d, m.form, role).items()
        if name not in FIELDS and name != "kind"
    )


def panels(
    states: Mapping[str, tuple[InStage, Any]], by: Actor, at: datetime
) -> list[tuple[str, str, Mapping[str, Any]]]:
    """What the stage's blocks show: (block, template, rows)."""
    out = []
    for name, (stage, state) in states.items():
        panel = BLOCKS[name].panel(stage, state, by, at)
        if panel:
            out.append((name, panel.template, panel.rows))
    return out


CHANNELS = {
    "needs_form": Bilingual("需求清单（表单）", "Needs form"),
    "visit": Bilingual("入户走访", "Home visit"),
    "meeting": Bilingual("座谈会", "Meeting"),
    "wall": Bilingual("留言墙", "Message wall"),
    "chat": Bilingual("居民微信群", "Chat group"),
    "desk": Bilingual("值班电话", "Desk phone"),
    "import": Bilingual("导入", "Imported"),
}


def channel_name(code: str) -> str:
    """A channel in the reader's language."""
    return CHANNELS[code].says(_lang()) if code in CHANNELS else code
