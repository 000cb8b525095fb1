"""Care: the day, parts, visits, measures, how I am looked after; the same actions as the pages."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Query, Router, Status

from shuoshi.care.caring import answer_carer, leave_role, stand_in
from shuoshi.care.measures import NAMES, READERS, Between, measured
from shuoshi.care.pairing import decline_own
from shuoshi.care.parts import day_list, look_at_part, part_shown
from shuoshi.care.queries import (
    own_pairings,
)
from shuoshi.care.terms import MayNotArrange, Visited
from shuoshi.care.unvisiting import take_back_visit
from shuoshi.care.visiting import record_visit
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotFound
from shuoshi.reach.terms import Actor, Reach
from shuoshi.web.api.base import Errors, actors, in_person
from shuoshi.web.asking import under_any
from shuoshi.web.care_schemas import (
    AnswerIn,
    CallOut,
    MeasureOut,
    OwnOut,
    PartOut,
    PeriodIn,
    RaiseIn,
    StandInIn,
    VisitIn,
    WhyIn,
    call_out,
    carer_out,
    visit_out,
)
from shuoshi.web.caring import arranging, carers, raise_from_visit
from shuoshi.web.helping import period_of

router = Router(tags=["care"])


def _caring(request: HttpRequest) -> tuple[Actor, ...]:
    """Whoever looks after people: a duty, or a neighbour who helps. Raises MayNotArrange."""
    found = actors(request)
    own = tuple(a for a in found if a.reach is Reach.RESIDENT and a.person_id)
    try:
        return (*carers(found), *own)
    except MayNotArrange:
        if own:
            return own
        raise


@router.get("/care/day", response={200: list[CallOut], **Errors})
def day(request: HttpRequest, mine: bool = False) -> list[CallOut]:
    """Whom I am to visit: what waits for a yes, what was missed, what is due, who waits longest."""
    found = {
        c.carer_id: c
        for a in _caring(request)
        for c in day_list(by=a, on=local_date(clock_now()), mine=mine)
    }
    return [call_out(c) for c in found.values()]


@router.get("/care/parts/{uuid:carer_id}", response={200: PartOut, **Errors})
def part(request: HttpRequest, carer_id: UUID) -> PartOut:
    """One part, masked."""
    on = local_date(clock_now())
    found = under_any(_caring(request), lambda a: part_shown(carer_id, by=a, on=on))
    return PartOut(
        call=call_out(found.call), groups=list(found.groups), values=dict(found.values),
        visits=[visit_out(v) for v in found.visits], paused_until=found.paused_until, handover=found.handover,
    )  # fmt: skip


@router.post("/care/parts/{uuid:carer_id}/look", response={200: dict[str, str], **Errors})
def look(request: HttpRequest, carer_id: UUID) -> dict[str, str]:
    """The values that the role needs to go there; who looked is written down."""
    in_person(request)
    at = clock_now()
    found = under_any(
        _caring(request), lambda a: look_at_part(carer_id, by=a, on=local_date(at), at=at)
    )
    return dict(found.values)


@router.post("/care/parts/{uuid:carer_id}/answer", response={204: None, **Errors})
def answer(request: HttpRequest, carer_id: UUID, given: AnswerIn = Body(...)) -> Status:
    """A helper says yes or no."""
    in_person(request)
    under_any(
        _caring(request),
        lambda a: answer_carer(carer_id=carer_id, yes=given.yes, why=given.why, by=a, at=clock_now()),
    )  # fmt: skip
    return Status(204, None)


@router.post("/care/parts/{uuid:carer_id}/leave", response={204: None, **Errors})
def leave(request: HttpRequest, carer_id: UUID, given: WhyIn = Body(...)) -> Status:
    """A helper stops; the role is a gap until somebody takes it."""
    in_person(request)
    under_any(
        _caring(request),
        lambda a: leave_role(carer_id=carer_id, why=given.why, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.post("/care/parts/{uuid:carer_id}/stand-in", response={204: None, **Errors})
def substitute(request: HttpRequest, carer_id: UUID, given: StandInIn = Body(...)) -> Status:
    """Somebody stands in until a day."""
    under_any(
        arranging(in_person(request)),
        lambda a: stand_in(
            carer_id=carer_id, helper_id=given.helper, until=given.until, by=a, at=clock_now()
        ),
    )  # fmt: skip
    return Status(204, None)


@router.post("/care/parts/{uuid:carer_id}/visits", response={201: dict[str, UUID], **Errors})
def visit(request: HttpRequest, carer_id: UUID, given: VisitIn = Body(...)) -> Status:
    """Record a visit, or why it did not come about."""
    visited = Visited(
        given.id, carer_id, given.way, given.outcome, given.at, given.words, tuple(given.findings), given.until,
        given.handover,
    )  # fmt: skip
    made = under_any(
        _caring(request), lambda a: record_visit(visited=visited, by=a, at=clock_now())
    )
    return Status(201, {"id": made})


@router.delete("/care/visits/{uuid:visit_id}", response={204: None, **Errors})
def visit_back(request: HttpRequest, visit_id: UUID) -> Status:
    """A visit that was recorded by mistake is taken back."""
    under_any(_caring(request), lambda a: take_back_visit(visit_id=visit_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/care/visits/{uuid:visit_id}/raise", response={201: dict[str, str], **Errors})
def raise_matter(request: HttpRequest, visit_id: UUID, given: RaiseIn = Body(...)) -> Status:
    """What a visit found becomes a matter of the one looked after; sent twice it is one."""
    at = clock_now()
    able = tuple(a for a in carers(in_person(request)) if a.reach is Reach.TERRITORIAL)
    if not able:
        raise MayNotArrange
    receipt = under_any(
        able,
        lambda a: raise_from_visit(
            visit_id=visit_id, programme=given.programme, body=given.body, by=a, at=at
        ),
    )  # fmt: skip
    return Status(201, {"number": receipt.number, "id": str(receipt.matter_id)})


@router.get("/care/measures", response={200: list[MeasureOut], **Errors})
def measures(request: HttpRequest, given: Query[PeriodIn]) -> list[MeasureOut]:
    """Measures 27 to 35 of a period of days, within my range."""
    since, until = period_of(given.since, given.until)
    able = [a for a in actors(request) if a.reach is Reach.TERRITORIAL and a.role in READERS]
    if not able:
        raise MayNotArrange
    found = measured(by=able[0], between=Between(since, until))
    return [
        MeasureOut(
            number=m.number, key=m.key, of=m.of, name={"zh": NAMES[m.key].zh, "en": NAMES[m.key].en}, part=m.part,
            whole=m.whole, rate=m.rate, median_days=m.median_days, counted=m.counted, rate_counted=m.rate_counted,
        )
        for m in found
    ]  # fmt: skip


@router.get("/me/care", response={200: list[OwnOut], **Errors})
def own(request: HttpRequest) -> list[OwnOut]:
    """Who looks after me."""
    on = local_date(clock_now())
    return [
        OwnOut(
            id=o.id, scheme=o.scheme.scheme, since_on=o.since_on, due_at=o.due_at,
            carers=[carer_out(c) for c in o.carers],
        )
        for a in actors(request) if a.role == "resident" for o in own_pairings(by=a, on=on)
    ]  # fmt: skip


@router.delete("/me/care/{uuid:pairing_id}", response={204: None, **Errors})
def decline(request: HttpRequest, pairing_id: UUID) -> Status:
    """I want it no more."""
    mine = [a for a in in_person(request) if a.role == "resident"]
    if not mine:
        raise NotFound
    decline_own(pairing_id=pairing_id, by=mine[0], at=clock_now())
    return Status(204, None)
