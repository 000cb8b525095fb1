"""A carer's own part: their day, and of each one looked after only what their role needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from shuoshi.care.keeping import groups_of, speaks_for
from shuoshi.care.models import Carer, Pairing, Visit
from shuoshi.care.pausing import paused, paused_until
from shuoshi.care.rows import VisitRow, name_of, visit_row
from shuoshi.care.rules import end_of, seen_groups
from shuoshi.care.schemes import Role, Scheme, schemes
from shuoshi.care.terms import (
    ARRANGERS,
    CARER_ROLES,
    CarerNotFound,
    CarerState,
    MayNotArrange,
    NotAgreed,
    Sees,
)
from shuoshi.people.queries import known_as
from shuoshi.people.terms import Group
from shuoshi.places.queries import names_of
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.sealing.actions import log_look
from shuoshi.sealing.terms import Look

PAGE = 100
_VALUES: Mapping[Sees, str] = {Sees.NAME: "name", Sees.PHONE: "phone", Sees.ADDRESS: "door"}


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody on the day's list: under which part, masked, since when nobody was there.

    Shape:   `spot` is where a map finds them, in degrees; `state` of the carer: somebody may still have to say yes.
    """

    carer_id: UUID
    pairing_id: UUID
    scheme: Scheme
    role: str
    state: CarerState
    path: str
    place: str
    name: str
    tier: str
    due_at: datetime | None
    last_at: datetime | None
    misses: int
    visits: bool
    spot: tuple[float, float] | None
    person_id: UUID | None
    household_id: UUID | None

    def days_since(self, at: datetime) -> int | None:
        """How many days nobody has met them; None where nobody ever did."""
        return (at - self.last_at).days if self.last_at else None


@dataclass(frozen=True, slots=True)
class Part:
    """What one carer may know of the one looked after: masked until they look, and nothing beyond their role."""

    call: Call
    rule: Role
    groups: tuple[Group, ...]
    values: Mapping[str, str]
    visits: tuple[VisitRow, ...]
    paused_until: date | None
    handover: bool
    asked_why: str


def day_list(
    *,
    by: Actor,
    on: date,
    mine: bool = False,
    path: str = "",
    due_by: date | None = None,
    most: int = PAGE,
    asked_too: bool = True,
) -> tuple[Call, ...]:
    """Whom the reader is to visit: what waits for a yes, then who was missed, then what is due, then who has not been
    met for longest; a hundred at most, unless `most` says otherwise.

    Shape:   territorial: the visiting parts of a range, `mine` those of which the reader is the helper; of a unit:
             its helpers' parts; a resident: their own. Who is away is left out. `path` narrows it to a place, `due_by`
             to what is due or was missed by a day; without `asked_too` what waits for a yes is left out. Five
             statements in a scope.
    Raises:  MayNotArrange
    """
    if by.reach is Reach.TERRITORIAL and by.role not in ARRANGERS:
        raise MayNotArrange
    if by.reach is Reach.HOLDING and by.role not in CARER_ROLES:
        raise MayNotArrange
    open_ = Carer.objects.filter(pairing__ended_on__isnull=True)
    if mine:
        own = Q(helper__account_id=by.account_id) | Q(substitute__account_id=by.account_id)
        open_ = open_.filter(own)
    with acting(by) as scope:
        ids = _seen(by)
        scope.write_as_engine()
        bounds = by.bounds
        within = Q(path__gte=bounds.lo, path__lt=bounds.hi) if ids is None else Q(id__in=ids)
        open_ = open_.filter(within).select_related(
            "pairing__person__household", "pairing__household"
        )
        if path:
            narrow = bounds_of(path)
            open_ = open_.filter(path__gte=narrow.lo, path__lt=narrow.hi)
        asked = open_.filter(state=CarerState.ASKED).order_by("asked_at", "id")[:most]
        agreed = open_.filter(_visiting(by), state=CarerState.AGREED)
        if due_by is not None:
            due = Q(pairing__due_at__lte=end_of(due_by)) | Q(pairing__misses__gt=0)
            agreed, asked = agreed.filter(due), asked.none()
        if not asked_too:
            asked = asked.none()
        order = ("-pairing__misses", "pairing__due_at", "pairing__last_at", "id")
        calls = _calls([*asked, *agreed.order_by(*order)[: most * 3]], on)
    return calls[:most]


def _visiting(by: Actor) -> Q:
    """Parts whose planned visits they are; of a unit or a resident every part of their own."""
    if by.reach is not Reach.TERRITORIAL:
        return Q()
    wanted = Q()
    for name, rule in schemes().items():
        roles = [r for r, role in rule.roles.items() if role.visits]
        wanted |= Q(pairing__scheme=name, role__in=roles)
    return wanted


def _seen(by: Actor) -> list[UUID] | None:
    """The carers that a unit or a resident sees, under their own reach; a range is bounded by its path."""
    if by.reach is Reach.TERRITORIAL:
        return None
    now = Carer.objects.filter(state__in=(CarerState.ASKED, CarerState.AGREED))
    return list(now.values_list("id", flat=True))


