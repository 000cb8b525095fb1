"""A team under the receiving community: asked for, sent or declined, arrived, released; hours follow by themselves."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from shuoshi.helpers.models import Deployment, Helper, Service, Team, TeamMember
from shuoshi.helpers.terms import (
    HOURS_MOST,
    KEEPERS,
    SENDERS,
    SKILLS,
    WHAT_MOST,
    DeploymentNotFound,
    HelperNotFound,
    MayNotKeep,
    State,
    TeamNotFound,
    Wanted,
    Word,
    WrongState,
)
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.places.queries import place_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, Reach
from shuoshi.units.queries import unit as unit_row

_AHEAD, _LONGEST = timedelta(days=366), timedelta(days=92)


def ask_for_help(*, wanted: Wanted, unit_id: UUID, by: Actor, at: datetime) -> UUID:
    """A community asks a unit for people.

    Raises:  MayNotKeep, PlaceNotFound, UnitNotFound, BadInput with its field
    """
    if (
        by.role not in KEEPERS
        or by.reach is not Reach.TERRITORIAL
        or not by.bounds.holds(wanted.path)
    ):
        raise MayNotKeep("支援由社区、街道来请求。")
    place_at(wanted.path)
    unit = unit_row(unit_id)
    _fits(wanted, at)
    with acting(SYSTEM):
        asked = Deployment(
            id=new_id(at), path=wanted.path, unit_id=unit.id, what=wanted.what.strip(), skill=wanted.skill,
            many=wanted.many, starts_at=wanted.starts_at, ends_at=wanted.ends_at, state=State.ASKED, asked_at=at,
        )  # fmt: skip
        asked.save(force_insert=True)
        record(kind="helpers.ask", subject_id=asked.id, path=wanted.path, by=by, at=at)
    return asked.id


def send_team(*, deployment_id: UUID, team_id: UUID, by: Actor, at: datetime) -> None:
    """The unit that was asked sends a team of its own; from now on the community arranges its work.

    Locks:   the deployment's row, the team's.
    Raises:  MayNotKeep, DeploymentNotFound, TeamNotFound, WrongState
    """
    with _deployment(deployment_id, by, State.ASKED) as asked:
        _sends(asked, by)
        team = (
            Team.objects.select_for_update()
            .filter(id=team_id, unit_id=asked.unit_id, ended_on__isnull=True)
            .first()
        )
        if team is None:
            raise TeamNotFound
        out = Deployment.objects.filter(team=team, state__in=(State.SENT, State.ARRIVED))
        if out.filter(starts_at__lt=asked.ends_at, ends_at__gt=asked.starts_at).exists():
            raise WrongState("这支队伍那段时间已经派出去了。")
        _set(asked, by, at, state=State.SENT, team_id=team.id, sent_at=at)


def decline(*, deployment_id: UUID, why: str, by: Actor, at: datetime) -> None:
    """The unit that was asked can't send anybody, and says why. Raises as `send_team`, BadInput."""
    if not why.strip() or len(why) > WHAT_MOST:
        raise BadInput("请写明原因，最多 %(most)s 个字。", field="why", most=WHAT_MOST)
    with _deployment(deployment_id, by, State.ASKED) as asked:
        _sends(asked, by)
        _set(asked, by, at, state=State.DECLINED, declined_why=why.strip())


def note_arrival(*, deployment_id: UUID, came: Sequence[UUID], by: Actor, at: datetime) -> None:
    """The receiving community notes who of the team came; their time runs from now.

    Raises:  MayNotKeep, DeploymentNotFound, WrongState, HelperNotFound, BadInput (nobody came)
    """
    with _deployment(deployment_id, by, State.SENT) as sent:
        _receives(sent, by)
        there = set(
            TeamMember.objects.filter(team=sent.team, until_on__isnull=True).values_list(
                "helper_id", flat=True
            )
        )
        if not came:
            raise BadInput("请勾到岗的人；一个也没来的，请联系派出单位。", field="came")
        if not set(came) <= there:
            raise HelperNotFound
        duty = dict(Helper.objects.filter(id__in=came).values_list("id", "kind__duty"))
        Service.objects.bulk_create(
            Service(
                id=new_id(at), helper_id=h, unit_id=sent.unit_id, path=sent.path, deployment_id=sent.id,
                what=sent.what, on=local_date(at), minutes=1, duty=duty[h], word=Word.REPORTED, reported_at=at,
            )
            for h in dict.fromkeys(came)
        )  # fmt: skip
        _set(sent, by, at, state=State.ARRIVED, arrived_at=at, came=len(set(came)))


