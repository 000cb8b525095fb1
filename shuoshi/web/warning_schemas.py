"""Warnings as the API says them."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from shuoshi.warnings.cap import Alert
from shuoshi.warnings.ladders import Ladder
from shuoshi.warnings.rows import (
    Board,
    Figures,
    WarningRow,
)
from shuoshi.warnings.terms import Relayed
from shuoshi.web.schemas import Moment

_Word = Annotated[str, Field(max_length=200)]
_Text = Annotated[str, Field(max_length=2_000)]
_Code = Annotated[str, Field(max_length=40)]
_Codes = Annotated[list[_Code], Field(max_length=20)]


class LadderOut(Schema):
    """A ladder: what each colour asks for, within how many minutes; what a plan may need; why somebody may stay."""

    ladder: str
    name: dict[str, str]
    kind: str
    scheme: str
    levels: dict[str, dict[str, Any]]
    rungs: list[dict[str, Any]]
    needs: dict[str, dict[str, str]]
    stays: dict[str, dict[str, str]]


class RelayIn(Schema):
    """A warning as somebody relays it; `before` the one that it replaces, `id` a UUIDv7: one sent twice is one."""

    model_config = ConfigDict(extra="forbid")
    id: UUID | None = None
    place: _Code
    ladder: _Code
    level: _Code
    whom: _Code = "planned"
    source: _Word
    reference: _Word = ""
    issued_at: AwareDatetime
    headline: _Word
    text: _Text
    until: AwareDatetime
    before: UUID | None = None


class WarningOut(Schema):
    """A warning."""

    id: UUID
    place: str
    place_name: str
    ladder: str
    level: str
    wants: str
    whom: str
    source: str
    reference: str
    issued_at: Moment
    headline: str
    text: str
    until: Moment
    drill: bool
    sent_at: Moment
    ended_at: Moment | None
    ended_why: str
    before: UUID | None
    after: UUID | None
    households: int
    people: int
    waiting: int


class StoodOut(Schema):
    """How far the households of a place have come, in numbers."""

    households: int
    people: int
    stands: dict[str, int]
    gone: int
    help: int
    late: int
    staying: int
    settled: int


class StoodAtOut(StoodOut):
    """The same of one place below."""

    place: str
    place_name: str


class WarningBoardOut(Schema):
    """A warning at one place of my range."""

    warning: WarningOut
    place: str
    figures: StoodOut
    below: list[StoodAtOut]
    kept: bool


class EndIn(Schema):
    """Why a warning is over: clear or wrong."""

    model_config = ConfigDict(extra="forbid")
    why: _Code


class AlertIn(Schema):
    """A CAP 1.2 message as its source sent it."""

    model_config = ConfigDict(extra="forbid")
    cap: Annotated[str, Field(max_length=262_144)]


class AlertOut(Schema):
    """What a message says, for a person to look at and relay."""

    message: str
    exercise: bool
    source: str
    reference: str
    refers: list[str]
    sent_at: Moment
    until: Moment
    event: str
    ladder: str
    level: str
    headline: str
    text: str
    areas: list[str]
    codes: list[str]


def ladder_out(r: Ladder) -> LadderOut:
    """A ladder."""
    return LadderOut(
        ladder=r.ladder, name=r.name.model_dump(), kind=r.kind, scheme=r.scheme,
        levels={k: v.model_dump() for k, v in r.levels.items()}, rungs=[x.model_dump() for x in r.rungs],
        needs={k: v.model_dump() for k, v in r.needs.items()},
        stays={k: v.name.model_dump() for k, v in r.stays.items()},
    )  # fmt: skip


def relayed(given: RelayIn) -> Relayed:
    """A warning as a request says it."""
    return Relayed(
        given.place, given.ladder, given.level, given.whom, given.source, given.reference, given.issued_at,
        given.headline, given.text, given.until, given.before, given.id,
    )  # fmt: skip


def warning_out(w: WarningRow) -> WarningOut:
    """A warning."""
    return WarningOut(
        id=w.id, place=w.path, place_name=w.place, ladder=w.ladder.ladder, level=w.level, wants=w.wants, whom=w.whom,
        source=w.source, reference=w.reference, issued_at=w.issued_at, headline=w.headline, text=w.text,
        until=w.until, drill=w.drill, sent_at=w.sent_at, ended_at=w.ended_at, ended_why=w.ended_why,
        before=w.before_id, after=w.after_id, households=w.households, people=w.people, waiting=w.waiting,
    )  # fmt: skip


def _stood(f: Figures) -> dict[str, Any]:
    return {
        "households": f.households, "people": f.people, "stands": dict(f.stands), "gone": f.gone, "help": f.help,
        "late": f.late, "staying": f.staying, "settled": f.settled,
    }  # fmt: skip


def board_out(b: Board) -> WarningBoardOut:
    """A warning at one place."""
    return WarningBoardOut(
        warning=warning_out(b.row), place=b.path, figures=StoodOut(**_stood(b.figures)),
        below=[StoodAtOut(place=p.path, place_name=p.name, **_stood(p.figures)) for p in b.below], kept=b.kept,
    )  # fmt: skip


def alert_out(a: Alert) -> AlertOut:
    """What a message says."""
    return AlertOut(
        message=a.message, exercise=a.exercise, source=a.source, reference=a.reference, refers=list(a.refers),
        sent_at=a.sent_at, until=a.until, event=a.event, ladder=a.ladder, level=a.level, headline=a.headline,
        text=a.text, areas=list(a.areas), codes=list(a.codes),
    )  # fmt: skip
