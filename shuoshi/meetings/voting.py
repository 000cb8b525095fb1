"""Casting votes, counting hands and papers, closing a ballot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection
from django.db.models import F, Q

from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput
from shuoshi.meetings.models import Advice, Ballot, Vote, Voter
from shuoshi.meetings.terms import (
    AlreadyVoted,
    BallotOver,
    Choice,
    NoBallot,
    NotOnTheRoll,
    Way,
)
from shuoshi.programmes.ports import InStage
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor

_OPEN = """
SELECT b.id, b.closes_at, b.closed_at FROM meetings_ballot b
WHERE b.matter_id = %s AND b.entry = %s
"""


def _record(kind: str, stage: InStage, by: Actor, at: datetime) -> None:
    record(kind=kind, subject_id=stage.matter_id, path=stage.path, by=by, at=at)


def cast_vote(*, stage: InStage, choice: Choice, voter: UUID, by: Actor, at: datetime) -> None:
    """Cast one vote, one's own or one that was raised in the hall. `voter` is an account or an elector.

    Locks:   the ballot, so that it is not closed meanwhile; the voter's row, by the vote's key: a second
             vote meets the constraint.
    Raises:  NoBallot, BallotOver, NotOnTheRoll, AlreadyVoted, BadInput (another's vote in a secret ballot)
    """
    own = voter == by.account_id
    try:
        with acting(by) as scope:
            ballot_id = _open_ballot_of(stage, at)
            scope.write_as_engine()
            ballot = held(ballot_id)
            if not own and ballot.way is not Way.NAMED:
                raise BadInput("不是记名表决，不逐人代记，请点“计票”。", field="voter")
            found = Voter.objects.filter(
                Q(account_id=voter) | Q(elector_id=voter), ballot_id=ballot_id
            )
            put(
                ballot,
                found.first(),
                choice,
                None if own else by.account_id,
                by_hand=not own,
                at=at,
            )
            _record("meetings.vote", stage, by, at)
    except IntegrityError:
        raise AlreadyVoted from None


def record_rest(*, stage: InStage, choice: Choice, by: Actor, at: datetime) -> int:
    """Record the same choice for everybody who came and has not voted; how many.

    Locks:   the ballot.
    Raises:  NoBallot, BallotOver, BadInput (not by name, or not in a sitting)
    """
    with acting(by) as scope:
        ballot_id = _open_ballot_of(stage, at)
        scope.write_as_engine()
        ballot = held(ballot_id)
        if ballot.way is not Way.NAMED or ballot.sitting_id is None or ballot.by_area:
            raise BadInput("只有会上的记名表决可以这样记，按面积计票的除外。")
        rest = Voter.objects.filter(ballot_id=ballot_id, present=True, vote__isnull=True)
        votes = [
            Vote(voter=voter, choice=choice, at=at, recorded_by=by.account_id) for voter in rest
        ]
        Vote.objects.bulk_create(votes, batch_size=500)
        _record("meetings.vote", stage, by, at)
    return len(votes)


def count_votes(*, stage: InStage, totals: Mapping[Choice, int], by: Actor, at: datetime) -> None:
    """Write down how many hands were raised, or how many papers said what, and close the vote.

    Locks:   the ballot.
    Raises:  NoBallot, BallotOver, BadInput (by name, not in a sitting, others than came)
    """
    with acting(by) as scope:
        ballot_id = _open_ballot_of(stage, at)
        scope.write_as_engine()
        ballot = held(ballot_id)
        if ballot.way is Way.NAMED or ballot.sitting_id is None:
            raise BadInput("记名表决按每个人投的算，不用计票。")
        came = Voter.objects.filter(ballot_id=ballot_id, present=True, vote__isnull=True).count()
        if sum(totals.values()) != came:
            raise BadInput(
                "三个数加起来是 %(n)s，到会还没投的是 %(came)s 人。没举手、没写的记在弃权里。", field="yes",
                n=sum(totals.values()), came=came,
            )  # fmt: skip
        Ballot.objects.filter(id=ballot_id).update(
            closed_at=at, **{f"counted_{c}": F(f"counted_{c}") + n for c, n in totals.items()}
        )
        _record("meetings.count", stage, by, at)


@dataclass(frozen=True, slots=True)
class Held:
    """A ballot whose row is locked until the transaction ends."""

    id: UUID
    way: Way
    phone: bool
    by_area: bool
    sitting_id: UUID | None


def held(ballot_id: UUID) -> Held:
    """Lock a ballot, as engine: it is not closed meanwhile. Raises BallotOver."""
    rows = Ballot.objects.select_for_update().filter(id=ballot_id, closed_at__isnull=True)
    found = rows.values_list("id", "way", "phone", "by_area", "sitting_id").first()
    if found is None:
        raise BallotOver
    return Held(found[0], Way(found[1]), *found[2:])


def put(
    ballot: Held, voter: Voter | None, choice: Choice, recorded_by: UUID | None, *, by_hand: bool,
    at: datetime,
) -> None:  # fmt: skip
    """Put one vote into a locked ballot, as engine. By phone from outside the hall it counts where the
    body's rules say so, and is advice where they do not; in a secret ballot it is added to the totals.

    Raises:  NotOnTheRoll, BadInput, IntegrityError for a second vote
    """
    if voter is None:
        raise NotOnTheRoll
    if by_hand and ballot.sitting_id and not (voter.present or ballot.phone or ballot.by_area):
        raise BadInput("这个人没有到会，不能代记。", field="voter")
    if not (by_hand or voter.present or ballot.phone):
        if ballot.way is Way.SECRET:
            raise BadInput("这次是无记名表决，请到会场投票。")
        Advice.objects.create(voter=voter, choice=choice, at=at)
        return
    secret = ballot.way is not Way.NAMED
    Vote.objects.create(
        voter=voter, choice="" if secret else choice, at=at, recorded_by=recorded_by
    )
    if secret:
        column = f"counted_{choice}"
        Ballot.objects.filter(id=ballot.id).update(**{column: F(column) + 1})


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

    Locks:   the ballot.
    Raises:  NoBallot, BallotOver
    """
    with acting(by) as scope:
        ballot = _open_ballot_of(stage, at)
        scope.write_as_engine()
        held(ballot)
        Ballot.objects.filter(id=ballot).update(closed_at=at)
        _record("meetings.close_ballot", stage, by, at)
