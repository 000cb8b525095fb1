"""The block `ballot`: a body decides, by its dated rule and its roll."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.numbers import whole
from shuoshi.kernel.texts import Bilingual
from shuoshi.meetings.convening import Convening, open_ballot
from shuoshi.meetings.electors import elector_behind
from shuoshi.meetings.queries import called_for, rule_on, tally, waiting_for
from shuoshi.meetings.terms import CHAIRS, VOTERS, WAYS, Choice, Tally, Way, parse_share
from shuoshi.meetings.voting import cast_vote, close_ballot, count_votes, record_rest
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.plain import Plain, Settings
from shuoshi.programmes.ports import ActRule, InStage, Panel, unknown_limits
from shuoshi.reach.terms import Actor
from shuoshi.units.terms import BODIES, UnitKind

_LONGEST = timedelta(days=30)


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
    """Convene, vote (oneself, or by raised hand in the hall), count, close; passed, failed, no quorum."""

    name = "ballot"
    settings = BallotSettings
    outcomes = ("passed", "failed", "no_quorum")
    for_raiser = True
    acts = (
        ActRule("convene", Bilingual("开始表决", "Open the vote"), CHAIRS, ("way", "sitting")),
        ActRule("lapse", Bilingual("人数不够，不表决", "No quorum, no vote"), CHAIRS, ("sitting",)),
        ActRule("vote", Bilingual("投票", "Vote"), VOTERS, ("choice",)),
        ActRule(
            "record", Bilingual("代记举手票", "Record a raised hand"), CHAIRS, ("voter", "choice")
        ),
        ActRule("rest", Bilingual("其余都记", "Record the rest"), CHAIRS, ("choice",)),
        ActRule("count", Bilingual("计票", "Count"), CHAIRS, ("yes", "no", "abstain")),
        ActRule("close", Bilingual("结束表决", "Close the vote"), CHAIRS),
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
            "vote": {"eligible": t.eligible, "cast": t.took_part.heads, "yes": t.yes, "no": t.no,
                     "abstain": t.abstain, "quorum": str(t.quorum), "majority": str(t.majority),
                     "way": t.way, **_weighed(t), **_met(t)}
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
            cast_vote(stage=stage, choice=_choice(answers), voter=by.account_id, by=by, at=at)
            return
        if by.role not in rule.by:
            raise NotAllowed
        self._chair(stage, act, answers, by, at)

    def options(self, stage: InStage, state: Any) -> Mapping[str, tuple[str, ...]]:
        named = isinstance(state, Tally) and state.way is Way.NAMED
        left = state.waiting if named else ()
        voters = tuple(str(account) for account, _ in left)
        return {"choice": tuple(Choice), "way": tuple(Way), "voter": voters}

    def waiting(self, by: Actor, at: datetime) -> frozenset[UUID] | None:
        """The votes in course that this voter has not voted in; a chair waits with the post."""
        if by.role not in VOTERS or by.account_id is None:
            return None
        return waiting_for(by.account_id, at)

    def _chair(
        self, stage: InStage, act: str, answers: Mapping[str, Any], by: Actor, at: datetime
    ) -> None:
        if act in ("convene", "lapse"):
            convening = _convening(stage, answers, lapses=act == "lapse", at=at)
            open_ballot(stage=stage, convening=convening, by=by, at=at)
        elif act == "record":
            voter = _voter(stage, str(answers.get("voter") or ""))
            cast_vote(stage=stage, choice=_choice(answers), voter=voter, by=by, at=at)
        elif act == "rest":
            record_rest(stage=stage, choice=_choice(answers), by=by, at=at)
        elif act == "count":
            count_votes(stage=stage, totals=_totals(answers), by=by, at=at)
        else:
            close_ballot(stage=stage, by=by, at=at)

    def panel(self, stage: InStage, state: Any, by: Actor, at: datetime) -> Panel | None:
        rows = {
            "tally": state, "chair": by.role in CHAIRS, "over": bool(state and state.is_over(at)),
            "own": stage.is_raiser,
            "called": called_for(stage.matter_id) if state is None and not stage.is_raiser else None,
            "ways": tuple(WAYS.items()), "phone": state is None and self._by_phone(stage, at),
        }  # fmt: skip
        return Panel("meetings/blocks/ballot.html", rows)

    def _by_phone(self, stage: InStage, at: datetime) -> bool:
        """Whether this body's votes by phone count: what is secret can then be voted on without a meeting."""
        rule = rule_on(stage.settings.body, local_date(at))
        return rule is not None and rule.phone


def _choice(answers: Mapping[str, Any]) -> Choice:
    try:
        return Choice(str(answers.get("choice") or ""))
    except ValueError:
        raise BadInput("请选赞成、反对或弃权。", field="choice") from None


def _convening(
    stage: InStage, answers: Mapping[str, Any], *, lapses: bool, at: datetime
) -> Convening:
    s = stage.settings
    closes = stage.ends(s.open_for, at) or stage.due_at or at + _LONGEST
    if stage.due_at and at < stage.due_at < closes:
        closes = stage.due_at  # a vote does not outlast its step
    sitting = str(answers.get("sitting") or "")
    if lapses and not sitting:
        raise BadInput("请从会议的页面来办。", field="sitting")
    try:
        way = Way(str(answers.get("way") or Way.NAMED))
        sitting_id = UUID(sitting) if sitting else None
    except ValueError:
        raise BadInput("请从选项里选。", field="way") from None
    return Convening(s.body, s.quorum, s.majority, closes, way, sitting_id, lapses)


def _voter(stage: InStage, said: str) -> UUID:
    """Whose vote it is: somebody of the list, or an owner by the door that stands on the roll."""
    try:
        return UUID(said)
    except ValueError:
        found = elector_behind(stage.matter_id, stage.entry, said)
    if found is None:
        raise BadInput("请选一位代表，或者写名册上的房号。", field="voter")
    return found


def _totals(answers: Mapping[str, Any]) -> dict[Choice, int]:
    found = {choice: whole(str(answers.get(choice, "")).strip()) for choice in Choice}
    for choice, n in found.items():
        if n is None:
            raise BadInput("请写数字。", field=choice)
    return {choice: n or 0 for choice, n in found.items()}


def _weighed(t: Tally) -> dict[str, Any]:
    """The areas in square metres, where they are weighed."""
    if not t.by_area:
        return {}
    counts = {"eligible": t.on_roll, "cast": t.took_part}
    counts |= {choice.value: count for choice, count in t.choices.items()}
    return {"area": {name: count.area_dm2 / 100 for name, count in counts.items()}}


def _met(t: Tally) -> dict[str, Any]:
    """The meeting in which it was voted on."""
    return {"sitting": t.met[0], "held_on": t.met[1].isoformat()} if t.met else {}