def release(*, deployment_id: UUID, by: Actor, at: datetime) -> None:
    """The receiving community lets the team go; everybody's minutes from arriving on wait to be confirmed.

    Raises:  MayNotKeep, DeploymentNotFound, WrongState
    """
    with _deployment(deployment_id, by, State.ARRIVED) as there:
        _receives(there, by)
        since = there.arrived_at or at
        minutes = max(1, min(HOURS_MOST, round((at - since).total_seconds() / 60)))
        Service.objects.filter(deployment_id=there.id, word=Word.REPORTED).update(minutes=minutes)
        _set(there, by, at, state=State.RELEASED, released_at=at)


def call_off(*, deployment_id: UUID, why: str, by: Actor, at: datetime) -> None:
    """The community needs nobody any more, or nobody came; the unit may call off what it sent. Says why.

    Raises:  MayNotKeep, DeploymentNotFound, WrongState (they are there: release them), BadInput
    """
    if not why.strip() or len(why) > WHAT_MOST:
        raise BadInput("请写明原因，最多 %(most)s 个字。", field="why", most=WHAT_MOST)
    with _deployment(deployment_id, by, State.ASKED, State.SENT) as row:
        receives = by.reach is Reach.TERRITORIAL and by.bounds.holds(row.path)
        if not receives:
            _sends(row, by)
        _set(row, by, at, state=State.OFF, declined_why=why.strip())


def _fits(wanted: Wanted, at: datetime) -> None:
    if not wanted.what.strip() or len(wanted.what) > WHAT_MOST:
        raise BadInput("请写要做什么，最多 %(most)s 个字。", field="what", most=WHAT_MOST)
    if not 1 <= wanted.many <= 500:
        raise BadInput("要几个人，写 1 到 500。", field="many")
    if wanted.skill and wanted.skill not in SKILLS:
        raise BadInput("请从选项里选。", field="skill")
    if not at - timedelta(days=1) <= wanted.starts_at <= at + _AHEAD:
        raise BadInput("开始时间不对。", field="starts_at")
    if not wanted.starts_at < wanted.ends_at <= wanted.starts_at + _LONGEST:
        raise BadInput("结束要在开始以后、三个月以内。", field="ends_at")


def _sends(asked: Deployment, by: Actor) -> None:
    unit = unit_row(asked.unit_id)
    own = by.reach is Reach.HOLDING and by.role in SENDERS and by.unit_id == unit.id
    if not own and not (
        by.reach is Reach.TERRITORIAL and by.role in KEEPERS and by.bounds.holds(unit.path)
    ):
        raise MayNotKeep("派队伍由被请求的单位来办。")


def _receives(sent: Deployment, by: Actor) -> None:
    if (
        by.reach is not Reach.TERRITORIAL
        or by.role not in KEEPERS
        or not by.bounds.holds(sent.path)
    ):
        raise MayNotKeep("到岗和撤回由接收的社区来记。")


def _set(row: Deployment, by: Actor, at: datetime, **columns: object) -> None:
    Deployment.objects.filter(id=row.id).update(**columns)
    record(kind=f"helpers.{columns['state']}", subject_id=row.id, path=row.path, by=by, at=at)


@contextmanager
def _deployment(deployment_id: UUID, by: Actor, *states: State) -> Iterator[Deployment]:
    if by.role not in KEEPERS | SENDERS:
        raise MayNotKeep
    with acting(by) as scope:
        if not Deployment.objects.filter(id=deployment_id).exists():
            raise DeploymentNotFound
        scope.write_as_engine()
        row = Deployment.objects.select_for_update().get(id=deployment_id)
        if row.state not in states:
            raise WrongState
        yield row
