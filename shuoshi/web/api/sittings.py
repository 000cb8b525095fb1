"""Meetings of bodies; voting by phone with a one-time code. Votes themselves are acts of the block `ballot`."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Schema, Status
from pydantic import AwareDatetime, ConfigDict, Field

from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed, NotFound
from shuoshi.meetings.agenda import AgendaRow, BodySitting, body_sitting
from shuoshi.meetings.calling import Call, call_sitting
from shuoshi.meetings.minutes import SittingRow, sitting_page, sittings_within
from shuoshi.meetings.phone_votes import begin_vote, open_pass, papers, vote_by_phone
from shuoshi.meetings.sittings import cancel_sitting, close_sitting, end_without_quorum, take_roll
from shuoshi.meetings.terms import CHAIRS, Choice, Tally
from shuoshi.reach.terms import Actor, Reach
from shuoshi.web.api.base import Errors, actors, limited
from shuoshi.web.asking import under_any
from shuoshi.web.schemas import Moment

router = Router(tags=["meetings"])


class CallIn(Schema):
    """A body is called together."""

    model_config = ConfigDict(extra="forbid")

    body: UUID
    title: str = Field(max_length=80)
    starts_at: AwareDatetime = Field(description="with its zone")
    location: str = Field(max_length=80)
    matters: list[UUID] = Field(default=[], max_length=30)
    agenda: str = Field("", max_length=5000)


class IdOut(Schema):
    id: UUID


class SittingOut(Schema):
    id: UUID
    title: str
    state: str
    starts_at: Moment | None
    held_on: date
    location: str
    attended: int


class VotesOut(Schema):
    """Totals, for and against once it is over; areas in square metres, 0 where they are not weighed."""

    way: str
    on_roll: int
    took_part: int
    yes: int | None = None
    no: int | None = None
    abstain: int | None = None
    area_on_roll: float
    area_took_part: float
    area_yes: float | None = None
    advice_yes: int | None = None
    advice_no: int | None = None
    outcome: str | None


class AgendaOut(Schema):
    matter: UUID
    number: str | None
    stage: str | None
    waits: bool
    votes: VotesOut | None


class BodySittingOut(SittingOut):
    """A body's meeting with its agenda; whoever leads it also gets the roll's ids."""

    body: str
    due: int
    least: int
    minutes: str
    agenda: str
    items: list[AgendaOut]
    roll: list[UUID]


class RollIn(Schema):
    """Who came, by the ids of the roll; said again, the last word counts."""

    model_config = ConfigDict(extra="forbid")

    came: list[UUID] = Field(max_length=4000)


class SittingEndIn(Schema):
    """How a meeting ends: `held` with its minutes, `no_quorum`, `cancelled`."""

    model_config = ConfigDict(extra="forbid")

    how: str = Field(pattern="^(held|no_quorum|cancelled)$")
    minutes: str = Field("", max_length=5000)


class SittingPhoneIn(Schema):
    model_config = ConfigDict(extra="forbid")

    phone: str = Field(max_length=20)


class PassIn(SittingPhoneIn):
    code: str = Field(max_length=10)


class PaperOut(Schema):
    voter: UUID
    body: str
    number: str
    title: str
    door: str
    way: str
    counts: bool
    closes_at: Moment
    cast: bool


class PassOut(Schema):
    ticket: str
    papers: list[PaperOut]


class VoteIn(Schema):
    model_config = ConfigDict(extra="forbid")

    ticket: str = Field(max_length=400)
    voter: UUID
    choice: Choice


class VotedOut(Schema):
    counts: bool


def _readers(request: HttpRequest) -> tuple[Actor, ...]:
    return tuple(a for a in actors(request) if a.reach in (Reach.TERRITORIAL, Reach.HOLDING))


def _leaders(request: HttpRequest) -> tuple[Actor, ...]:
    """The duties that chair a body, else those that read. Raises NotAllowed without any."""
    found = _readers(request)
    able = tuple(a for a in found if a.role in CHAIRS) or found
    if not able:
        raise NotAllowed
    return able


@router.get("/sittings", response={200: list[SittingOut], **Errors})
def all_sittings(request: HttpRequest) -> list[SittingOut]:
    """The newest fifty meetings within each of the caller's duties."""
    found = {row.id: row for a in _readers(request) for row in sittings_within(by=a)}
    rows = sorted(found.values(), key=lambda r: (r.held_on, r.id), reverse=True)
    return [SittingOut(**_row(r)) for r in rows]


@router.post("/sittings", response={201: IdOut, **Errors})
def call(request: HttpRequest, given: CallIn = Body(...)) -> Status:
    """Call a body together; everybody on its roll is told."""
    wished = Call(
        given.body, given.title, given.starts_at, given.location, tuple(given.matters), given.agenda
    )
    made = under_any(_leaders(request), lambda a: call_sitting(call=wished, by=a, at=clock_now()))
    return Status(201, IdOut(id=made))


