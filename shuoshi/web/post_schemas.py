"""Posts as the API says them."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from shuoshi.posts.checks import Checks, table_called
from shuoshi.posts.queries import (
    CaseRow,
    Figures,
    HandoverRow,
    PassageRow,
    PostRow,
    PostShown,
    RegisteredRow,
)
from shuoshi.posts.terms import BATCH, Decided, Outcome, PassedOut, Passing, PostSaid
from shuoshi.programmes.fields import Text
from shuoshi.web.schemas import Moment

_Word = Annotated[str, Field(max_length=200)]
_Code = Annotated[str, Field(max_length=40)]
_Ends = Literal["pass", "register", "divert", "turn_back", "refer"]


class FiguresOut(Schema):
    """How many came through on a day: passages by outcome and by hour, vehicles, people, decided otherwise."""

    passages: int
    outcomes: dict[str, int]
    hours: dict[str, int]
    vehicles: int
    aboard: int
    decided: int


class PostOut(Schema):
    id: UUID
    place: str
    unit: UUID
    name: str
    site: str
    kind: str
    lanes: int
    equipment: str
    phone: str
    leader: UUID | None
    spots: list[UUID]
    opened_at: Moment
    closed_at: Moment | None
    waiting: int
    figures: FiguresOut


class PostIn(Schema):
    """A post: `kind` of emergency whose checks hold there, `phone` for whoever objects, `spots` of rosters."""

    model_config = ConfigDict(extra="forbid")
    place: _Code
    unit: UUID
    name: _Word
    site: _Word
    kind: _Code
    lanes: int = 1
    equipment: _Word = ""
    phone: _Word = ""
    leader: UUID | None = None
    spots: list[UUID] = Field(default=[], max_length=12)


class PostMendIn(Schema):
    """What can be said otherwise of a post; place and kind stay."""

    model_config = ConfigDict(extra="forbid")
    unit: UUID | None = None
    name: _Word | None = None
    site: _Word | None = None
    lanes: int | None = None
    equipment: _Word | None = None
    phone: _Word | None = None
    leader: UUID | None = None
    spots: list[UUID] | None = Field(default=None, max_length=12)


class ChecksOut(Schema):
    """An edition of checks. `cells`: the rule that decides, by combination of the options of `asks` in their order, the
    last counting fastest; where it is as many as there are rules, `otherwise` comes of it."""

    checks: str
    kind: str
    name: dict[str, str]
    from_on: date
    asks: dict[str, list[str]]
    usual: dict[str, str]
    cells: list[int]
    rules: list[str]
    says: list[dict[str, str]]
    otherwise: str
    registers: list[str]


class PassageOut(Schema):
    id: UUID
    at: Moment
    outcome: str
    checks: str
    vehicles: int
    aboard: int
    lane: int | None
    decided: bool


class CaseOut(Schema):
    """Somebody who waits at a post, without a name; or what its leader decided otherwise, and who that was."""

    id: UUID
    kind: str
    outcome: str
    opened_at: Moment
    closed_at: Moment | None
    ended: str
    who: str
    why: str


class HandoverOut(Schema):
    id: UUID
    at: Moment
    by: str
    cases: int
    counts: dict[str, int]
    words: str
    taken_at: Moment | None
    taken_by: str


class PostWholeOut(PostOut):
    """One post with the checks in force, whether an emergency of its kind is on, what came last, who waits."""

    on: bool
    drill: bool
    checks: ChecksOut | None
    last: list[PassageOut]
    cases: list[CaseOut]
    handovers: list[HandoverOut]
    incidents: list[UUID]


class DecidedIn(Schema):
    """What the leader decided otherwise than the checks say, who that was, and why."""

    model_config = ConfigDict(extra="forbid")
    outcome: _Ends
    who: _Word
    why: _Word


class PassingIn(Schema):
    """A passage as it was checked: `id` a UUIDv7 of the device, `answers` an option a question, `vehicles` 0 for
    whoever walks, `fields` what is registered."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    at: AwareDatetime
    checks: _Code
    answers: dict[_Code, _Code] = Field(max_length=20)
    aboard: int = 1
    vehicles: int = 1
    lane: int | None = None
    fields: dict[_Code, _Word] = Field(default={}, max_length=20)
    decided: DecidedIn | None = None


class PassagesIn(Schema):
    """Passages at one post, two hundred at most; brought twice, each is kept once."""

    model_config = ConfigDict(extra="forbid")
    passages: list[PassingIn] = Field(max_length=BATCH)


class PassedAnswer(Schema):
    """What became of one: kept, same (known already), other (another stands under this id), off (no such emergency was
    on), closed; and what the checks say."""

    id: UUID
    came: str
    outcome: str
    rule: int


class CaseEndIn(Schema):
    """What came of somebody who waited; on an objection by name and with the reason."""

    model_config = ConfigDict(extra="forbid")
    ended: _Ends
    who: _Word = ""
    why: _Word = ""


class HandoverWordsIn(Schema):
    model_config = ConfigDict(extra="forbid")
    words: _Word = ""


