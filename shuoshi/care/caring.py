"""Helpers in their roles: asked, saying yes or no, replaced with a handover, stood in for."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from shuoshi.care.keeping import (
    carer_of_mine,
    locked,
    noted,
    pairing_of_mine,
    scheme_named,
)
from shuoshi.care.models import Carer, Contract, Due, Pairing
from shuoshi.care.rules import end_of
from shuoshi.care.schemes import Role
from shuoshi.care.terms import (
    HANDOVER_DAYS,
    WHY_MOST,
    CarerNotFound,
    CarerState,
    CaseloadFull,
    NotCleared,
    PairedAlready,
)
from shuoshi.helpers.models import Helper
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.notices.actions import tell
from shuoshi.notices.terms import About
from shuoshi.reach.terms import Actor

_STANDS_IN_MOST = timedelta(days=180)
_NOW = (CarerState.ASKED, CarerState.AGREED)


def ask_carer(*, pairing_id: UUID, role: str, helper_id: UUID, by: Actor, at: datetime) -> UUID:
    """Ask a helper to take a role; where somebody has it, they follow them once they said yes.

    Locks:   the pairing's row, the helper's.
    Raises:  MayNotArrange, PairingNotFound, CarerNotFound (no such helper), CaseloadFull, NotCleared, PairedAlready,
             BadInput with its field
    """
    with pairing_of_mine(pairing_id, by) as pairing:
        rule = scheme_named(pairing.scheme).roles.get(role)
        if rule is None:
            raise BadInput("请从选项里选。", field="role")
        helper = _able(helper_id, pairing, rule, at)
        now = Carer.objects.filter(
            pairing_id=pairing.id, role=role, state=CarerState.AGREED
        ).first()
        if now is not None and now.helper_id == helper.id:
            raise PairedAlready("这个角色本来就是这位帮手。")
        carer = Carer(
            id=new_id(at), pairing_id=pairing.id, path=pairing.path, unit_id=helper.unit_id, role=role, helper=helper,
            state=CarerState.ASKED, after=now, asked_at=at,
        )  # fmt: skip
        try:
            with transaction.atomic():
                carer.save(force_insert=True)
        except IntegrityError as error:
            raise PairedAlready("这个角色已经问了一位，等他（她）答复。") from error
        about = About(pairing_id=pairing.id)
        tell(about=about, template="carer_asked", audience=f"carer:{carer.id}", at=at)
        noted("ask", pairing, by, at, helper.id)
    return carer.id


def answer_carer(*, carer_id: UUID, yes: bool, why: str, by: Actor, at: datetime) -> None:
    """A helper says yes or no, themselves or through their unit or the community; a no has its reason.

    Shape:   a yes to a role that somebody has ends that one's part, and the next visit is the handover, within a week.
    Locks:   the pairing's row, the carer's.
    Raises:  CarerNotFound, Conflict where it was answered before, CaseloadFull, BadInput
    """
    if len(why) > WHY_MOST or (not yes and not why.strip()):
        raise BadInput("请写明原因，最多 %(most)s 个字。", field="why", most=WHY_MOST)
    with carer_of_mine(carer_id, by) as carer:
        if carer.state != CarerState.ASKED:
            raise Conflict
        pairing = locked(carer.pairing_id)
        if yes:
            role = scheme_named(pairing.scheme).roles[carer.role]
            _able(carer.helper_id, pairing, role, at, but=carer.id)
            _replaces(carer, pairing, at)
        state = CarerState.AGREED if yes else CarerState.REFUSED
        Carer.objects.filter(id=carer.id).update(state=state, said_at=at, why=why.strip())
        noted("carer_agreed" if yes else "carer_refused", pairing, by, at, carer.helper_id)


def leave_role(*, carer_id: UUID, why: str, by: Actor, at: datetime) -> None:
    """A helper stops; the role stands open until somebody else takes it, and is shown as a gap.

    Raises:  CarerNotFound, Conflict, BadInput
    """
    if not why.strip() or len(why) > WHY_MOST:
        raise BadInput("请写明原因，最多 %(most)s 个字。", field="why", most=WHY_MOST)
    with carer_of_mine(carer_id, by) as carer:
        if carer.state not in _NOW:
            raise Conflict
        Carer.objects.filter(id=carer.id).update(
            state=CarerState.OVER, over_on=local_date(at), said_at=at, why=why.strip()
        )
        noted("carer_left", locked(carer.pairing_id), by, at, carer.helper_id)


def stand_in(
    *, carer_id: UUID, helper_id: UUID | None, until: date | None, by: Actor, at: datetime
) -> None:
    """Somebody stands in for a carer until a day; nobody takes it back.

    Raises:  CarerNotFound, Conflict, CaseloadFull, NotCleared, BadInput
    """
    today = local_date(at)
    if helper_id is not None and (until is None or not today <= until <= today + _STANDS_IN_MOST):
        raise BadInput("请写替到哪天，半年以内。", field="until")
    with carer_of_mine(carer_id, by) as carer:
        if carer.state != CarerState.AGREED:
            raise Conflict
        pairing = locked(carer.pairing_id)
        if helper_id is not None:
            if helper_id == carer.helper_id:
                raise BadInput("替班的要是另一位。", field="helper")
            helper = _able(helper_id, pairing, scheme_named(pairing.scheme).roles[carer.role], at)
            if helper.unit_id != carer.unit_id:
                raise BadInput("替班的要是同一个单位的。", field="helper")
        Carer.objects.filter(id=carer.id).update(
            substitute_id=helper_id, substitute_until=until if helper_id else None
        )
        noted("stands_in", pairing, by, at, helper_id)


def _replaces(carer: Carer, pairing: Pairing, at: datetime) -> None:
    """End the part of whoever has the role now; both come to the door within a week."""
    before = Carer.objects.filter(
        pairing_id=carer.pairing_id, role=carer.role, state=CarerState.AGREED
    )
    if not before.exists():
        return
    before.update(state=CarerState.OVER, over_on=local_date(at))
    signed = Contract.objects.filter(pairing_id=carer.pairing_id, ended_on__isnull=True)
    Due.objects.filter(contract__in=signed, done_on__isnull=True).update(unit_id=carer.unit_id)
    signed.update(unit_id=carer.unit_id)
    soon = end_of(local_date(at) + timedelta(days=HANDOVER_DAYS))
    if pairing.due_at is not None and soon < pairing.due_at:
        Pairing.objects.filter(id=pairing.id).update(due_at=soon)


def _able(
    helper_id: UUID, pairing: Pairing, role: Role, at: datetime, but: UUID | None = None
) -> Helper:
    """A helper of this district who may take a role, with room left; their row locked."""
    today = local_date(at)
    helper = (
        Helper.objects.select_for_update()
        .filter(id=helper_id, ended_on__isnull=True, path__startswith=pairing.path[:6])
        .first()
    )
    if helper is None:
        raise CarerNotFound("没有这位帮手。")
    if helper.person_id is not None and helper.person_id == pairing.person_id:
        raise BadInput("自己不能照看自己。", field="helper")
    if helper.kind_id not in role.kinds:
        raise BadInput("这个角色要另一类帮手。", field="helper")
    if role.cleared and (helper.cleared_until is None or helper.cleared_until < today):
        raise NotCleared
    others = Carer.objects.filter(helper_id=helper.id, state__in=_NOW)
    if but is not None:
        others = others.exclude(id=but)
    if others.count() >= helper.most:
        raise CaseloadFull(most=helper.most)
    return helper
