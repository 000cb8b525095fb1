"""Break-glass: seeing a place outside one's range for minutes, with a reason, reviewed by another."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from shuoshi.accounts.models import Account, Glass
from shuoshi.accounts.terms import LOOKERS, SECOND_FACTOR_ROLES
from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from shuoshi.kernel.ids import new_id
from shuoshi.places.queries import names_of
from shuoshi.places.terms import PlaceNotFound
from shuoshi.reach.terms import Actor, Reach

LEAST, MOST = 5, 60
_AT_ONCE = 2
_REASON_LEAST, _REASON_MOST, _COMMUNITY = 10, 300, 12
REVIEWERS = frozenset({"supervision_office", "auditor"})


class GlassNotFound(NotFound):
    """没有这次破例查看，或者不在您的范围内。"""


class StillLooking(Conflict):
    """还在看，结束以后再复核。"""


class ReviewedAlready(Conflict):
    """这次破例查看已经复核过了。"""


@dataclass(frozen=True, slots=True)
class GlassRow:
    """A break-glass as its list shows it."""

    id: UUID
    said_by: str
    place: str
    path: str
    reason: str
    begins_at: datetime
    ends_at: datetime
    reviewed_at: datetime | None
    reviewed_by: str
    right: bool | None
    words: str
    own: bool


def may_break(by: Actor) -> bool:
    """Whether this duty may break glass: those who read a territory or hold matters, act, and log in
    with a second factor."""
    return (
        by.duty_id is not None
        and by.glass_id is None
        and by.role in SECOND_FACTOR_ROLES - LOOKERS
        and by.reach in (Reach.TERRITORIAL, Reach.HOLDING)
    )


def _account(by: Actor) -> UUID:
    if by.account_id is None:
        raise NotAllowed
    return by.account_id


@transaction.atomic
def break_glass(*, path: str, reason: str, minutes: int, by: Actor, at: datetime) -> UUID:
    """Let somebody see a community or village outside their range, for 5 to 60 minutes.

    Shape:   they look and act on nothing; what they open and unmask is written in the access log. At
             most two at a time; it ends with the duty, too.
    Locks:   the account's row, so that a second click finds the first.
    Raises:  NotAllowed, PlaceNotFound, BadInput with its field
    """
    if not may_break(by) or by.duty_id is None or by.unit_id is None:
        raise NotAllowed("您的岗位不能破例查看。")
    own = _account(by)
    Account.objects.select_for_update().get(id=own)
    reason = reason.strip()
    if len(path) != _COMMUNITY or not names_of([path]).get(path):
        raise PlaceNotFound
    if by.reach is Reach.TERRITORIAL and by.bounds.holds(path):
        raise BadInput("这个社区在您的范围内，不用破例。", field="place")
    if not _REASON_LEAST <= len(reason) <= _REASON_MOST:
        raise BadInput(
            "理由写 %(least)s 到 %(most)s 个字：出了什么事，为什么等不得。", field="reason",
            least=_REASON_LEAST, most=_REASON_MOST,
        )  # fmt: skip
    if not LEAST <= minutes <= MOST:
        raise BadInput(
            "时间在 %(least)s 到 %(most)s 分钟之间。", field="minutes", least=LEAST, most=MOST
        )
    if Glass.objects.filter(account_id=own, path=path, ends_at__gt=at).exists():
        raise BadInput("这个社区您正在破例查看，不用再开一次。", field="place")
    if Glass.objects.filter(account_id=own, ends_at__gt=at).count() >= _AT_ONCE:
        raise BadInput(
            "一次最多破例查看 %(most)s 个社区，先结束一个。", field="place", most=_AT_ONCE
        )
    glass = Glass.objects.create(
        id=new_id(at), account_id=own, duty_id=by.duty_id, unit_id=by.unit_id,
        said_by=by.said, path=path, reason=reason, begins_at=at,
        ends_at=at + timedelta(minutes=minutes),
    )  # fmt: skip
    record(kind="accounts.break_glass", subject_id=glass.id, path=path, by=by, at=at)
    return glass.id


@transaction.atomic
def close_glass(*, glass_id: UUID, by: Actor, at: datetime) -> None:
    """End one's own break-glass early; one that has ended stays as it was.

    Raises:  GlassNotFound
    """
    glass = Glass.objects.select_for_update().filter(id=glass_id, account_id=_account(by)).first()
    if glass is None:
        raise GlassNotFound
    if glass.ends_at > at:
        Glass.objects.filter(id=glass_id).update(ends_at=at)
        record(kind="accounts.close_glass", subject_id=glass_id, path=glass.path, by=by, at=at)


@transaction.atomic
def review_glass(*, glass_id: UUID, right: bool, words: str, by: Actor, at: datetime) -> None:
    """A second person's word on whether it was right.

    Locks:   the row.
    Raises:  NotAllowed (one's own, or no reviewer), GlassNotFound, StillLooking, ReviewedAlready, BadInput
    """
    if by.role not in REVIEWERS:
        raise NotAllowed("破例查看由督查室或审计员复核。")
    glass = Glass.objects.select_for_update().filter(id=glass_id).first()
    if glass is None or not by.bounds.holds(glass.path):
        raise GlassNotFound
    if glass.account_id == by.account_id:
        raise NotAllowed("自己的破例查看要由另一个人复核。")
    if glass.reviewed_at is not None:
        raise ReviewedAlready
    if glass.ends_at > at:
        raise StillLooking
    if not right and not words.strip():
        raise BadInput("认为不该看的，请写明理由。", field="words")
    Glass.objects.filter(id=glass_id).update(
        reviewed_at=at, reviewer_id=by.account_id, reviewed_by=by.said, right=right,
        words=words.strip()[:_REASON_MOST],
    )  # fmt: skip
    record(kind="accounts.review_glass", subject_id=glass_id, path=glass.path, by=by, at=at)


def glasses_of(by: Actor, *, most: int = 100) -> tuple[GlassRow, ...]:
    """One's own break-glasses, and for reviewers all in their range: unreviewed first. Two
    statements."""
    rows = Glass.objects.order_by(F("reviewed_at").asc(nulls_first=True), "-begins_at", "-id")
    if by.role in REVIEWERS:
        rows = rows.filter(path__gte=by.bounds.lo, path__lt=by.bounds.hi)
    else:
        rows = rows.filter(account_id=_account(by))
    found = list(rows[:most])
    names = names_of(g.path for g in found)
    return tuple(
        GlassRow(
            g.id, g.said_by, names.get(g.path, ""), g.path, g.reason, g.begins_at, g.ends_at,
            g.reviewed_at, g.reviewed_by, g.right, g.words, g.account_id == by.account_id,
        )
        for g in found
    )  # fmt: skip


def waiting_reviews(by: Actor) -> int:
    """How many wait for this reviewer. One statement, none for others."""
    if by.role not in REVIEWERS:
        return 0
    open_ones = Glass.objects.filter(
        reviewed_at__isnull=True, path__gte=by.bounds.lo, path__lt=by.bounds.hi
    )
    return open_ones.exclude(account_id=_account(by)).count()
