"""Somebody over 80 who lives alone, under six helpers: for tests of care."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from shuoshi.accounts.queries import account_called
from shuoshi.care.caring import answer_carer, ask_carer
from shuoshi.care.pairing import open_pairing
from shuoshi.care.terms import Subject, Visited, Yes
from shuoshi.care.visiting import record_visit
from shuoshi.helpers.actions import add_helper
from shuoshi.helpers.terms import Profile
from shuoshi.kernel.ids import new_id
from shuoshi.people.risks import add_risk
from shuoshi.reach.terms import Actor
from shuoshi.scenarios.lishi.cast import BINHE, YONGNING
from shuoshi.units.models import Unit
from tests.conftest import AT, Cast
from tests.people.making import registered

TODAY = date(2026, 4, 13)
YES = Yes("self", TODAY)
UNITS = {
    "party_member": ("community", YONGNING),
    "grid_worker": ("community", YONGNING),
    "beat_officer": ("police_station", BINHE),
    "medic": ("health_station", YONGNING),
    "social_org": ("social_org", YONGNING),
    "volunteer": ("community", YONGNING),
}
"""Of which unit each of the six kinds is."""


def unit(kind: str, path: str = YONGNING) -> UUID:
    return Unit.objects.get(kind=kind, path=path).id


def helper(cast: Cast, kind: str, **more) -> UUID:
    """A helper of one of the six kinds, or of the community."""
    where, path = UNITS.get(kind, ("community", YONGNING))
    by = cast("jiedao") if path == BINHE else cast("shuji")
    account = {"account_id": account_called("wangge")} if kind == "grid_worker" else {}
    given = {"kind": kind, "name": f"{kind[:4]}演示", "most": 3} | more
    return add_helper(unit_id=unit(where, path), profile=Profile(**given), by=by, at=AT, **account)


def elder(by: Actor, name: str = "王奶奶", born_on: str = "1940-01-01", **more) -> UUID:
    """Somebody over 80 who lives alone."""
    who = registered(by, name, born_on=born_on, phone="13900001111", **more)
    add_risk(person_id=who, group="lives_alone", note="", source="visit", by=by, at=AT)
    return who


def paired(cast: Cast, who: UUID | None = None, yes: Yes | None = YES, **more) -> UUID:
    """A pairing of six for one; nobody has been asked yet."""
    given = {"scheme": "six_cover_one", "contact": "女儿 13800002222"} | more
    by = given.pop("by", None) or cast("wangge")
    subject = given.pop("subject", None) or Subject(person_id=who or elder(by))
    return open_pairing(subject=subject, by=by, at=AT, yes=yes, **given)


def asked(cast: Cast, pairing: UUID, role: str, helper_id: UUID | None = None) -> UUID:
    return ask_carer(
        pairing_id=pairing, role=role, helper_id=helper_id or helper(cast, role), by=cast("shuji"), at=AT
    )  # fmt: skip


def agreed(cast: Cast, pairing: UUID, role: str, helper_id: UUID | None = None) -> UUID:
    carer = asked(cast, pairing, role, helper_id)
    answer_carer(carer_id=carer, yes=True, why="", by=cast("shuji"), at=AT)
    return carer


def full(cast: Cast, pairing: UUID) -> Mapping[str, UUID]:
    """All six said yes."""
    return {role: agreed(cast, pairing, role) for role in UNITS}


def visited(carer: UUID, by: Actor, outcome: str = "met", at: datetime = AT, **more) -> UUID:
    given = {"way": "home", "id": new_id(at)} | more
    return record_visit(
        visited=Visited(carer_id=carer, outcome=outcome, at=at, **given), by=by, at=at
    )
