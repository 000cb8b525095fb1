"""The blocks of this room: form, assign, progress, notice, survey. Registered at start-up."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import IntegrityError, connection
from pydantic import BaseModel, ConfigDict, Field

from shuoshi.accounts.queries import staffed
from shuoshi.accounts.terms import ROLES
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date, now
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.limits import parse_limit
from shuoshi.kernel.texts import Bilingual, marked
from shuoshi.kernel.worktime import WorkCalendar, add_limit
from shuoshi.matters.forms import clean
from shuoshi.matters.models import Answer, Report
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import ActRule, InStage, Panel, Wish
from shuoshi.programmes.schema import Span
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.units.queries import units_at, work_calendar
from shuoshi.units.terms import BODIES, UnitKind, UnitRow

_WORDS_MOST = 2000
_REPORT_MOST = 3000
_UNHAPPY_FROM, _HAPPY_FROM = 2, 4
_REMINDERS = 8
_RAISERS = ("raiser", "resident")


_WORDS = "SELECT matters_words(%s, %s, %s, %s, %s, %s, %s, %s)"


def said_in(stage: InStage, by: Actor) -> dict[str, list[Any]]:
    """Answers of this entry and the matter's reports, under the reach. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [*by.settings(), stage.matter_id, stage.entry])
        found = cursor.fetchone()[0]
    read = json.loads(found) if isinstance(found, str) else found
    return {name: read[name] or [] for name in ("answers", "reports")}


