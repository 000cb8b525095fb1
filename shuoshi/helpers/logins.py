"""Which login a helper has: somebody on duty in their unit, or a registered resident. Then they see what is theirs."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from shuoshi.accounts.queries import holders
from shuoshi.helpers.actions import helper_of_mine
from shuoshi.helpers.models import Helper
from shuoshi.helpers.terms import KEEPERS, HelperNotFound, MayNotKeep
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.people.models import Person
from shuoshi.people.queries import registered_with
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach


def logins_of(unit_id: UUID, *, at: datetime) -> list[tuple[UUID, str]]:
    """Who is on duty in a unit: the accounts that a helper of it may be, by what their post is called."""
    found = holders(local_date(at), unit_id=unit_id)
    return list({h.account_id: h.name for h in found}.items())


def name_login(*, helper_id: UUID, account_id: UUID | None, by: Actor, at: datetime) -> None:
    """A helper is somebody on duty in their unit; none, and they are nobody who signs in: neither that nor a resident.

    Locks:   the helper's row.
    Raises:  HelperNotFound, MayNotKeep, BadInput with its field
    """
    with helper_of_mine(helper_id, by) as helper:
        if account_id is not None and account_id not in dict(logins_of(helper.unit_id, at=at)):
            raise BadInput("请从名单里选。", field="account")
        named = {"account_id": account_id} | ({} if account_id else {"person_id": None})
        Helper.objects.filter(id=helper.id).update(**named)
        record(kind="helpers.login", subject_id=helper.id, path=helper.path, by=by, at=at)


def find_resident(*, helper_id: UUID, by: Actor, at: datetime) -> None:
    """A helper is the registered resident of the range who has the same name and phone.

    Locks:   the helper's row.
    Raises:  HelperNotFound, MayNotKeep, BadInput where nobody or several are found, Conflict
    """
    if by.reach is not Reach.TERRITORIAL or by.role not in KEEPERS:
        raise MayNotKeep
    with acting(by) as scope:
        seen = Helper.objects.filter(id=helper_id, ended_on__isnull=True).first()
        if seen is None:
            raise HelperNotFound
        ids = registered_with(str(seen.phone)) if seen.phone else []
        there = Person.objects.filter(id__in=ids, left_on__isnull=True, same_as__isnull=True)
        fits = [p.id for p in there if str(p.name) == str(seen.name)]
        if len(fits) != 1:
            raise BadInput("您这一片在册的居民里，没有找到姓名、电话都和他（她）一样的那一位。")
        scope.write_as_engine()
        helper = Helper.objects.select_for_update().get(id=helper_id)
        try:
            with transaction.atomic():
                Helper.objects.filter(id=helper.id).update(person_id=fits[0])
        except IntegrityError as error:
            raise Conflict("这个人已经是这个单位的这一类帮手了。") from error
        record(kind="helpers.resident", subject_id=helper.id, path=helper.path, by=by, at=at)
