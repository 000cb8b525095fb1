"""The block `survey`: the raiser says whether it was solved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from pydantic import Field

from shuoshi.accounts.terms import ROLES
from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.texts import Bilingual, marked
from shuoshi.matters.forms import clean
from shuoshi.matters.models import Answer
from shuoshi.matters.sealed import ANSWER, read_text, sealed_text
from shuoshi.matters.words import said_in
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.plain import Plain, Settings
from shuoshi.programmes.ports import ActRule, Ends, InStage, Panel, Wish, unknown_limits
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor

_WORDS_MOST = 2000
_UNHAPPY_FROM, _HAPPY_FROM = 2, 4
_RAISERS = ("raiser", "resident")
RATINGS: dict[int, Bilingual] = {
    5: Bilingual("非常满意", "Very satisfied"),
    4: Bilingual("满意", "Satisfied"),
    3: Bilingual("基本满意", "Fairly satisfied"),
    2: Bilingual("不满意", "Not satisfied"),
    1: Bilingual("非常不满意", "Not satisfied at all"),
}
"""The five grades as people say them, the best first (DOMAIN 12)."""


class SurveySettings(Settings):
    """`of` may answer; the limit `within` ends the survey when nobody did.

    Shape:   `within` and `raiser_first` name limits of the file. A word that somebody else recorded
             closes the matter only when the raiser had `raiser_first` to speak; whoever made a move
             of `not_by` records none, nor does anybody of a unit that made one of `not_unit_of`.
             Those of `of` call back `sample` of a hundred matters, drawn by lot, of their own accord.
    """

    of: tuple[str, ...] = ("raiser",)
    at_least: int = Field(1, ge=1, le=20)
    within: str
    raiser_first: str | None = None
    not_by: tuple[str, ...] = ()
    not_unit_of: tuple[str, ...] = ()
    sample: int = Field(0, ge=0, le=100)


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
    for_raiser = True
    settings = SurveySettings
    outcomes = ("satisfied", "unsatisfied", "ended")
    acts = (
        ActRule(
            "answer",
            Bilingual("评一评", "Evaluate"),
            (*_RAISERS, "village_supervisor", "desk_worker", "township_reviewer", "hotline_agent"),
            ("solved", "rating", "words"),
        ),
    )

    def faults(self, settings: Any, d: Definition) -> Iterable[str]:
        roles = (f"'{r}' is no role" for r in settings.of if r not in ROLES and r not in _RAISERS)
        moves = (
            f"'{name}' is no move"
            for name in (*settings.not_by, *settings.not_unit_of)
            if name not in d.moves
        )
        return (*roles, *moves, *unknown_limits(d, settings.within, settings.raiser_first))

    def load(self, stage: InStage, by: Actor) -> Any:
        return [
            Word(role, UUID(account) if account else None, solved, rating, read_text(words, ANSWER))
            for role, account, solved, rating, words in said_in(stage, by)["answers"]
        ]

    def outcome(self, stage: InStage, state: Any, at: datetime) -> str | None:
        words: list[Word] = state or []
        if any(not word.solved or word.rating <= _UNHAPPY_FROM for word in words):
            return "unsatisfied"
        if len(words) >= stage.settings.at_least and self._heard(stage, words, at):
            return "satisfied"
        ends = stage.ends(stage.settings.within, stage.stage_since)
        return "ended" if ends and at >= ends else None

    def options(self, stage: InStage, state: Any) -> Mapping[str, tuple[str, ...]]:
        return {"solved": ("yes", "no"), "rating": ("1", "2", "3", "4", "5")}

    def public(self, stage: InStage, state: Any) -> Mapping[str, Any]:
        """Solved or not, and how satisfied: the raiser's own word before a recorded one, no words."""
        words: list[Word] = state or []
        own = [word for word in words if word.role in _RAISERS] or words
        return {"evaluation": {"solved": own[-1].solved, "rating": own[-1].rating}} if own else {}

    def told(self, stage: InStage, state: Any) -> Mapping[str, Any]:
        words: list[Word] = state or []
        shown = stage.key is None  # an emergency's words stay where they are sealed
        rows = [
            {"solved": w.solved, "rating": w.rating, "words": w.words if shown else ""}
            for w in words
        ]
        return {"survey": rows} if rows else {}

    def _heard(self, stage: InStage, words: list[Word], at: datetime) -> bool:
        """Whether the raiser has spoken, or had the time to."""
        first = stage.settings.raiser_first
        if first is None or any(word.role in _RAISERS for word in words):
            return True
        ends = stage.ends(first, stage.stage_since)
        return ends is None or at >= ends

    def timers(self, settings: Any, since: datetime, ends: Ends) -> tuple[Wish, ...]:
        named = [n for n in (settings.raiser_first, settings.within) if n]
        times = (ends(name, since) for name in named)
        return tuple(Wish(when, outcome="survey.ended") for when in times if when)

    def _may(self, stage: InStage, by: Actor) -> bool:
        if stage.is_raiser and "raiser" in stage.settings.of:
            return True
        settings: SurveySettings = stage.settings
        own = any(by.account_id in stage.did[name].accounts for name in settings.not_by)
        same = by.unit_id and any(
            by.unit_id in stage.did[name].units for name in settings.not_unit_of
        )
        return by.role in settings.of and not own and not same

    def excludes(self, settings: Any) -> tuple[str, ...]:
        return (*settings.not_by, *settings.not_unit_of)

    def speaks_with(self, settings: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(r for r in SurveySettings.model_validate(settings).of if r not in _RAISERS)

    def callers(self, settings: Mapping[str, Any], lot: int) -> tuple[str, ...]:
        drawn = lot < SurveySettings.model_validate(settings).sample
        return self.speaks_with(settings) if drawn else ()

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
                    account_id=by.account_id, solved=solved, rating=rating,
                    words=sealed_text(words, ANSWER, stage.key), at=at,
                )  # fmt: skip
                record(
                    kind="matters.answer", subject_id=stage.matter_id, path=stage.path, by=by, at=at
                )
        except IntegrityError:
            raise BadInput("您已经评过了，谢谢。") from None

    def panel(self, stage: InStage, state: Any, by: Actor, at: datetime) -> Panel | None:
        return Panel(
            "matters/blocks/survey.html",
            {
                "words": state or [],
                "may": self._may(stage, by),
                "own": stage.is_raiser,
                "ratings": RATINGS,
                "noted_by": {r: ROLES[r].name for r in ROLES},
            },
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