class Settings(BaseModel):
    """Settings of a block: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Plain:
    """What most blocks answer: no state, no guard, no outcome, no act, nothing to show."""

    outcomes: tuple[str, ...] = ()
    acts: tuple[ActRule, ...] = ()
    watches_moves = False

    def faults(self, settings: Any, d: Definition) -> Iterable[str]:
        return ()

    def load(self, stage: InStage, by: Actor) -> Any:
        return None

    def guard(
        self, stage: InStage, state: Any, move: str, answers: Mapping[str, Any]
    ) -> str | None:
        return None

    def outcome(self, stage: InStage, state: Any, at: datetime) -> str | None:
        return None

    def timers(self, settings: Any, since: datetime, calendar: WorkCalendar) -> tuple[Wish, ...]:
        return ()

    def act(
        self, stage: InStage, act: str, answers: Mapping[str, Any], by: Actor, at: datetime
    ) -> None:
        raise BadInput("这个阶段没有这一项。")

    def public(self, stage: InStage, state: Any) -> Mapping[str, Any]:
        return {}

    def told(self, stage: InStage, state: Any) -> Mapping[str, Any]:
        return self.public(stage, state)

    def panel(self, stage: InStage, state: Any, by: Actor, at: datetime) -> Panel | None:
        return None


class FormSettings(Settings):
    fields: tuple[str, ...]


class FormBlock(Plain):
    """Fields to fill in when a matter is opened."""

    name = "form"
    settings = FormSettings

    def faults(self, settings: Any, d: Definition) -> Iterable[str]:
        return (f"'{name}' is no field" for name in settings.fields if name not in d.fields)


class AssignSettings(Settings):
    to: tuple[Literal["unit"], ...] = ("unit",)
    kinds: tuple[UnitKind, ...] = ()


class AssignBlock(Plain):
    """Hand over to a unit: of the place and those above it, the nearest first, with somebody there."""

    name = "assign"
    settings = AssignSettings

    def guard(
        self, stage: InStage, state: Any, move: str, answers: Mapping[str, Any]
    ) -> str | None:
        holder = answers.get("holder")
        if holder is None:
            return None
        known = {str(u.id) for u in self._candidates(stage)}
        return None if holder in known else marked("请从名单里选。")

    def _candidates(self, stage: InStage) -> list[UnitRow]:
        """Units that can take it: none in which nobody is on duty, and no body, which only votes."""
        found = [u for u in units_at(stage.path, stage.settings.kinds) if u.kind not in BODIES]
        there = staffed((u.id for u in found), local_date(now()))
        return [unit for unit in found if unit.id in there]

    def panel(self, stage: InStage, state: Any, by: Actor, at: datetime) -> Panel | None:
        return Panel("matters/blocks/assign.html", {"units": self._candidates(stage)})


class ProgressSettings(Settings):
    every: Span


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
        return [row | {"at": datetime.fromisoformat(row["at"])} for row in rows]

    def timers(self, settings: Any, since: datetime, calendar: WorkCalendar) -> tuple[Wish, ...]:
        every, due = parse_limit(settings.every), since
        wishes = []
        for _ in range(_REMINDERS):
            due = add_limit(calendar, due, every)
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
            Report.objects.create(
                id=new_id(at), matter_id=stage.matter_id, entry=stage.entry, said_by=by.said,
                account_id=by.account_id, at=at, **texts,
            )  # fmt: skip
            record(kind="matters.report", subject_id=stage.matter_id, path=stage.path, by=by, at=at)

    def panel(self, stage: InStage, state: Any, by: Actor, at: datetime) -> Panel | None:
        may = by.role in self.acts[0].by
        return Panel("matters/blocks/progress.html", {"reports": state or [], "may": may})


class NoticeSettings(Settings):
    """`days` is how long; `objections` and `answers` name the moves that count as such."""

    days: Span
    objections: str | None = None
    answers: str | None = None


class NoticeBlock(Plain):
    """Public for so long; it ends when the time is over and every objection was answered.

    What everybody may see is public from the moment a reviewer released it: days in which nobody
    could see it do not count. What is private is made known inside the body, from the stage's entry.
    """

    name = "notice"
    settings = NoticeSettings
    watches_moves = True
    outcomes = ("ended",)

    def faults(self, settings: Any, d: Definition) -> Iterable[str]:
        named = (settings.objections, settings.answers)
        return (f"'{name}' is no move" for name in named if name and name not in d.moves)

    def _ends_at(self, stage: InStage) -> datetime | None:
        if stage.for_all and stage.shown_since is None:
            return None
        since = max(stage.stage_since, stage.shown_since or stage.stage_since)
        return add_limit(work_calendar(), since, parse_limit(stage.settings.days))

    def _open_objections(self, stage: InStage) -> int:
        s = stage.settings
        return stage.moves.get(s.objections or "", 0) - stage.moves.get(s.answers or "", 0)

    def outcome(self, stage: InStage, state: Any, at: datetime) -> str | None:
        ends = self._ends_at(stage)
        over = ends is not None and at >= ends
        return "ended" if over and self._open_objections(stage) <= 0 else None

    def timers(self, settings: Any, since: datetime, calendar: WorkCalendar) -> tuple[Wish, ...]:
        return (
            Wish(add_limit(calendar, since, parse_limit(settings.days)), outcome="notice.ended"),
        )

    def panel(self, stage: InStage, state: Any, by: Actor, at: datetime) -> Panel | None:
        rows = {"ends_at": self._ends_at(stage), "open": max(0, self._open_objections(stage))}
        return Panel("matters/blocks/notice.html", rows)


class SurveySettings(Settings):
    """`of` may answer; `within` ends the survey when nobody did.

    Shape:   a word that somebody else recorded closes the matter only when the raiser had
             `raiser_first` to speak; whoever made a move of `not_by` records none.
    """

    of: tuple[str, ...] = ("raiser",)
    at_least: int = Field(1, ge=1, le=20)
    within: Span
    raiser_first: Span | None = None
    not_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """One answer."""

    role: str
    account_id: UUID | None
    solved: bool
    rating: int
    words: str


class SurveyBlock(Plain):
    """The raiser's word, or a representative's: solved or not, and how satisfied."""

    name = "survey"
    settings = SurveySettings
    outcomes = ("satisfied", "unsatisfied", "ended")
    acts = (
        ActRule(
            "answer",
            Bilingual("评一评", "Evaluate"),
            ("raiser", "resident", "village_supervisor", "desk_worker"),
            ("solved", "rating", "words"),
        ),
    )

    def faults(self, settings: Any, d: Definition) -> Iterable[str]:
        roles = (f"'{r}' is no role" for r in settings.of if r not in ROLES and r not in _RAISERS)
        moves = (f"'{name}' is no move" for name in settings.not_by if name not in d.moves)
        return (*roles, *moves)

    def load(self, stage: InStage, by: Actor) -> Any:
        return [
            Word(role, UUID(account) if account else None, solved, rating, words)
            for role, account, solved, rating, words in said_in(stage, by)["answers"]
        ]

    def outcome(self, stage: InStage, state: Any, at: datetime) -> str | None:
        words: list[Word] = state or []
        if any(not word.solved or word.rating <= _UNHAPPY_FROM for word in words):
            return "unsatisfied"
        if len(words) >= stage.settings.at_least and self._heard(stage, words, at):
            return "satisfied"
        ends = add_limit(work_calendar(), stage.stage_since, parse_limit(stage.settings.within))
        return "ended" if at >= ends else None

    def told(self, stage: InStage, state: Any) -> Mapping[str, Any]:
        words: list[Word] = state or []
        rows = [{"solved": w.solved, "rating": w.rating, "words": w.words} for w in words]
        return {"survey": rows} if rows else {}

    def _heard(self, stage: InStage, words: list[Word], at: datetime) -> bool:
        """Whether the raiser has spoken, or had the time to."""
        first = stage.settings.raiser_first
        if first is None or any(word.role in _RAISERS for word in words):
            return True
        return at >= add_limit(work_calendar(), stage.stage_since, parse_limit(first))

    def timers(self, settings: Any, since: datetime, calendar: WorkCalendar) -> tuple[Wish, ...]:
        first = [settings.raiser_first] if settings.raiser_first else []
        return tuple(
            Wish(add_limit(calendar, since, parse_limit(text)), outcome="survey.ended")
            for text in (*first, settings.within)
        )

    def _may(self, stage: InStage, by: Actor) -> bool:
        if stage.is_raiser and "raiser" in stage.settings.of:
            return True
        own = any(by.account_id in accounts for accounts in stage.did.values())
        return by.role in stage.settings.of and not own

    def act(
        self, stage: InStage, act: str, answers: Mapping[str, Any], by: Actor, at: datetime
    ) -> None:
        if not self._may(stage, by):
            raise NotAllowed("请由说事人来评，或由社区回访时代记。")
        solved, rating, words = _word_of(answers)
        try:
            with acting(by) as scope:
                scope.write_as_engine()
                Answer.objects.create(
                    id=new_id(at), matter_id=stage.matter_id, entry=stage.entry, role=by.role,
                    account_id=by.account_id, solved=solved, rating=rating, words=words, at=at,
                )  # fmt: skip
                record(
                    kind="matters.answer", subject_id=stage.matter_id, path=stage.path, by=by, at=at
                )
        except IntegrityError:
            raise BadInput("您已经评过了，谢谢。") from None

    def panel(self, stage: InStage, state: Any, by: Actor, at: datetime) -> Panel | None:
        return Panel(
            "matters/blocks/survey.html", {"words": state or [], "may": self._may(stage, by)}
        )


def _word_of(answers: Mapping[str, Any]) -> tuple[bool, int, str]:
    solved = str(answers.get("solved") or "")
    if solved.lower() not in ("yes", "no", "true", "false"):
        raise BadInput(marked("请说一说解决了没有。"), field="solved")
    yes = solved.lower() in ("yes", "true")
    try:
        rating = int(answers.get("rating") or (5 if yes else 1))
    except (TypeError, ValueError):
        rating = 0
    if not 1 <= rating <= 5:
        raise BadInput("满意度从 1 到 5。", field="rating")
    if not yes and rating >= _HAPPY_FROM:
        raise BadInput("没解决却满意？请再看一看。", field="rating")
    words = clean(str(answers.get("words") or ""))
    if len(words) > _WORDS_MOST:
        raise BadInput("最多 %(most)s 个字。", field="words", most=_WORDS_MOST)
    return yes, rating, words


ALL = (FormBlock(), AssignBlock(), ProgressBlock(), NoticeBlock(), SurveyBlock())
