"""Hours: reported by whoever knows, counted once the organiser confirmed them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import UUID

from shuoshi.accounts.queries import accounts_of
from shuoshi.helpers.models import Helper, Service
from shuoshi.helpers.terms import (
    HOURS_MOST,
    KEEPERS,
    ORGANISERS,
    SENDERS,
    WHAT_MOST,
    HelperNotFound,
    MayNotKeep,
    OwnHours,
    Served,
    ServiceNotFound,
    State,
    Word,
)
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.places.queries import place_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach

_BACK, _STREET = timedelta(days=92), 9


def report_hours(*, served: Served, by: Actor, at: datetime) -> UUID:
    """Report minutes that a helper served, also one's own; they count when the organiser has confirmed them.

    Raises:  MayNotKeep, HelperNotFound, PlaceNotFound, BadInput with its field
    """
    own = by.reach is Reach.RESIDENT and by.person_id is not None
    if len(served.path) < _STREET:
        raise BadInput("请选组织服务的社区或者街道。", field="place")
    if not own and by.role not in KEEPERS | SENDERS:
        raise MayNotKeep
    _fits(served, at)
    place_at(served.path)
    with acting(by) as scope:
        helper = Helper.objects.filter(id=served.helper_id).select_related("kind").first()
        if helper is None:
            raise HelperNotFound
        scope.write_as_engine()
        return write_hours(helper, served, by, at)


def minutes_left(helper: Helper, on: date) -> int:
    """How many minutes of a day nobody has reported of a helper yet, as engine in the caller's scope."""
    day = Service.objects.filter(helper=helper, on=on).exclude(word=Word.REFUSED)
    return HOURS_MOST - sum(day.values_list("minutes", flat=True))


def write_hours(helper: Helper, served: Served, by: Actor, at: datetime) -> UUID:
    """Write minutes down to be confirmed, as engine in the caller's scope. Raises BadInput for more than a day has."""
    if served.minutes > minutes_left(helper, served.on):
        raise BadInput("一天最多 24 小时。", field="minutes")
    service = Service(
        id=new_id(at), helper=helper, unit_id=helper.unit_id, path=served.path, what=served.what.strip(),
        on=served.on, minutes=served.minutes, duty=helper.kind.duty, word=Word.REPORTED, reported_at=at,
    )  # fmt: skip
    service.save(force_insert=True)
    record(kind="helpers.report_hours", subject_id=service.id, path=served.path, by=by, at=at)
    return service.id


def confirm_hours(*, service_id: UUID, by: Actor, at: datetime) -> None:
    """The organiser says that it is so.

    Locks:   the record's row.
    Raises:  MayNotKeep, ServiceNotFound, OwnHours, Conflict once it was said
    """
    with _waiting(service_id, by) as service:
        _say(service, Word.CONFIRMED, "", by, at)


def refuse_hours(*, service_id: UUID, why: str, by: Actor, at: datetime) -> None:
    """The organiser says that it is not so, and why. Raises as `confirm_hours`, BadInput."""
    if not why.strip() or len(why) > WHAT_MOST:
        raise BadInput("请写明原因，最多 %(most)s 个字。", field="why", most=WHAT_MOST)
    with _waiting(service_id, by) as service:
        _say(service, Word.REFUSED, why.strip(), by, at)


def _say(service: Service, word: Word, why: str, by: Actor, at: datetime) -> None:
    Service.objects.filter(id=service.id).update(
        word=word, said_at=at, said_by=by.account_id, why=why
    )
    record(kind=f"helpers.hours_{word}", subject_id=service.id, path=service.path, by=by, at=at)


@contextmanager
def _waiting(service_id: UUID, by: Actor) -> Iterator[Service]:
    if by.role not in ORGANISERS or by.reach is not Reach.TERRITORIAL:
        raise MayNotKeep("时长由组织服务的社区确认。")
    with acting(by) as scope:
        if not Service.objects.filter(id=service_id).exists():
            raise ServiceNotFound
        scope.write_as_engine()
        service = Service.objects.select_for_update().get(id=service_id)
        helper = Helper.objects.get(id=service.helper_id)
        if service.deployment is not None and service.deployment.state == State.ARRIVED:
            raise Conflict("这支队伍还没有撤回，撤回以后再确认。")
        scope.write_as_login()
        own = accounts_of(helper.person_id) if helper.person_id else []
        scope.write_as_engine()
        if by.account_id is not None and by.account_id in (helper.account_id, *own):
            raise OwnHours
        if service.word != Word.REPORTED:
            raise Conflict("这条已经有人确认过了。")
        yield service


def _fits(served: Served, at: datetime) -> None:
    today = local_date(at)
    if not served.what.strip() or len(served.what) > WHAT_MOST:
        raise BadInput("请写做了什么，最多 %(most)s 个字。", field="what", most=WHAT_MOST)
    if not 1 <= served.minutes <= HOURS_MOST:
        raise BadInput("一天最多 24 小时。", field="minutes")
    if not today - _BACK <= served.on <= today:
        raise BadInput("日期写今天或者三个月以内。", field="on")
