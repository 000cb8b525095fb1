"""Pairing: somebody is put under a scheme, says yes, has helpers asked who say yes or no, and is let go."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from shuoshi.care.keeping import (
    groups_of,
    home_of,
    may_arrange,
    noted,
    pairing_of_mine,
    scheme_named,
)
from shuoshi.care.models import Carer, Contract, Pairing
from shuoshi.care.rules import due_after_change, due_after_new_tier, next_due
from shuoshi.care.schemes import Scheme
from shuoshi.care.terms import (
    CONTACT_MOST,
    CarerState,
    Ending,
    MayNotArrange,
    PairedAlready,
    PairingNotFound,
    Subject,
    Yes,
)
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.lengths import at_most
from shuoshi.people.models import Household, Person
from shuoshi.places.queries import place_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach


def open_pairing(
    *, scheme: str, subject: Subject, contact: str, by: Actor, at: datetime, yes: Yes | None = None
) -> UUID:
    """Somebody, a household or a place comes under a scheme; the first visit is due once they said yes.

    Shape:   `contact` is whom to call in need. Who does not qualify is refused with what the file asks for.
    Raises:  MayNotArrange, PairingNotFound (whom one may not see), PairedAlready, BadInput with its field
    """
    rule = scheme_named(scheme)
    at_most(contact, "contact", CONTACT_MOST)
    kind = "person" if subject.person_id else "household" if subject.household_id else "place"
    if kind not in rule.of:
        raise BadInput("这个办法不是给这一类的。", field="scheme")
    if by.reach is not Reach.TERRITORIAL:
        raise MayNotArrange
    with acting(by) as scope:
        path = _path(subject)
        if not may_arrange(by, path):
            raise MayNotArrange
        scope.write_as_engine()
        pairing = Pairing(
            id=new_id(at), scheme=scheme, path=path, person_id=subject.person_id,
            household_id=subject.household_id, contact=contact.strip() or None, opened_on=local_date(at),
        )  # fmt: skip
        groups = groups_of(pairing)
        if not rule.qualifies(groups):
            raise BadInput(
                "要先登记他（她）需要关照的原因，符合了才能按这个办法结对。", field="scheme"
            )
        pairing.tier = rule.tier_for(groups)
        if yes is not None:
            _say_yes(pairing, rule, yes, at)
        try:
            with transaction.atomic():
                pairing.save(force_insert=True)
        except IntegrityError as error:
            raise PairedAlready from error
        noted("pair", pairing, by, at, subject.person_id)
    return pairing.id


def agree(*, pairing_id: UUID, yes: Yes, by: Actor, at: datetime) -> None:
    """Whoever is looked after says yes; the first visit is due.

    Locks:   the pairing's row.
    Raises:  MayNotArrange, PairingNotFound, BadInput, Conflict where they had said so before
    """
    with pairing_of_mine(pairing_id, by) as pairing:
        if pairing.agreed_on is not None:
            raise Conflict("已经记过同意了。")
        _say_yes(pairing, scheme_named(pairing.scheme), yes, at)
        pairing.save(update_fields=["agreed_by", "agreed_on", "due_at"])
        noted("agree", pairing, by, at, pairing.person_id)


def end_pairing(*, pairing_id: UUID, why: str, by: Actor, at: datetime) -> None:
    """It is over, and why; the helpers are free. Raises MayNotArrange, PairingNotFound, BadInput."""
    if why not in (Ending.REFUSED, Ending.OVER):
        raise BadInput("请从选项里选。", field="why")
    with pairing_of_mine(pairing_id, by) as pairing:
        let_go(pairing, Ending(why), at)
        noted("end", pairing, by, at, pairing.person_id)


def decline_own(*, pairing_id: UUID, by: Actor, at: datetime) -> None:
    """Somebody wants to be looked after no more, and says so themselves; of a household its head or their spouse does
    for all. Raises PairingNotFound."""
    if by.person_id is None:
        raise PairingNotFound
    with acting(by) as scope:
        scope.write_as_engine()
        home, for_all = home_of(by.person_id)
        mine = Q(person_id=by.person_id)
        if for_all:
            mine |= Q(household_id=home)
        if not Pairing.objects.filter(mine, id=pairing_id).exists():
            raise PairingNotFound
        pairing = (
            Pairing.objects.select_for_update().filter(id=pairing_id, ended_on__isnull=True).first()
        )
        if pairing is None:
            raise PairingNotFound
        let_go(pairing, Ending.REFUSED, at)
        noted("declined", pairing, by, at, pairing.person_id)


def let_go(pairing: Pairing, why: Ending, at: datetime) -> None:
    """End a pairing with its carers and contracts, as engine in the caller's scope. Three statements."""
    today = local_date(at)
    Pairing.objects.filter(id=pairing.id).update(ended_on=today, ended_why=why, due_at=None)
    Carer.objects.filter(
        pairing_id=pairing.id, state__in=(CarerState.ASKED, CarerState.AGREED)
    ).update(state=CarerState.OVER, over_on=today, said_at=at)
    Contract.objects.filter(pairing_id=pairing.id, ended_on__isnull=True).update(ended_on=today)


def set_tier(pairing: Pairing, at: datetime, *, changed: bool) -> None:
    """Look at the groups of whoever is looked after anew, as engine: the tier follows, and what changed is looked
    at as soon as the tier says."""
    rule = scheme_named(pairing.scheme)
    tier = rule.tier_for(groups_of(pairing))
    columns: Mapping[str, object] = {"tier": tier}
    if pairing.agreed_on is not None and tier:
        last = local_date(pairing.last_at or at)
        due_at = due_after_new_tier(rule.tiers[tier], at, last, pairing.due_at, changed=changed)
        columns = {"tier": tier, "due_at": due_at}
    elif not tier:
        columns = {"tier": tier, "due_at": None}
    Pairing.objects.filter(id=pairing.id).update(**columns)


def _say_yes(pairing: Pairing, rule: Scheme, yes: Yes, at: datetime) -> None:
    if yes.by not in rule.agreed_by:
        raise BadInput("这个办法要另一位来同意，如监护人。", field="agreed_by")
    if yes.on > local_date(at):
        raise BadInput("日期不能在今天以后。", field="agreed_on")
    pairing.agreed_by, pairing.agreed_on = yes.by, yes.on
    if pairing.tier:
        tier = rule.tiers[pairing.tier]
        pairing.due_at = due_after_change(tier, at, next_due(tier, local_date(at)))


def _path(subject: Subject) -> str:
    """Where it lies, seen under the caller's reach. Raises PairingNotFound."""
    if subject.person_id is not None:
        there = Person.objects.filter(
            id=subject.person_id, left_on__isnull=True, same_as__isnull=True
        )
        path = there.values_list("path", flat=True).first()
    elif subject.household_id is not None:
        path = (
            Household.objects.filter(id=subject.household_id).values_list("path", flat=True).first()
        )
    else:
        path = place_at(subject.path).path
    if path is None:
        raise PairingNotFound("没有这个人或者这一户，或者不在您的范围内。")
    return path