@router.get("/sittings/{uuid:sitting_id}", response={200: BodySittingOut, **Errors})
def one_sitting(request: HttpRequest, sitting_id: UUID) -> BodySittingOut:
    """A meeting: of a body with its agenda and votes, of residents with its lines; what became of each."""
    at, able = clock_now(), _leaders(request)
    try:
        return _out(under_any(able, lambda a: body_sitting(sitting_id, by=a, at=at)))
    except NotFound:
        return _of_residents(under_any(able, lambda a: sitting_page(sitting_id, by=a)))


def _of_residents(r: SittingRow) -> BodySittingOut:
    items = [
        AgendaOut(matter=i.matter_id, number=i.number, stage=i.stage, waits=False, votes=None)
        for i in r.items
    ]
    return BodySittingOut(
        **_row(r), body="", due=0, least=0, minutes=r.minutes, agenda="", items=items, roll=[]
    )


def _row(r: SittingRow) -> dict[str, Any]:
    return {
        "id": r.id, "title": r.title, "state": r.state, "starts_at": r.starts_at,
        "held_on": r.held_on, "location": r.location, "attended": r.attended,
    }  # fmt: skip


def _out(s: BodySitting) -> BodySittingOut:
    return BodySittingOut(
        **_row(s.row), body=s.body.name, due=s.due, least=s.least, minutes=s.row.minutes,
        agenda=s.agenda, items=[_item(i) for i in s.items], roll=[one.id for one in s.roll],
    )  # fmt: skip


def _totals(t: Tally) -> dict[str, Any]:
    """For and against, once it is over: while it runs, each change of a total would tell a vote."""
    return {
        "yes": t.yes, "no": t.no, "abstain": t.abstain, "area_yes": t.choices[Choice.YES].area_dm2 / 100,
        "advice_yes": t.advice[Choice.YES], "advice_no": t.advice[Choice.NO],
    }  # fmt: skip


def _item(i: AgendaRow) -> AgendaOut:
    t, votes = i.tally, None
    if t is not None:
        votes = VotesOut(
            way=t.way, on_roll=t.eligible, took_part=t.took_part.heads,
            area_on_roll=t.on_roll.area_dm2 / 100, area_took_part=t.took_part.area_dm2 / 100,
            outcome=i.outcome, **(_totals(t) if i.outcome is not None else {}),
        )  # fmt: skip
    number, stage = (i.item.number, i.item.stage) if i.item else (None, None)
    return AgendaOut(matter=i.matter_id, number=number, stage=stage, waits=i.waits, votes=votes)


@router.put("/sittings/{uuid:sitting_id}/roll", response={200: BodySittingOut, **Errors})
def roll(request: HttpRequest, sitting_id: UUID, given: RollIn = Body(...)) -> BodySittingOut:
    """Write down who came."""
    at = clock_now()

    def done(by: Actor) -> BodySitting:
        take_roll(sitting_id=sitting_id, came=given.came, by=by, at=at)
        return body_sitting(sitting_id, by=by, at=at)

    return _out(under_any(_leaders(request), done))


@router.post("/sittings/{uuid:sitting_id}/end", response={200: BodySittingOut, **Errors})
def end(request: HttpRequest, sitting_id: UUID, given: SittingEndIn = Body(...)) -> BodySittingOut:
    """Close a meeting, call it off, or write down that too few came (`ballot/lapse` its matters first)."""
    at = clock_now()

    def done(by: Actor) -> BodySitting:
        if given.how == "held":
            close_sitting(sitting_id=sitting_id, minutes=given.minutes, by=by, at=at)
        elif given.how == "cancelled":
            cancel_sitting(sitting_id=sitting_id, by=by, at=at)
        else:
            end_without_quorum(sitting_id=sitting_id, by=by, at=at)
        return body_sitting(sitting_id, by=by, at=at)

    return _out(under_any(_leaders(request), done))


@router.post("/public/votes/code", response={204: None, **Errors}, auth=None)
def vote_code(request: HttpRequest, given: SittingPhoneIn = Body(...)) -> Status:
    """Send a code to a phone that stands on a roll; the answer is the same for every other."""
    limited(request, "vote")
    begin_vote(phone=given.phone, at=clock_now())
    return Status(204, None)


@router.post("/public/votes/pass", response={200: PassOut, **Errors}, auth=None)
def vote_pass(request: HttpRequest, given: PassIn = Body(...)) -> PassOut:
    """Trade the code for a ticket, good for a quarter of an hour, and the open ballots of the phone."""
    limited(request, "vote")
    at = clock_now()
    ticket = open_pass(phone=given.phone, code=given.code, at=at)
    found = papers(ticket, at=at)
    return PassOut(
        ticket=ticket,
        papers=[
            PaperOut(
                voter=p.voter_id, body=p.body, number=p.number, title=p.title, door=p.door, way=p.way,
                counts=p.counts, closes_at=p.closes_at, cast=p.cast,
            )
            for p in found
        ],
    )  # fmt: skip


@router.post("/public/votes", response={200: VotedOut, **Errors}, auth=None)
def vote(request: HttpRequest, given: VoteIn = Body(...)) -> VotedOut:
    """Cast one vote; whether it counts, or is advice to the meeting."""
    limited(request, "vote")
    counts = vote_by_phone(
        given=given.ticket, voter_id=given.voter, choice=given.choice, at=clock_now()
    )
    return VotedOut(counts=counts)
