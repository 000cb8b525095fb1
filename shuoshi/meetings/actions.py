"""Writing the rules of bodies, and the rolls of those with accounts."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.meetings.models import BodyRule, Member
from shuoshi.meetings.queries import forget_rules
from shuoshi.meetings.terms import Rule
from shuoshi.reach.terms import Actor


@transaction.atomic
def set_rule(*, rule: Rule, starts_on: date, by: Actor, at: datetime, path: str) -> None:
    """Say how a kind of body decides from a day on; what held before ends that day.

    Locks:   the kind's current rule.
    """
    rules = BodyRule.objects.select_for_update().filter(kind=rule.kind, valid_to_on__isnull=True)
    before = rules.first()
    if before is not None:
        if before.valid_from_on >= starts_on:
            raise BadInput("新的规则要晚于现行规则的起始日。", field="starts_on")
        BodyRule.objects.filter(id=before.id).update(valid_to_on=starts_on)
    row = BodyRule.objects.create(
        id=new_id(at), kind=rule.kind, quorum=str(rule.quorum), majority=str(rule.majority),
        of_members=rule.of_members, meeting_days=list(rule.meeting_days), source=rule.source,
        mark=rule.mark, valid_from_on=starts_on, notice_days=rule.notice_days, phone=rule.phone,
        by_area=rule.by_area,
    )  # fmt: skip
    record(kind="meetings.rule", subject_id=row.id, path=path, by=by, at=at)
    transaction.on_commit(forget_rules)


@transaction.atomic
def put_on_roll(
    *, unit_id: UUID, account_id: UUID, starts_on: date, by: Actor, at: datetime, path: str
) -> UUID:
    """Put somebody on a body's roll from a day on.

    Raises:  BadInput when they are on it
    """
    try:
        with transaction.atomic():
            member = Member.objects.create(
                id=new_id(at), unit_id=unit_id, account_id=account_id, starts_on=starts_on
            )
    except IntegrityError:
        raise BadInput("这个人已经在名册上。", field="username") from None
    record(kind="meetings.member", subject_id=unit_id, other_id=account_id, path=path, by=by, at=at)
    return member.id


@transaction.atomic
def take_off_roll(*, member_id: UUID, by: Actor, at: datetime, path: str) -> None:
    """Take somebody off a roll today; who came on today is taken back whole. Votes in course keep
    the roll of the day on which they were opened.

    Locks:   the member's row.
    Raises:  BadInput when they are off it already
    """
    members = Member.objects.select_for_update().filter(id=member_id, ends_on__isnull=True)
    member = members.first()
    if member is None:
        raise BadInput("这个人已经不在名册上。")
    record(
        kind="meetings.off_roll", subject_id=member.unit_id, other_id=member.account_id, path=path,
        by=by, at=at,
    )  # fmt: skip
    if member.starts_on >= local_date(at):
        member.delete()
    else:
        Member.objects.filter(id=member.id).update(ends_on=local_date(at))
