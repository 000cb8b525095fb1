"""Teams: formed of a unit's helpers under a leader, joined, left, ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from shuoshi.helpers.actions import may_keep
from shuoshi.helpers.models import Deployment, Helper, Team, TeamMember
from shuoshi.helpers.terms import (
    KEEPERS,
    NAME_MOST,
    SENDERS,
    HelperNotFound,
    InTeamAlready,
    MayNotKeep,
    State,
    TeamNotFound,
)
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.units.queries import unit as unit_row


def form_team(
    *, unit_id: UUID, name: str, leader_id: UUID, others: list[UUID], by: Actor, at: datetime
) -> UUID:
    """Form a team of a unit's helpers under a leader, who is a member too.

    Raises:  MayNotKeep, UnitNotFound, HelperNotFound (of another unit, too), BadInput
    """
    unit = unit_row(unit_id)
    if not may_keep(unit, by):
        raise MayNotKeep
    if not name.strip() or len(name) > NAME_MOST:
        raise BadInput("请写队伍的名称，最多 %(most)s 个字。", field="name", most=NAME_MOST)
    members = list(dict.fromkeys([leader_id, *others]))
    with acting(by) as scope:
        scope.write_as_engine()
        found = Helper.objects.filter(id__in=members, unit_id=unit.id, ended_on__isnull=True)
        if found.count() != len(members):
            raise HelperNotFound
        today = local_date(at)
        team = Team(
            id=new_id(at),
            unit_id=unit.id,
            path=unit.path,
            name=name.strip(),
            leader_id=leader_id,
            formed_on=today,
        )
        team.save(force_insert=True)
        TeamMember.objects.bulk_create(
            TeamMember(
                id=new_id(at),
                team=team,
                unit_id=unit.id,
                path=unit.path,
                helper_id=h,
                since_on=today,
            )
            for h in members
        )
        record(kind="helpers.form_team", subject_id=team.id, path=unit.path, by=by, at=at)
    return team.id


def join_team(*, team_id: UUID, helper_id: UUID, by: Actor, at: datetime) -> None:
    """A helper of the team's unit joins. Raises MayNotKeep, TeamNotFound, HelperNotFound, InTeamAlready."""
    with _team(team_id, by) as team:
        if not Helper.objects.filter(
            id=helper_id, unit_id=team.unit_id, ended_on__isnull=True
        ).exists():
            raise HelperNotFound
        try:
            with transaction.atomic():
                TeamMember.objects.create(
                    id=new_id(at),
                    team=team,
                    unit_id=team.unit_id,
                    path=team.path,
                    helper_id=helper_id,
                    since_on=local_date(at),
                )
        except IntegrityError as error:
            raise InTeamAlready from error
        record(
            kind="helpers.join_team",
            subject_id=team.id,
            other_id=helper_id,
            path=team.path,
            by=by,
            at=at,
        )


def leave_team(*, team_id: UUID, helper_id: UUID, by: Actor, at: datetime) -> None:
    """A member leaves; a team that loses its leader has none until another is named.

    Raises:  MayNotKeep, TeamNotFound, HelperNotFound
    """
    with _team(team_id, by) as team:
        left = TeamMember.objects.filter(team=team, helper_id=helper_id, until_on__isnull=True)
        if not left.update(until_on=local_date(at)):
            raise HelperNotFound
        Team.objects.filter(id=team.id, leader_id=helper_id).update(leader=None)
        record(
            kind="helpers.leave_team",
            subject_id=team.id,
            other_id=helper_id,
            path=team.path,
            by=by,
            at=at,
        )


def lead_team(*, team_id: UUID, helper_id: UUID, by: Actor, at: datetime) -> None:
    """A member leads. Raises MayNotKeep, TeamNotFound, HelperNotFound."""
    with _team(team_id, by) as team:
        if not TeamMember.objects.filter(
            team=team, helper_id=helper_id, until_on__isnull=True
        ).exists():
            raise HelperNotFound
        Team.objects.filter(id=team.id).update(leader_id=helper_id)
        record(
            kind="helpers.lead_team",
            subject_id=team.id,
            other_id=helper_id,
            path=team.path,
            by=by,
            at=at,
        )


def end_team(*, team_id: UUID, by: Actor, at: datetime) -> None:
    """A team ends; one that is out has to be released first.

    Raises:  MayNotKeep, TeamNotFound, Conflict
    """
    with _team(team_id, by) as team:
        if Deployment.objects.filter(team=team, state__in=(State.SENT, State.ARRIVED)).exists():
            raise Conflict("这支队伍还在外面支援，撤回以后再解散。")
        today = local_date(at)
        Team.objects.filter(id=team.id).update(ended_on=today)
        TeamMember.objects.filter(team=team, until_on__isnull=True).update(until_on=today)
        record(kind="helpers.end_team", subject_id=team.id, path=team.path, by=by, at=at)


@contextmanager
def _team(team_id: UUID, by: Actor) -> Iterator[Team]:
    if by.role not in KEEPERS | SENDERS:
        raise MayNotKeep
    with acting(by) as scope:
        if not Team.objects.filter(id=team_id, ended_on__isnull=True).exists():
            raise TeamNotFound
        scope.write_as_engine()
        found = Team.objects.select_for_update().filter(id=team_id, ended_on__isnull=True).first()
        if found is None:
            raise TeamNotFound
        yield found
