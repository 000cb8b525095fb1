"""The block `ballot`: a body decides, by its dated rule and its roll."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator

from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.texts import Bilingual
from shuoshi.meetings.actions import cast_vote, close_ballot, open_ballot
from shuoshi.meetings.queries import tally, waiting_for
from shuoshi.meetings.terms import Choice, Tally, parse_share
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.plain import Plain, Settings
from shuoshi.programmes.ports import ActRule, InStage, Panel, unknown_limits
from shuoshi.reach.terms import Actor
from shuoshi.units.terms import BODIES, UnitKind

_LONGEST = timedelta(days=30)
_VOTERS = ("representative", "party_member")
_CHAIRS = ("village_secretary", "committee_member", "township_reviewer")


def _body(kind: UnitKind) -> UnitKind:
    if kind not in BODIES:
        raise ValueError(f"'{kind}' is no body; use {', '.join(BODIES)}")
    return kind


def _share(text: str) -> str:
    parse_share(text)
    return text


class BallotSettings(Settings):
    """Which body, and the limit `open_for` how long it votes; a quorum or majority here may only
    tighten the body's own rule."""

    body: Annotated[UnitKind, AfterValidator(_body)]
    open_for: str
    quorum: Annotated[str, AfterValidator(_share)] | None = None
    majority: Annotated[str, AfterValidator(_share)] | None = None


class BallotBlock(Plain):
    """Convene, vote (oneself, or by raised hand in the hall), close; passed, failed, no quorum."""

    name = "ballot"
    settings = BallotSettings
    outcomes = ("passed", "failed", "no_quorum")
    for_raiser = True
    acts = (
        ActRule("convene", Bilingual("开始表决", "Open the vote"), _CHAIRS),
        ActRule("vote", Bilingual("投票", "Vote"), _VOTERS, ("choice",)),
        ActRule(
            "record", Bilingual("代记举手票", "Record a raised hand"), _CHAIRS, ("voter", "choice")
        ),
        ActRule("close", Bilingual("结束表决", "Close the vote"), _CHAIRS),
    )

    def faults(self, settings: Any, d: Definition) -> Iterable[str]:
        return unknown_limits(d, settings.open_for)

    def body(self, settings: Mapping[str, Any]) -> str | None:
        return str(settings["body"]) if "body" in settings else None

    def load(self, stage: InStage, by: Actor) -> Any:
        return tally(stage.matter_id, stage.entry, by=by)

    def outcome(self, stage: InStage, state: Any, at: datetime) -> str | None:
        came = state.outcome(at) if isinstance(state, Tally) else None
        return came.value if came else None

    def public(self, stage: InStage, state: Any) -> Mapping[str, Any]:
        """The totals of a vote that decided; one without a quorum is nobody's business yet."""
        if not isinstance(state, Tally) or not state.has_quorum():
            return {}
        return self.told(stage, state)

    def told(self, stage: InStage, state: Any) -> Mapping[str, Any]:
        if not isinstance(state, Tally):
            return {}
        t = state
        return {
            "vote": {"eligible": t.eligible, "cast": t.cast, "yes": t.yes, "no": t.no,
                     "abstain": t.abstain, "quorum": str(t.quorum), "majority": str(t.majority)}
        }  # fmt: skip

    def act(
        self, stage: InStage, act: str, answers: Mapping[str, Any], by: Actor, at: datetime
    ) -> None:
        rule = next((a for a in self.acts if a.name == act), None)
        if rule is None:
            raise BadInput("表决没有这一项。")
        if act == "vote":
            if by.account_id is None:
                raise NotAllowed
            cast_vote(
                stage=stage, choice=_choice(answers), voter_account=by.account_id, by=by, at=at
            )
            return
        if by.role not in rule.by:
            raise NotAllowed
        self._chair(stage, act, answers, by, at)

    def options(self, stage: InStage, state: Any) -> Mapping[str, tuple[str, ...]]:
        left = state.waiting if isinstance(state, Tally) else ()
        return {"choice": tuple(Choice), "voter": tuple(str(account) for account, _ in left)}

    def waiting(self, by: Actor, at: datetime) -> frozenset[UUID] | None:
        """The votes in course that this voter has not voted in; a chair waits with the post."""
        if by.role not in _VOTERS or by.account_id is None:
            return None
        return waiting_for(by.account_id, at)

    def _chair(
        self, stage: InStage, act: str, answers: Mapping[str, Any], by: Actor, at: datetime
    ) -> None:
        s = stage.settings
        if act == "convene":
            closes = stage.ends(s.open_for, at) or stage.due_at or at + _LONGEST
            if stage.due_at and at < stage.due_at < closes:
                closes = stage.due_at  # a vote does not outlast its step
            open_ballot(
                stage=stage, kind=s.body, quorum=s.quorum, majority=s.majority, closes_at=closes,
                by=by, at=at,
            )  # fmt: skip
        elif act == "record":
            try:
                voter = UUID(str(answers.get("voter")))
            except ValueError:
                raise BadInput("请选一位代表。", field="voter") from None
            cast_vote(stage=stage, choice=_choice(answers), voter_account=voter, by=by, at=at)
        else:
            close_ballot(stage=stage, by=by, at=at)

    def panel(self, stage: InStage, state: Any, by: Actor, at: datetime) -> Panel | None:
        chair = by.role in _CHAIRS
        rows = {"tally": state, "chair": chair, "over": bool(state and state.is_over(at))}
        return Panel("meetings/blocks/ballot.html", rows)


def _choice(answers: Mapping[str, Any]) -> Choice:
    try:
        return Choice(str(answers.get("choice") or ""))
    except ValueError:
        raise BadInput("请选赞成、反对或弃权。", field="choice") from None