def _calls(carers: Sequence[Carer], on: date) -> tuple[Call, ...]:
    """One line a pairing for whoever visits, asked ones each; those away left out. As engine."""
    names = names_of(c.pairing.path for c in carers)
    away = paused([c.pairing for c in carers], on)
    out, seen = list[Call](), set[UUID]()
    for c in carers:
        asked = c.state == CarerState.ASKED
        if not asked and c.pairing_id in seen:
            continue
        if not asked:
            seen.add(c.pairing_id)
        if c.pairing_id not in away:
            out.append(call_of(c, names.get(c.pairing.path, "")))
    last = end_of(date.max.replace(year=9998))
    return tuple(
        sorted(
            out,
            key=lambda c: (
                c.state != CarerState.ASKED,
                not c.misses,
                c.due_at or last,
                str(c.last_at or ""),
            ),
        )
    )


def call_of(carer: Carer, place: str) -> Call:
    """A line of a day's list."""
    p, rule = carer.pairing, schemes()[carer.pairing.scheme]
    role, asked = rule.roles[carer.role], carer.state == CarerState.ASKED
    home = p.person.household if p.person else p.household
    spot = home.spot if home else None
    tier = p.tier if role.visits and not asked else ""
    return Call(
        carer.id, p.id, rule, carer.role, CarerState(carer.state), p.path, place, name_of(p), tier, p.due_at,
        p.last_at, p.misses, role.visits, None if asked else spot, p.person_id,
        home.id if home else None,
    )  # fmt: skip


def part_shown(carer_id: UUID, *, by: Actor, on: date) -> Part:
    """A carer's part, masked. Seven statements in a scope.

    Raises:  CarerNotFound
    """
    with acting(by) as scope:
        carer = _spoken_for(carer_id, by)
        scope.write_as_engine()
        return _part(_read(carer.id), on, values={})


def look_at_part(carer_id: UUID, *, by: Actor, on: date, at: datetime) -> Part:
    """A carer's part with the whole values that their role needs to go there; who looked is written down first.

    Raises:  CarerNotFound, NotAgreed before both said yes
    """
    with acting(by) as scope:
        carer = _spoken_for(carer_id, by)
        scope.write_as_engine()
        carer = _read(carer.id)
        if carer.state != CarerState.AGREED or carer.pairing.agreed_on is None:
            raise NotAgreed
        sees = schemes()[carer.pairing.scheme].roles[carer.role].sees
        values = _values(carer.pairing, sees)
        log_look(
            fields=sorted(values), purpose=Look.VISIT, path=carer.pairing.path, by=by, at=at,
            person_id=carer.pairing.person_id,
        )  # fmt: skip
        return _part(carer, on, values)


def _spoken_for(carer_id: UUID, by: Actor) -> Carer:
    found = Carer.objects.filter(id=carer_id).first()
    if found is None or not speaks_for(found, by):
        raise CarerNotFound
    return found


def _read(carer_id: UUID) -> Carer:
    found = (
        Carer.objects.filter(id=carer_id)
        .select_related("pairing__person__household", "pairing__household")
        .first()
    )
    now = (CarerState.ASKED, CarerState.AGREED)
    if found is None or found.pairing.ended_on is not None or found.state not in now:
        raise CarerNotFound
    return found


def _part(carer: Carer, on: date, values: Mapping[str, str]) -> Part:
    pairing = carer.pairing
    rule = schemes()[pairing.scheme].roles[carer.role]
    asked = carer.state == CarerState.ASKED
    groups = groups_of(pairing) if pairing.person_id and not asked else frozenset[str]()
    own = Visit.objects.filter(pairing_id=pairing.id, carer__role=carer.role, unit_id=carer.unit_id)
    visits = own.select_related("carer").order_by("-at", "-id")[:10]
    name = names_of([pairing.path]).get(pairing.path, "")
    return Part(
        call_of(carer, name), rule, seen_groups(rule, [g for g in Group if g in groups]), values,
        () if asked else tuple(visit_row(v, words=True) for v in visits), paused_until(pairing, on),
        carer.after_id is not None and carer.handed_over_on is None, carer.why,
    )  # fmt: skip


def values_for(carer_id: UUID) -> dict[str, str]:
    """What whoever goes there in a carer's stead may have: the role's, and no more. As engine in the caller's scope.

    Raises:  CarerNotFound
    """
    carer = _read(carer_id)
    return _values(carer.pairing, schemes()[carer.pairing.scheme].roles[carer.role].sees)


def _values(pairing: Pairing, sees: Sequence[Sees]) -> dict[str, str]:
    """The whole values that somebody may have, by name; of a household its door and those who live there by name."""
    out: dict[str, str] = {}
    if pairing.person is not None:
        known = known_as(pairing.person).values
        out = {name: known[name] for s, name in _VALUES.items() if s in sees and known[name]}
    elif pairing.household is not None and Sees.ADDRESS in sees:
        out["door"] = str(pairing.household.door)
        members = pairing.household.members.filter(left_on__isnull=True)
        if Sees.NAME in sees:
            out["name"] = "、".join(str(p.name) for p in members.order_by("id"))
    if Sees.CONTACT in sees and pairing.contact:
        out["contact"] = str(pairing.contact)
    return out