class IncidentIn(Schema):
    """What happened at a post: a matter of its place. The same `key` gives the same matter."""

    model_config = ConfigDict(extra="forbid")
    kind: _Code
    body: Annotated[str, Field(max_length=5_000)]
    key: Annotated[str, Field(max_length=60)] = ""


class RegisteredOut(Schema):
    """Who registered, masked."""

    id: UUID
    at: Moment
    fields: dict[str, str]


class RegisteredLookIn(Schema):
    model_config = ConfigDict(extra="forbid")
    purpose: _Code


def post_said(given: PostIn) -> PostSaid:
    """What the API says of a new post."""
    return PostSaid(
        given.place, given.unit, given.name, given.site, given.kind, given.lanes, given.equipment, given.phone,
        given.leader, frozenset(given.spots),
    )  # fmt: skip


def post_mended(given: PostMendIn, row: PostRow) -> PostSaid:
    """A post as it was said, with what is said otherwise; nobody leads it where `leader` is null."""
    said = given.model_dump(exclude_unset=True)
    return PostSaid(
        row.path, said.get("unit") or row.unit_id, said.get("name") or row.name, said.get("site") or row.site,
        row.kind,
        row.lanes if said.get("lanes") is None else said["lanes"], _else(said.get("equipment"), row.equipment),
        _else(said.get("phone"), row.phone), said.get("leader", row.leader_id),
        frozenset(row.spots if said.get("spots") is None else said["spots"]),
    )  # fmt: skip


def _else(said: str | None, kept: str) -> str:
    return kept if said is None else said


def passing_said(given: PassingIn) -> Passing:
    """What the API says of a passage."""
    d = given.decided
    decided = Decided(Outcome(d.outcome), d.who, d.why) if d else None
    return Passing(
        given.id, given.at, given.checks, given.answers, given.aboard, given.vehicles, given.lane, given.fields, decided
    )  # fmt: skip


def passed_answer(p: PassedOut) -> PassedAnswer:
    return PassedAnswer(id=p.id, came=p.came, outcome=p.outcome, rule=p.rule)


def figures_out(f: Figures) -> FiguresOut:
    return FiguresOut(
        passages=f.passages, outcomes={str(o): n for o, n in f.outcomes.items()},
        hours={str(h): n for h, n in f.hours.items()}, vehicles=f.vehicles, aboard=f.aboard, decided=f.decided,
    )  # fmt: skip


def post_out(p: PostRow) -> PostOut:
    return PostOut(**_post(p))


def _post(p: PostRow) -> dict[str, Any]:
    return {
        "id": p.id, "place": p.path, "unit": p.unit_id, "name": p.name, "site": p.site, "kind": p.kind,
        "lanes": p.lanes, "equipment": p.equipment, "phone": p.phone, "leader": p.leader_id, "spots": list(p.spots),
        "opened_at": p.opened_at, "closed_at": p.closed_at, "waiting": p.waiting, "figures": figures_out(p.figures),
    }  # fmt: skip


def whole_post(s: PostShown) -> PostWholeOut:
    return PostWholeOut(
        **_post(s.row), on=s.under is not None, drill=bool(s.under and s.under.drill),
        checks=checks_out(s.checks) if s.checks else None, last=[_passage(p) for p in s.last],
        cases=[_case(c) for c in s.cases], handovers=[_handover(h) for h in s.handovers], incidents=list(s.incidents),
    )  # fmt: skip


def checks_out(c: Checks) -> ChecksOut:
    return ChecksOut(
        checks=c.checks, kind=c.kind, name=_both(c.name), from_on=c.from_on,
        asks={n: list(a.of) for n, a in c.asks.items()}, usual={n: a.usual for n, a in c.asks.items()},
        cells=list(table_called(c.checks).cells), rules=[r.then for r in c.rules],
        says=[_both(r.says) if r.says else {} for r in c.rules], otherwise=c.otherwise,
        registers=list(c.registers.fields) if c.registers else [],
    )  # fmt: skip


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _passage(p: PassageRow) -> PassageOut:
    return PassageOut(
        id=p.id, at=p.at, outcome=p.outcome, checks=p.checks, vehicles=p.vehicles, aboard=p.aboard, lane=p.lane,
        decided=p.decided,
    )  # fmt: skip


def _case(c: CaseRow) -> CaseOut:
    return CaseOut(
        id=c.id, kind=c.kind, outcome=c.outcome, opened_at=c.opened_at, closed_at=c.closed_at, ended=c.ended,
        who=c.who, why=c.why,
    )  # fmt: skip


def _handover(h: HandoverRow) -> HandoverOut:
    return HandoverOut(
        id=h.id, at=h.at, by=h.by, cases=h.cases, counts=dict(h.counts), words=h.words, taken_at=h.taken_at,
        taken_by=h.taken_by,
    )  # fmt: skip


def registered_out(r: RegisteredRow) -> RegisteredOut:
    return RegisteredOut(id=r.id, at=r.at, fields=dict(r.fields))
