"""Opening a ballot, casting votes, counting hands and papers, closing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection
from django.db.models import F, Q

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.texts import marked
from shuoshi.meetings.models import Advice, AgendaItem, Ballot, Sitting, Vote, Voter
from shuoshi.meetings.queries import came_to, electors_on, roll_on, rule_on
from shuoshi.meetings.terms import (
    AlreadyVoted,
    BallotOver,
    Choice,
    EmptyRoll,
    NoBallot,
    NoQuorum,
    NotOnTheRoll,
    QuorumMet,
    Share,
    SittingState,
    Way,
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


@dataclass(frozen=True, slots=True)
class Convening:
    """How a ballot is to be opened: what the file says of the body, and where and how it votes.

    Shape:   with `sitting_id` those vote who came to that meeting; `lapses` closes it at once for lack of
             a quorum.
    """

    kind: str
    quorum: str | None
    majority: str | None
    closes_at: datetime
    way: Way = Way.NAMED
    sitting_id: UUID | None = None
    lapses: bool = False


def _tightest(shipped: str, wished: str | None) -> Share:
    """The rule's share, or the file's where that one is stricter: a file may only tighten."""
    rule, file = parse_share(shipped), parse_share(wished) if wished else None
    if file is None:
        return rule
    harder = (file.num * rule.den, file.strict) >= (rule.num * file.den, rule.strict)
    return file if harder else rule


def open_ballot(*, stage: InStage, convening: Convening, by: Actor, at: datetime) -> UUID:
    """Open the ballot of this entry of a stage for the body that holds the matter.

    Shape:   the roll of the local day of `at` is copied, with who has come to the sitting by now; later
             changes of either do not touch this vote.
    Raises:  EmptyRoll, NoQuorum, QuorumMet, BadInput (no rule for the body, already opened, not this
             sitting's, secret where area is weighed)
    Source:  DOMAIN.md 2.3; Civil Code art 278
    """
    c, on = convening, local_date(at)
    rule = rule_on(c.kind, on)
    if rule is None:
        raise BadInput("还没有登记这个会议的议事规则。")
    if rule.by_area and c.way is not Way.NAMED:
        raise BadInput("按面积计票的要记名。", field="way")
    if c.sitting_id is None and (c.way is Way.HANDS or (c.way is Way.SECRET and not rule.phone)):
        raise BadInput("这样的表决要在会上进行。", field="way")
    quorum, accounts = _tightest(rule.quorum, c.quorum), roll_on(stage.holder_id, on)
    try:
        with acting(by) as scope:
            _on_its_agenda(stage, c.sitting_id)
            scope.write_as_engine()
            came = _came(c.sitting_id, on)
            voters = _voters(stage.holder_id, accounts, frozenset() if rule.by_area else came, at)
            if c.sitting_id and not (came or c.lapses):
                raise BadInput("请先记谁到了会。", field="came")
            enough = _are_enough(voters, came, quorum, by_area=rule.by_area)
            present = sum(voter.present for voter in voters)
            if c.lapses and enough:
                raise QuorumMet
            if c.sitting_id and not (c.lapses or enough or rule.phone or rule.by_area):
                raise NoQuorum(came=present, least=quorum.least(len(voters)))
            ballot = Ballot.objects.create(
                id=new_id(at), matter_id=stage.matter_id, entry=stage.entry, unit_id=stage.holder_id,
                quorum=str(quorum), majority=str(_tightest(rule.majority, c.majority)),
                of_members=rule.of_members, sitting_id=c.sitting_id, way=c.way, phone=rule.phone,
                by_area=rule.by_area, opened_at=at, closes_at=c.closes_at,
                closed_at=at if c.lapses else None,
            )  # fmt: skip
            for voter in voters:
                voter.ballot = ballot
            Voter.objects.bulk_create(voters, batch_size=500)
            with connection.cursor() as cursor:
                cursor.execute(_TIMER, [new_id(at), stage.matter_id, stage.entry, c.closes_at])
            _record("meetings.open_ballot", stage, by, at)
    except IntegrityError:
        raise BadInput("这次表决已经开始了。") from None
    return ballot.id


def _on_its_agenda(stage: InStage, sitting_id: UUID | None) -> None:
    """That the matter stands on the agenda of this sitting of its body, as its chair sees it. Raises BadInput."""
    if sitting_id is None:
        return
    on_it = AgendaItem.objects.filter(sitting_id=sitting_id, matter_id=stage.matter_id)
    if not on_it.filter(sitting__unit_id=stage.holder_id).exists():
        raise BadInput(_NOT_ITS)


def _came(sitting_id: UUID | None, on: date) -> frozenset[UUID]:
    """Who came to the sitting in which it is voted on; as engine.

    Locks:   the sitting's row: it is not cancelled, closed or counted anew meanwhile.
    Raises:  BadInput where it is over, or has not begun
    """
    if sitting_id is None:
        return frozenset()
    there = Sitting.objects.select_for_update().filter(id=sitting_id, state=SittingState.CALLED)
    sitting = there.first()
    if sitting is None:
        raise BadInput(_NOT_ITS)
    if sitting.held_on > on:
        raise BadInput("会议还没有到日子。")
    return came_to(sitting_id)


_NOT_ITS = marked("这件事不在这次会议的议程上。")


def _are_enough(
    voters: Sequence[Voter], came: frozenset[UUID], quorum: Share, *, by_area: bool
) -> bool:
    """Whether so many came that the body may decide: by heads, and by area where that is weighed too."""
    there = [v for v in voters if (v.account_id or v.elector_id) in came]
    areas = [sum(v.area_dm2 for v in some) for some in (there, voters)]
    by_heads = quorum.is_met(len(there), len(voters))
    return by_heads and (not by_area or quorum.is_met(areas[0], areas[1]))


def _voters(
    unit_id: UUID, accounts: Sequence[UUID], came: frozenset[UUID], at: datetime
) -> list[Voter]:
    """A body's roll as voters. Raises EmptyRoll."""
    on = local_date(at)
    voters = [Voter(id=new_id(at), account_id=a, present=a in came) for a in accounts]
    voters += [
        Voter(id=new_id(at), elector_id=elector, area_dm2=area, present=elector in came)
        for elector, area in electors_on(unit_id, on)
    ]
    if not voters:
        raise EmptyRoll
    return voters


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
