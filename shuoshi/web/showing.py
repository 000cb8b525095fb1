"""Shaping what pages show of a matter: bar, clocks in words, buttons, timeline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shuoshi.accounts.terms import ROLES
from shuoshi.kernel.texts import Bilingual, marked
from shuoshi.likeness.suggesting import Suggested
from shuoshi.matters.evaluating import RATINGS
from shuoshi.matters.forms import options_of
from shuoshi.matters.openness import hangs_after_release, notice_waits
from shuoshi.matters.queries import Around, ReportRow, StepRow
from shuoshi.matters.rules import open_moves, pending_extension
from shuoshi.matters.sealed import readable
from shuoshi.matters.situation import Situation
from shuoshi.matters.suggesting import suggested
from shuoshi.matters.terms import Snapshot
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.fields import FieldRule, Text
from shuoshi.programmes.ports import BLOCKS, InStage, fields_at_first
from shuoshi.programmes.standard import EXTENDED, FIELDS
from shuoshi.reach.terms import Actor
from shuoshi.units.terms import UnitRow


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
    suggested: tuple[Suggested, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """A move that may be made now, with what it asks; `ahead` where it leads on and asks for no reason: it
    refuses, hands back or gives up nothing."""

    name: str
    label: Text
    asks: tuple[Ask, ...]
    actor: Actor
    standard: bool
    photo: bool
    ahead: bool = True


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
        if n > here and not closed:
            dates, state = [], "ahead"  # done once, and now to be done again
        elif not reached and (n < here or closed):
            state = "off"
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


def asks_of(d: Definition, asked: Mapping[str, bool]) -> tuple[Ask, ...]:
    """Fields as a form draws them."""
    return tuple(
        Ask(name, d.fields[name], required, options_of(d, d.fields[name]))
        for name, required in asked.items()
    )


def buttons(seen: list[tuple[Actor, Situation, Any]]) -> tuple[Button, ...]:
    """The moves that these duties may make now, each once, the file's own first."""
    out: dict[str, Button] = {}
    known: dict[str, tuple[Suggested, ...]] = {}
    for actor, now, _states in seen:
        first = _first(now)
        for name in open_moves(now, actor):
            if name in out:
                continue
            move = now.definition.moves[name]
            asks = tuple(
                replace(a, suggested=_suggested(a, now, known))
                for a in asks_of(now.definition, move.asked())
            )
            standard = name in now.definition.standard and name not in first
            ahead = move.to != "=" and "reason" not in {a.name for a in asks if a.required}
            out[name] = Button(name, move.name, asks, actor, standard, move.photo, ahead)
    return tuple(sorted(out.values(), key=lambda b: b.standard))


def _suggested(
    ask: Ask, now: Situation, known: dict[str, tuple[Suggested, ...]]
) -> tuple[Suggested, ...]:
    """What a field of choices may be, worked out once for all moves that ask it; nothing of a text that
    is sealed."""
    m = now.matter
    if ask.rule.type != "choice" or m.marks.get("switch") or m.erased:
        return ()
    if ask.name not in known:
        found = suggested(now.definition, ask.name, m.title, m.body)
        known[ask.name] = tuple(s for s in found if s.code in ask.options)
    return known[ask.name]


def _first(now: Situation) -> frozenset[str]:
    """Standard moves that the matter waits for now: the word on more time, and the release without
    which a public notice does not run and nothing hangs on the wall."""
    answers = {EXTENDED, "refuse_extension"} if pending_extension(now.matter) else set[str]()
    release = notice_waits(now) or hangs_after_release(now)
    return frozenset(answers | ({"release"} if release else set()))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline in words."""

    what: str
    by: str
    at: datetime
    stage: str
    said: tuple[tuple[str, str], ...]
    due_before_at: datetime | None
    to: str = ""


def timeline(d: Definition, around: Around, role: str) -> tuple[Line, ...]:
    """The timeline, newest last, as this role may read it."""
    out, held = list[Line](), ""
    for step in around.steps:
        to, held = step.unit if held not in ("", step.unit) else "", step.unit
        if step.move == "climb" and role == "raiser":
            continue  # reminders are between the units
        move = d.moves.get(step.move.removesuffix(".approval"))
        what = move.name.says(_lang()) if move else _OPENED.get(step.move, step.move)
        changed = step.to_stage != step.from_stage and step.to_stage in d.stages
        stage = d.stages[step.to_stage].name.says(_lang()) if changed else ""
        extended = step.due_before_at if step.move == EXTENDED else None
        said = (*_answers(d, step.answers, role), *_came(step.answers))
        out.append(Line(_(what), _by(step), step.at, stage, said, extended, to))
    out += [_report(report, role) for report in around.reports]
    return tuple(sorted(out, key=lambda line: line.at))


def _report(report: ReportRow, role: str) -> Line:
    """A report of progress as a line; what is in the way stays among staff."""
    said = [(_("进展"), report.progress), (_("效果"), report.effect)]
    if role != "raiser":
        said.append((_("问题"), report.problems))
    shown = tuple((label, text) for label, text in said if text)
    return Line(_("报进展"), report.said_by or _("承办单位"), report.at, "", shown, None)


_OPENED = {"open": marked("提出"), "answered_elsewhere": marked("别处已答复")}


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
    for name, value in readable(d, answers, role).items():
        rule = d.fields[name]
        if rule.type in ("unit", "helper") or name in ("pictures", "public_title", "public_text"):
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


def _came(answers: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What a block brought: the totals of a vote, the raiser's word."""
    vote = answers.get("vote")
    if vote:
        totals = _("赞成 %(yes)s、反对 %(no)s、弃权 %(abstain)s；应到 %(eligible)s，参加 %(cast)s")
        yield _("表决"), totals % vote
    for word in answers.get("survey") or ():
        solved = _("解决了") if word["solved"] else _("没解决")
        said = f"{solved} · {RATINGS[word['rating']].says(_lang())}"
        yield _("评价"), "\n".join(filter(None, (said, word["words"])))


def form_lines(
    d: Definition, m: Snapshot, role: str, *, at_first: bool
) -> tuple[tuple[str, str], ...]:
    """What was filled in when the matter was said (`at_first`), or on the way, as this role may
    read it."""
    first = {*fields_at_first(d), "private"}
    return tuple(
        (d.fields[name].name.says(_lang()), shown(d, d.fields[name], value))
        for name, value in readable(d, m.form, role).items()
        if name not in FIELDS
        and name != "kind"
        and d.fields[name].type not in ("unit", "helper")
        and (name in first) is at_first
        and value is not False
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


def candidates(seen: Iterable[tuple[Actor, Situation, Any]], at: datetime) -> tuple[UnitRow, ...]:
    """The units to which a move of the present stage may hand the matter over."""
    for actor, _now, states in seen:
        for block, _template, rows in panels(states, actor, at):
            if BLOCKS[block].hands_over:
                return tuple(rows["units"])
    return ()


CHANNELS = {
    "needs_form": Bilingual("网上填写", "Filled in online"),
    "visit": Bilingual("入户走访", "Home visit"),
    "meeting": Bilingual("座谈会", "Meeting"),
    "wall": Bilingual("留言墙", "Message wall"),
    "chat": Bilingual("居民微信群", "Chat group"),
    "desk": Bilingual("值班电话", "Desk phone"),
    "city_12345": Bilingual("市12345热线", "The city's 12345"),
    "import": Bilingual("导入", "Imported"),
}


def channel_name(code: str) -> str:
    """A channel in the reader's language."""
    return CHANNELS[code].says(_lang()) if code in CHANNELS else code
