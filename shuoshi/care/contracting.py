"""Contracts of a pairing: signed for a term, its services done one by one, ended. No clinical value, ever."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from shuoshi.care.keeping import noted, pairing_of_mine, scheme_named, speaks_for
from shuoshi.care.models import Carer, Contract, Due
from shuoshi.care.rules import days_of_term, end_of_term
from shuoshi.care.terms import CarerState, ContractNotFound, NotAgreed, PairedAlready
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor

_BACK = timedelta(days=366)


def sign(*, pairing_id: UUID, since: date, by: Actor, at: datetime) -> UUID:
    """A contract for a term, as the scheme's file says, with every service due in it.

    Shape:   the one looked after and a helper have said yes before. Terms do not overlap.
    Raises:  MayNotArrange, PairingNotFound, NotAgreed, PairedAlready, BadInput with its field
    """
    today = local_date(at)
    if not today - _BACK <= since <= today + timedelta(days=60):
        raise BadInput("从哪天起，写一年以内、两个月以后以前的日子。", field="since")
    with pairing_of_mine(pairing_id, by) as pairing:
        rule = scheme_named(pairing.scheme).contract
        if rule is None:
            raise BadInput("这个办法没有签约。", field="since")
        carer = Carer.objects.filter(pairing_id=pairing.id, state=CarerState.AGREED).first()
        if carer is None or pairing.agreed_on is None:
            raise NotAgreed
        until = end_of_term(since, rule.months)
        over = Contract.objects.filter(pairing_id=pairing.id, ended_on__isnull=True)
        if over.filter(since_on__lte=until, until_on__gte=since).exists():
            raise PairedAlready("这段时间已经签过约了。")
        contract = Contract(
            id=new_id(at), pairing_id=pairing.id, path=pairing.path, unit_id=carer.unit_id, since_on=since,
            until_on=until,
        )  # fmt: skip
        try:
            with transaction.atomic():
                contract.save(force_insert=True)
        except IntegrityError as error:
            raise PairedAlready("这段时间已经签过约了。") from error
        Due.objects.bulk_create(
            Due(
                id=new_id(at), contract_id=contract.id, path=pairing.path, unit_id=carer.unit_id, service=name,
                due_on=day,
            )
            for name, service in rule.services.items()
            for day in days_of_term(service.every, since, until)
        )  # fmt: skip
        noted("sign", pairing, by, at, contract.id)
    return contract.id


def note_done(*, due_id: UUID, on: date, by: Actor, at: datetime) -> None:
    """A service of a contract was done on a day, and nothing else of it is written down.

    Raises:  ContractNotFound, Conflict where it was done already, BadInput
    """
    if not local_date(at) - _BACK <= on <= local_date(at):
        raise BadInput("日期不能在今天以后。", field="on")
    with acting(by) as scope:
        seen = Due.objects.filter(id=due_id).select_related("contract").first()
        if seen is None or not _may(seen, by):
            raise ContractNotFound
        scope.write_as_engine()
        due = Due.objects.select_for_update().get(id=due_id)
        if due.done_on is not None:
            raise Conflict("这一项已经记过做完了。")
        if seen.contract.ended_on is not None:
            raise Conflict("这份签约已经结束了。")
        Due.objects.filter(id=due_id).update(done_on=on, done_by=by.account_id)
        record(
            kind="care.done",
            subject_id=due_id,
            other_id=seen.contract_id,
            path=due.path,
            by=by,
            at=at,
        )


def end_contract(*, contract_id: UUID, by: Actor, at: datetime) -> None:
    """A contract ends before its term; what was not yet due is due no more.

    Raises:  MayNotArrange, ContractNotFound
    """
    today = local_date(at)
    with acting(by):
        found = Contract.objects.filter(id=contract_id, ended_on__isnull=True).first()
    if found is None:
        raise ContractNotFound
    with pairing_of_mine(found.pairing_id, by) as pairing:
        Contract.objects.filter(id=contract_id, ended_on__isnull=True).update(ended_on=today)
        Due.objects.filter(
            contract_id=contract_id, done_on__isnull=True, due_on__gte=today
        ).delete()
        noted("contract_ended", pairing, by, at, contract_id)


def _may(due: Due, by: Actor) -> bool:
    return speaks_for(Carer(unit_id=due.unit_id), by)
