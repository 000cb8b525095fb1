"""The register: households, who needs looking after, moves, registrations that may be one person."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, File, Form, Query, Router, Status
from ninja.files import UploadedFile

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.texts import Worded
from shuoshi.kernel.workbooks import BYTES_MOST
from shuoshi.people.census import take_in
from shuoshi.people.census_reading import sheet_with_outcomes, sheets_of
from shuoshi.people.moving import Where, leave, move_household, move_person
from shuoshi.people.reading import (
    LookedAfter,
    at_risk,
    home_shown,
    pair_shown,
    pairs_within,
    risks_of,
)
from shuoshi.people.risks import add_risk, end_risk, review_risk
from shuoshi.people.settling import keep_apart, merge, undo_merge
from shuoshi.ui.words import in_words
from shuoshi.web.administering import soon
from shuoshi.web.api.base import Errors, actors, in_person, limited
from shuoshi.web.asking import finders, keepers, seen_by, under_any, within_range
from shuoshi.web.register_schemas import (
    AtRiskIn,
    HomeMoveIn,
    HouseholdOut,
    LeaveIn,
    LookedAfterOut,
    OutcomeOut,
    PairOut,
    ReviewIn,
    RiskEndIn,
    RiskIn,
    RiskOut,
    SettleIn,
    SheetOut,
    home_out,
    pair_out,
    risk_out,
    who_out,
)

router = Router(tags=["register"])


@router.post("/censuses", response={202: dict[str, UUID], **Errors})
def send_census(
    request: HttpRequest, place: str = Form(..., max_length=40), sheet: UploadedFile = File(...)
) -> Status:
    """Send in a sheet of residents; it is taken in row by row afterwards."""
    limited(request, "people")
    by = within_range(keepers(in_person(request)), place)
    made = take_in(content=sheet.read(BYTES_MOST + 1), path=place, by=by, at=clock_now())
    soon("take_in_censuses")
    return Status(202, {"id": made})


@router.get("/censuses", response={200: list[SheetOut], **Errors})
def censuses(request: HttpRequest) -> list[SheetOut]:
    """Sheets of my range, the newest first."""
    return [
        SheetOut(
            id=s.id, place=s.path, sent_at=s.sent_at, rows=s.rows, done=s.done,
            counts={b.value: n for b, n in s.counts.items()}, finished_at=s.finished_at,
        )
        for s in sheets_of(by=keepers(actors(request))[0])
    ]  # fmt: skip


@router.get("/censuses/{uuid:census_id}", response={200: list[OutcomeOut], **Errors})
def census_rows(request: HttpRequest, census_id: UUID) -> list[OutcomeOut]:
    """What became of each row, for whoever sent the sheet, for a week."""
    _s, _lines, outcomes = under_any(
        keepers(in_person(request)), lambda a: sheet_with_outcomes(census_id, by=a)
    )
    return [
        OutcomeOut(
            line=o.line,
            became=o.became,
            why=in_words(Worded(o.text, o.values or {})) if o.text else "",
        )
        for o in outcomes
    ]


@router.get("/at-risk", response={200: list[LookedAfterOut], **Errors})
def looked_after(request: HttpRequest, given: Query[AtRiskIn]) -> list[LookedAfterOut]:
    """Who needs looking after within my range, fifty at a time in order of their ids."""
    limited(request, "people")
    by = finders(actors(request))[0]
    due = local_date(clock_now()) if given.due else None
    found: tuple[LookedAfter, ...] = at_risk(
        by=by, group=given.group, due_by=due, after=given.after
    )
    return [
        LookedAfterOut(person=who_out(x.person), risks=[risk_out(r) for r in x.risks])
        for x in found
    ]


@router.get("/people/{uuid:person_id}/risks", response={200: list[RiskOut], **Errors})
def reasons(request: HttpRequest, person_id: UUID) -> list[RiskOut]:
    """Why somebody needs looking after."""
    by, _shown = seen_by(finders(actors(request)), person_id)
    return [risk_out(r) for r in risks_of(person_id, by=by)]


@router.post("/people/{uuid:person_id}/risks", response={201: dict[str, UUID], **Errors})
def write_reason(request: HttpRequest, person_id: UUID, given: RiskIn = Body(...)) -> Status:
    """Write down why somebody needs looking after."""
    by, _shown = seen_by(keepers(in_person(request)), person_id)
    made = add_risk(
        person_id=person_id, group=given.group, note=given.note, source=given.source,
        review_on=given.review_on, by=by, at=clock_now(),
    )  # fmt: skip
    return Status(201, {"id": made})


@router.post("/risks/{uuid:risk_id}/review", response={204: None, **Errors})
def review(request: HttpRequest, risk_id: UUID, given: ReviewIn = Body(...)) -> Status:
    """It is still so."""
    under_any(
        keepers(in_person(request)),
        lambda a: review_risk(risk_id=risk_id, review_on=given.review_on, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.post("/risks/{uuid:risk_id}/end", response={204: None, **Errors})
def end(request: HttpRequest, risk_id: UUID, given: RiskEndIn = Body(...)) -> Status:
    """It is so no more."""
    under_any(
        keepers(in_person(request)),
        lambda a: end_risk(risk_id=risk_id, why=given.why, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.get("/households/{uuid:household_id}", response={200: HouseholdOut, **Errors})
def household(request: HttpRequest, household_id: UUID) -> HouseholdOut:
    """A household with its members, behind masks."""
    return home_out(under_any(finders(actors(request)), lambda a: home_shown(household_id, by=a)))


@router.post("/households/{uuid:household_id}/move", response={200: dict[str, UUID], **Errors})
def move_whole(
    request: HttpRequest, household_id: UUID, given: HomeMoveIn = Body(...)
) -> dict[str, Any]:
    """A household moves; gives the household they belong to from now on."""
    to = Where(given.place, given.door, given.on)
    able = keepers(in_person(request))
    return {
        "id": under_any(
            able, lambda a: move_household(household_id=household_id, to=to, by=a, at=clock_now())
        )
    }


@router.post("/people/{uuid:person_id}/move", response={200: dict[str, UUID], **Errors})
def move_one(
    request: HttpRequest, person_id: UUID, given: HomeMoveIn = Body(...)
) -> dict[str, Any]:
    """One person moves; gives the household they belong to from now on."""
    by, _shown = seen_by(keepers(in_person(request)), person_id)
    to = Where(given.place, given.door, given.on)
    return {"id": move_person(person_id=person_id, to=to, tie=given.tie, by=by, at=clock_now())}


@router.post("/people/{uuid:person_id}/leave", response={204: None, **Errors})
def leave_district(request: HttpRequest, person_id: UUID, given: LeaveIn = Body(...)) -> Status:
    """Somebody moved out of the district, or died."""
    by, _shown = seen_by(keepers(in_person(request)), person_id)
    leave(person_id=person_id, why=given.why, on=given.on, by=by, at=clock_now())
    return Status(204, None)


@router.get("/pairs", response={200: list[PairOut], **Errors})
def pairs(request: HttpRequest) -> list[PairOut]:
    """Registrations within my range that may be one person, the oldest first."""
    return [pair_out(p) for p in pairs_within(by=finders(actors(request))[0])]


@router.get("/pairs/{uuid:pair_id}", response={200: PairOut, **Errors})
def one_pair(request: HttpRequest, pair_id: UUID) -> PairOut:
    """One pair."""
    return pair_out(under_any(finders(actors(request)), lambda a: pair_shown(pair_id, by=a)))


@router.post("/pairs/{uuid:pair_id}/settle", response={204: None, **Errors})
def settle(request: HttpRequest, pair_id: UUID, given: SettleIn = Body(...)) -> Status:
    """One person, and which registration stays; or two."""
    able = keepers(in_person(request))
    if given.kept is None:
        under_any(able, lambda a: keep_apart(pair_id=pair_id, by=a, at=clock_now()))
    else:
        kept = given.kept
        under_any(able, lambda a: merge(pair_id=pair_id, kept=kept, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/pairs/{uuid:pair_id}/undo", response={204: None, **Errors})
def undo(request: HttpRequest, pair_id: UUID) -> Status:
    """Undo a merger."""
    under_any(
        keepers(in_person(request)), lambda a: undo_merge(pair_id=pair_id, by=a, at=clock_now())
    )
    return Status(204, None)
