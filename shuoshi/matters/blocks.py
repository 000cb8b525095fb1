"""The blocks of this room: form, assign, progress, notice, survey. Registered at start-up."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.texts import Bilingual
from shuoshi.matters.evaluating import SurveyBlock
from shuoshi.matters.forms import clean
from shuoshi.matters.models import Report
from shuoshi.matters.sealed import REPORT, read_text, sealed_text
from shuoshi.matters.words import said_in
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.plain import Plain, Settings
from shuoshi.programmes.ports import ActRule, Ends, InStage, Panel, Wish, unknown_limits
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor

_REPORT_MOST = 3000
_REMINDERS = 8
_SAME = timedelta(minutes=10)


class FormSettings(Settings):
    fields: tuple[str, ...]


class FormBlock(Plain):
    """Fields to fill in when a matter is opened."""

    name = "form"
    settings = FormSettings

    def fields(self, settings: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(settings.get("fields", ()))

    def faults(self, settings: Any, d: Definition) -> Iterable[str]:
        return (f"'{name}' is no field" for name in settings.fields if name not in d.fields)


class ProgressSettings(Settings):
    """`every` names the limit at whose end a report is due, again and again."""

    every: str


class ProgressBlock(Plain):
    """Reports due at an interval: progress, effect, problems."""

    name = "progress"
    settings = ProgressSettings
    acts = (
        ActRule(
            "report",
            Bilingual("报进展", "Report progress"),
            ("unit_handler", "committee_member", "provider", "village_secretary"),
            ("progress", "effect", "problems"),
        ),
    )

    def load(self, stage: InStage, by: Actor) -> Any:
        names = ("at", "said_by", "progress", "effect", "problems")
        rows = [dict(zip(names, row, strict=True)) for row in said_in(stage, by)["reports"]]
        return [
            row
            | {"at": datetime.fromisoformat(row["at"])}
            | {name: read_text(row[name], REPORT) for name in names[2:]}
            for row in rows
        ]

    def faults(self, settings: Any, d: Definition) -> Iterable[str]:
        return unknown_limits(d, settings.every)

    def timers(self, settings: Any, since: datetime, ends: Ends) -> tuple[Wish, ...]:
        wishes, due = list[Wish](), since
        for _ in range(_REMINDERS):
            later = ends(settings.every, due)
            if later is None or later <= due:
                break
            due = later
            wishes.append(Wish(due, remind=True))
        return tuple(wishes)

    def act(
        self, stage: InStage, act: str, answers: Mapping[str, Any], by: Actor, at: datetime
    ) -> None:
        if by.role not in self.acts[0].by:
            raise NotAllowed
        texts = {name: clean(str(answers.get(name) or "")) for name in self.acts[0].asks}
        if not texts["progress"]:
            raise BadInput("请写一句进展。", field="progress")
        if max(map(len, texts.values())) > _REPORT_MOST:
            raise BadInput("每一项最多 %(most)s 个字。", field="progress", most=_REPORT_MOST)
        with acting(by) as scope:
            scope.write_as_engine()
            mine = Report.objects.filter(
                matter_id=stage.matter_id, entry=stage.entry, account_id=by.account_id
            )
            if mine.filter(at__gt=at - _SAME, **texts).exists():
                raise BadInput("这份进展刚才已经报过了。", field="progress")
            Report.objects.create(
                id=new_id(at), matter_id=stage.matter_id, entry=stage.entry, said_by=by.said,
                account_id=by.account_id, at=at,
                **{name: sealed_text(text, REPORT, stage.key) for name, text in texts.items()},
            )  # fmt: skip
            record(kind="matters.report", subject_id=stage.matter_id, path=stage.path, by=by, at=at)

    def panel(self, stage: InStage, state: Any, by: Actor, at: datetime) -> Panel | None:
        may = by.role in self.acts[0].by
        return Panel("matters/blocks/progress.html", {"reports": state or [], "may": may})


class NoticeSettings(Settings):
    """`days` names the limit for how long; `objections` and `answers` the moves that count as such; `shows`
    fields without which it does not run: of what was filled in since, a reviewer releases it again first."""

    days: str
    objections: str | None = None
    answers: str | None = None
    shows: tuple[str, ...] = ()


class NoticeBlock(Plain):
    """Public for so long; it ends when the time is over and every objection was answered.

    What everybody may see is public from the moment a reviewer released it: days in which nobody
    could see it do not count. What is private is made known inside the body, from the stage's entry.
    """

    name = "notice"
    settings = NoticeSettings
    for_raiser = True
    invites_objections = True
    watches_moves = True
    outcomes = ("ended",)

    def faults(self, settings: Any, d: Definition) -> Iterable[str]:
        named = (settings.objections, settings.answers)
        moves = (f"'{name}' is no move" for name in named if name and name not in d.moves)
        public = d.programme.public.shows if d.programme.public else ()
        hidden = (
            f"'{f}' is not among what public shows" for f in settings.shows if f not in public
        )
        return (*moves, *hidden, *unknown_limits(d, settings.days))

    def makes_public(self, settings: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(settings.get("shows", ()))

    def _ends_at(self, stage: InStage) -> datetime | None:
        if stage.for_all and stage.shown_since is None:
            return None
        since = max(stage.stage_since, stage.shown_since or stage.stage_since)
        return stage.ends(stage.settings.days, since)

    def _open_objections(self, stage: InStage) -> int:
        s = stage.settings
        return stage.moves.get(s.objections or "", 0) - stage.moves.get(s.answers or "", 0)

    def outcome(self, stage: InStage, state: Any, at: datetime) -> str | None:
        ends = self._ends_at(stage)
        over = ends is not None and at >= ends
        return "ended" if over and self._open_objections(stage) <= 0 else None

    def timers(self, settings: Any, since: datetime, ends: Ends) -> tuple[Wish, ...]:
        over = ends(settings.days, since)
        return (Wish(over, outcome="notice.ended"),) if over else ()

    def panel(self, stage: InStage, state: Any, by: Actor, at: datetime) -> Panel | None:
        rows = {"ends_at": self._ends_at(stage), "open": max(0, self._open_objections(stage))}
        return Panel("matters/blocks/notice.html", rows)


ALL = (FormBlock(), ProgressBlock(), NoticeBlock(), SurveyBlock())
