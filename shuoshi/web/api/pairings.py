"""Pairings and contracts; the same actions as the pages."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Query, Router, Status

from shuoshi.care.caring import ask_carer
from shuoshi.care.contracting import end_contract, note_done, sign
from shuoshi.care.contracts import contracts_within
from shuoshi.care.pairing import agree, end_pairing, open_pairing
from shuoshi.care.pausing import go_on, pause
from shuoshi.care.queries import ledger, pairing_shown
from shuoshi.care.terms import Subject, Yes
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.reach.terms import Actor
from shuoshi.web.api.base import Errors, actors, in_person
from shuoshi.web.asking import under_any
from shuoshi.web.care_schemas import (
    ContractOut,
    DoneIn,
    LedgerIn,
    PairIn,
    PairingOut,
    PauseIn,
    RoleIn,
    SignIn,
    WholeOut,
    WhyIn,
    YesIn,
    carer_out,
    contract_out,
    pairing_out,
    visit_out,
)
from shuoshi.web.caring import arrangers, arranging, carers

router = Router(tags=["care"])


@router.get("/pairings", response={200: list[PairingOut], **Errors})
def pairings(request: HttpRequest, given: Query[LedgerIn]) -> list[PairingOut]:
    """The ledger of my range, fifty at a time in order of the ids; `gaps`: what lacks somebody."""
    by = arrangers(actors(request))[0]
    found = ledger(
        by=by, on=local_date(clock_now()), scheme=given.scheme, gaps=given.gaps, after=given.after
    )
    return [pairing_out(r) for r in found]


@router.post("/pairings", response={201: dict[str, UUID], **Errors})
def pair(request: HttpRequest, given: PairIn = Body(...)) -> Status:
    """Somebody comes under a scheme."""
    yes = Yes(given.agreed_by, given.agreed_on) if given.agreed_by and given.agreed_on else None
    subject = Subject(given.place, given.person, given.household)
    made = under_any(
        arranging(in_person(request)),
        lambda a: open_pairing(
            scheme=given.scheme, subject=subject, contact=given.contact, by=a, at=clock_now(), yes=yes
        ),
    )  # fmt: skip
    return Status(201, {"id": made})


@router.get("/pairings/{uuid:pairing_id}", response={200: WholeOut, **Errors})
def pairing(request: HttpRequest, pairing_id: UUID) -> WholeOut:
    """One pairing with everything that belongs to it."""
    on = local_date(clock_now())
    w = under_any(arrangers(actors(request)), lambda a: pairing_shown(pairing_id, by=a, on=on))
    return WholeOut(
        pairing=pairing_out(w.row), agreed_by=w.agreed_by, groups=list(w.groups),
        carers=[carer_out(c) for c in (*w.carers, *w.before)], visits=[visit_out(v) for v in w.visits],
        contracts=[contract_out(c) for c in w.contracts], ended_on=w.ended_on,
    )  # fmt: skip


@router.post("/pairings/{uuid:pairing_id}/yes", response={204: None, **Errors})
def say_yes(request: HttpRequest, pairing_id: UUID, given: YesIn = Body(...)) -> Status:
    """Whoever is looked after said yes."""
    yes = Yes(given.agreed_by, given.agreed_on)
    under_any(
        arranging(in_person(request)),
        lambda a: agree(pairing_id=pairing_id, yes=yes, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.post("/pairings/{uuid:pairing_id}/carers", response={201: dict[str, UUID], **Errors})
def ask(request: HttpRequest, pairing_id: UUID, given: RoleIn = Body(...)) -> Status:
    """Ask a helper to take a role."""
    made = under_any(
        arranging(in_person(request)),
        lambda a: ask_carer(
            pairing_id=pairing_id, role=given.role, helper_id=given.helper, by=a, at=clock_now()
        ),
    )  # fmt: skip
    return Status(201, {"id": made})


@router.post("/pairings/{uuid:pairing_id}/pause", response={204: None, **Errors})
def stop(request: HttpRequest, pairing_id: UUID, given: PauseIn = Body(...)) -> Status:
    """Nobody is missed until a day."""
    by, subject = _of(request, pairing_id)
    pause(subject=subject, why=given.why, until=given.until, by=by, at=clock_now())
    return Status(204, None)


@router.delete("/pairings/{uuid:pairing_id}/pause", response={204: None, **Errors})
def resume(request: HttpRequest, pairing_id: UUID) -> Status:
    """They are back."""
    by, subject = _of(request, pairing_id)
    go_on(subject=subject, by=by, at=clock_now())
    return Status(204, None)


def _of(request: HttpRequest, pairing_id: UUID) -> tuple[Actor, Subject]:
    on = local_date(clock_now())
    by, w = under_any(
        arranging(in_person(request)), lambda a: (a, pairing_shown(pairing_id, by=a, on=on))
    )
    return by, Subject(w.row.path, w.row.person_id, w.row.household_id)


@router.post("/pairings/{uuid:pairing_id}/contracts", response={201: dict[str, UUID], **Errors})
def contract(request: HttpRequest, pairing_id: UUID, given: SignIn = Body(...)) -> Status:
    """Sign a contract for a term."""
    made = under_any(
        arranging(in_person(request)),
        lambda a: sign(pairing_id=pairing_id, since=given.since, by=a, at=clock_now()),
    )
    return Status(201, {"id": made})


@router.post("/pairings/{uuid:pairing_id}/end", response={204: None, **Errors})
def end(request: HttpRequest, pairing_id: UUID, given: WhyIn = Body(...)) -> Status:
    """It is over: `over` or `refused`."""
    under_any(
        arranging(in_person(request)),
        lambda a: end_pairing(pairing_id=pairing_id, why=given.why, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.get("/contracts", response={200: list[ContractOut], **Errors})
def contracts(request: HttpRequest, days: int = 30, expiring: bool = False) -> list[ContractOut]:
    """Contracts with a service due within so many days, or that end within a month."""
    on, days = local_date(clock_now()), min(max(days, 0), 400)
    found = {
        c.id: c
        for a in carers(actors(request))
        for c in contracts_within(by=a, on=on, days=days, expiring=expiring)
    }
    return [contract_out(c) for c in found.values()]


@router.post("/contracts/{uuid:contract_id}/end", response={204: None, **Errors})
def stop_contract(request: HttpRequest, contract_id: UUID) -> Status:
    """A contract ends before its term."""
    under_any(
        arranging(in_person(request)),
        lambda a: end_contract(contract_id=contract_id, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.post("/dues/{uuid:due_id}/done", response={204: None, **Errors})
def done(request: HttpRequest, due_id: UUID, given: DoneIn = Body(...)) -> Status:
    """A service of a contract was done; a station's own system may say so with its key."""
    under_any(
        carers(actors(request)),
        lambda a: note_done(due_id=due_id, on=given.on, by=a, at=clock_now()),
    )
    return Status(204, None)
