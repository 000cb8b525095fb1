"""Writing rules, rolls, ballots and votes."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.meetings.models import Ballot, BodyRule, Member, Vote, Voter
from shuoshi.meetings.queries import forget_rules, roll_on, rule_on
from shuoshi.meetings.terms import (
    AlreadyVoted,
    BallotOver,
    Choice,
    EmptyRoll,
    NoBallot,
    NotOnTheRoll,
    Rule,
    Share,
    parse_share,
)
from shuoshi.programmes.ports import InStage
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor

_TIMER = """
INSERT INTO matters_timer (id, matter_id, entry, due_at, outcome, state)
VALUES (%s, %s, %s, %s, 'ballot.closes', 'waiting')
"""
_OPEN = """
SELECT b.id, b.closes_at, b.closed_at FROM meetings_ballot b
WHERE b.matter_id = %s AND b.entry = %s
"""
_HELD = "SELECT closed_at FROM meetings_ballot WHERE id = %s FOR SHARE"


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
        mark=rule.mark, valid_from_on=starts_on,
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


def _tightest(shipped: str, wished: str | None) -> Share:
    """The rule's share, or the file's where that one is stricter: a file may only tighten."""
    rule, file = parse_share(shipped), parse_share(wished) if wished else None
    if file is None:
        return rule
    harder = (file.num * rule.den, file.strict) >= (rule.num * file.den, rule.strict)
    return file if harder else rule


def open_ballot(
    *,
    stage: InStage,
    kind: str,
    quorum: str | None,
    majority: str | None,
    closes_at: datetime,
    by: Actor,
    at: datetime,
) -> UUID:
    """Open the ballot of this entry of a stage for the body that holds the matter.

    Shape:   the roll of the local day of `at` is copied; later changes of it do not touch this vote.
    Raises:  EmptyRoll, BadInput (no rule for the body, or already opened)
    Source:  DOMAIN.md 2.3
    """
    on = local_date(at)
    rule, roll = rule_on(kind, on), roll_on(stage.holder_id, on)
    if rule is None:
        raise BadInput("还没有登记这个会议的议事规则。")
    if not roll:
        raise EmptyRoll
    try:
        with acting(by) as scope:
            scope.write_as_engine()
            ballot = Ballot.objects.create(
                id=new_id(at),
                matter_id=stage.matter_id,
                entry=stage.entry,
                unit_id=stage.holder_id,
                quorum=str(_tightest(rule.quorum, quorum)),
                majority=str(_tightest(rule.majority, majority)),
                of_members=rule.of_members,
                opened_at=at,
                closes_at=closes_at,
            )
            Voter.objects.bulk_create(
                [Voter(id=new_id(at), ballot=ballot, account_id=account) for account in roll]
            )
            with connection.cursor() as cursor:
                cursor.execute(_TIMER, [new_id(at), stage.matter_id, stage.entry, closes_at])
            _record("meetings.open_ballot", stage, by, at)
    except IntegrityError:
        raise BadInput("这次表决已经开始了。") from None
    return ballot.id


def _record(kind: str, stage: InStage, by: Actor, at: datetime) -> None:
    record(kind=kind, subject_id=stage.matter_id, path=stage.path, by=by, at=at)


def cast_vote(
    *, stage: InStage, choice: Choice, voter_account: UUID, by: Actor, at: datetime
) -> None:
    """Cast one vote, one's own or one that was raised in the hall.

    Locks:   the ballot, shared, so that it is not closed meanwhile; the voter's row, by the vote's
             key: a second vote meets the constraint.
    Raises:  NoBallot, BallotOver, NotOnTheRoll, AlreadyVoted
    """
    try:
        with acting(by) as scope:
            ballot = _open_ballot_of(stage, at)
            scope.write_as_engine()
            _still_open(ballot)
            voter = Voter.objects.filter(ballot_id=ballot, account_id=voter_account).first()
            if voter is None:
                raise NotOnTheRoll
            own = voter_account == by.account_id
            Vote.objects.create(
                voter=voter, choice=choice, at=at, recorded_by=None if own else by.account_id
            )
            _record("meetings.vote", stage, by, at)
    except IntegrityError:
        raise AlreadyVoted from None


def _still_open(ballot: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [ballot])
        if cursor.fetchone()[0] is not None:
            raise BallotOver


def _open_ballot_of(stage: InStage, at: datetime) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [stage.matter_id, stage.entry])
        row = cursor.fetchone()
    if row is None:
        raise NoBallot
    ballot_id, closes_at, closed_at = row
    if closed_at is not None or at >= closes_at:
        raise BallotOver
    found: UUID = ballot_id
    return found


def close_ballot(*, stage: InStage, by: Actor, at: datetime) -> None:
    """Close the vote before its time; what was cast decides.

    Raises:  NoBallot, BallotOver
    """
    with acting(by) as scope:
        ballot = _open_ballot_of(stage, at)
        scope.write_as_engine()
        Ballot.objects.filter(id=ballot, closed_at__isnull=True).update(closed_at=at)
        _record("meetings.close_ballot", stage, by, at)
