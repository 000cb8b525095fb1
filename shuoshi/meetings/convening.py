"""Opening a ballot: by which rule, with which roll, in which meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.texts import marked
from shuoshi.meetings.models import AgendaItem, Ballot, BodyRule, Sitting, Voter
from shuoshi.meetings.queries import came_to, electors_on, roll_on, rule_on
from shuoshi.meetings.terms import (
    EmptyRoll,
    NoQuorum,
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
    rule = _rule_for(c, on)
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
            record(
                kind="meetings.open_ballot",
                subject_id=stage.matter_id,
                path=stage.path,
                by=by,
                at=at,
            )
    except IntegrityError:
        raise BadInput("这次表决已经开始了。") from None
    return ballot.id


def _rule_for(c: Convening, on: date) -> BodyRule:
    """The rule of the body, if it lets it vote in this way. Raises BadInput."""
    rule = rule_on(c.kind, on)
    if rule is None:
        raise BadInput("还没有登记这个会议的议事规则。")
    if rule.by_area and c.way is not Way.NAMED:
        raise BadInput("按面积计票的要记名。", field="way")
    if c.sitting_id is None and (c.way is Way.HANDS or (c.way is Way.SECRET and not rule.phone)):
        raise BadInput("这样的表决要在会上进行。", field="way")
    return rule


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
