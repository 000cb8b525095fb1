"""Writing helpers: somebody joins, changes, is cleared for homes with children, leaves; kinds are kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from shuoshi.helpers.models import Helper, HelperKind, Team, TeamMember
from shuoshi.helpers.rules import fits
from shuoshi.helpers.terms import (
    CLEARED_MOST_DAYS,
    KEEPERS,
    ORGANISERS,
    SENDERS,
    HelperNotFound,
    MayNotKeep,
    Profile,
)
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import Person
from shuoshi.places.queries import place_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, Reach
from shuoshi.units.queries import unit as unit_row
from shuoshi.units.terms import UnitRow


def may_keep(unit: UnitRow, by: Actor) -> bool:
    """Whether an actor keeps the helpers of a unit: it lies in their range, or is their own."""
    if by.reach is Reach.TERRITORIAL:
        return by.role in KEEPERS and by.bounds.holds(unit.path)
    return by.reach is Reach.HOLDING and by.role in SENDERS and by.unit_id == unit.id


def add_helper(
    *,
    unit_id: UUID,
    profile: Profile,
    by: Actor,
    at: datetime,
    person_id: UUID | None = None,
    account_id: UUID | None = None,
) -> UUID:
    """Somebody joins as a helper of a unit, having said yes.

    Shape:   `person_id` where they are a registered resident, `account_id` where they have a post.
    Raises:  MayNotKeep, UnitNotFound, PlaceNotFound, BadInput with its field, Conflict for one who is one already
    """
    unit = unit_row(unit_id)
    if not may_keep(unit, by) or (person_id is not None and by.reach is not Reach.TERRITORIAL):
        raise MayNotKeep
    fits(profile)
    for path in profile.areas:
        place_at(path)
    with acting(by) as scope:
        if person_id is not None and not Person.objects.filter(id=person_id).exists():
            raise HelperNotFound
        scope.write_as_engine()
        kind = _kind(profile.kind)
        helper = Helper(
            id=new_id(at), kind=kind, unit_id=unit.id, path=unit.path, person_id=person_id, account_id=account_id,
            since_on=local_date(at), **_columns(profile),
        )  # fmt: skip
        try:
            with transaction.atomic():
                helper.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict("这个人已经是这个单位的这一类帮手了。") from error
        record(kind="helpers.add", subject_id=helper.id, path=unit.path, by=by, at=at)
    return helper.id


def change_helper(*, helper_id: UUID, profile: Profile, by: Actor, at: datetime) -> None:
    """What is written down of a helper changes.

    Locks:   the helper's row.
    Raises:  HelperNotFound, MayNotKeep, PlaceNotFound, BadInput
    """
    fits(profile)
    for path in profile.areas:
        place_at(path)
    with helper_of_mine(helper_id, by) as helper:
        kind = _kind(profile.kind)
        for column, value in _columns(profile).items():
            setattr(helper, column, value)
        helper.kind = kind
        try:
            with transaction.atomic():
                helper.save()
        except IntegrityError as error:
            raise Conflict("这个人已经是这个单位的这一类帮手了。") from error
        record(kind="helpers.change", subject_id=helper.id, path=helper.path, by=by, at=at)


def clear_helper(*, helper_id: UUID, until: date | None, by: Actor, at: datetime) -> None:
    """Somebody may go into homes with children until a day: looked into by whoever organises; none takes it back.

    Raises:  HelperNotFound, MayNotKeep, BadInput
    """
    if by.role not in ORGANISERS:
        raise MayNotKeep("能不能进有孩子的家，由社区书记、委员或者街道来定。")
    today = local_date(at)
    if until is not None and not today < until <= today + timedelta(days=CLEARED_MOST_DAYS):
        raise BadInput("到期日要在今天以后、三年以内。", field="until")
    with helper_of_mine(helper_id, by) as helper:
        Helper.objects.filter(id=helper.id).update(cleared_until=until)
        record(kind="helpers.clear", subject_id=helper.id, path=helper.path, by=by, at=at)


def end_helper(*, helper_id: UUID, by: Actor, at: datetime) -> None:
    """Somebody helps no more; their hours stay theirs.

    Raises:  HelperNotFound, MayNotKeep
    """
    today = local_date(at)
    with helper_of_mine(helper_id, by) as helper:
        Helper.objects.filter(id=helper.id).update(ended_on=today)
        TeamMember.objects.filter(helper_id=helper.id, until_on__isnull=True).update(until_on=today)
        Team.objects.filter(leader_id=helper.id).update(leader=None)
        record(kind="helpers.end", subject_id=helper.id, path=helper.path, by=by, at=at)


def put_kind(
    *, code: str, zh: str, en: str, duty: bool, by: Actor, at: datetime, path: str
) -> None:
    """A kind of helper is added or renamed, by the administrator of a site.

    Raises:  MayNotKeep, BadInput
    """
    if by.role != "administrator":
        raise MayNotKeep
    if (
        not code.isidentifier()
        or not code.isascii()
        or len(code) > 20
        or not zh.strip()
        or not en.strip()
    ):
        raise BadInput("代号写英文小写字母和下划线，中英文名称都要写。", field="code")
    with acting(SYSTEM):
        last = HelperKind.objects.order_by("-sort").first()
        there = HelperKind.objects.filter(code=code).first()
        sort = there.sort if there else (last.sort + 1 if last else 1)
        HelperKind.objects.update_or_create(
            code=code, defaults={"zh": zh.strip(), "en": en.strip(), "duty": duty, "sort": sort}
        )
        record(
            kind="helpers.kind", subject_id=by.account_id or UUID(int=0), path=path, by=by, at=at
        )


@contextmanager
def helper_of_mine(helper_id: UUID, by: Actor) -> Iterator[Helper]:
    """A helper whom the actor keeps, the row locked, in a scope that writes as engine."""
    if by.role not in KEEPERS | SENDERS:
        raise MayNotKeep
    with acting(by) as scope:
        if not Helper.objects.filter(id=helper_id, ended_on__isnull=True).exists():
            raise HelperNotFound
        scope.write_as_engine()
        found = (
            Helper.objects.select_for_update().filter(id=helper_id, ended_on__isnull=True).first()
        )
        if found is None:
            raise HelperNotFound
        yield found


def _kind(code: str) -> HelperKind:
    kind = HelperKind.objects.filter(code=code).first()
    if kind is None:
        raise BadInput("请从选项里选。", field="kind")
    return kind


def _columns(profile: Profile) -> dict[str, object]:
    return {
        "name": profile.name.strip(), "phone": profile.phone.strip() or None, "skills": sorted(profile.skills),
        "languages": sorted(profile.languages), "areas": list(profile.areas), "slots": profile.slots,
        "most": profile.most, "reach_m": profile.reach_m,
    }  # fmt: skip
