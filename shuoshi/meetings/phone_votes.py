"""Voting by phone, for those on a roll who have no account: a one-time code proves the phone, a pass that
lasts a quarter of an hour lets it vote.

Whether a phone stands on a roll is told to nobody who has not proved it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db import IntegrityError
from django.db.models import Exists, F, OuterRef, Q, Subquery

from shuoshi.accounts.codes import Code, Use, check_code, send_code
from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.phones import digits_of, is_phone
from shuoshi.matters.engine import settled
from shuoshi.matters.models import Published
from shuoshi.matters.sealed import TITLE, read_text
from shuoshi.meetings.electors import phone_token, phone_tokens
from shuoshi.meetings.models import Advice, Elector, Vote, Voter
from shuoshi.meetings.terms import AlreadyVoted, BallotOver, Choice, NotOnTheRoll, PassOver, Way
from shuoshi.meetings.voting import held, put
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, Reach

LASTS_S = 15 * 60
_SALT = "shuoshi.meetings.phone_votes"
_PHONE_DIGITS = 11


@dataclass(frozen=True, slots=True)
class Paper:
    """One ballot as it lies before one voter: what is voted on, by which body, until when, and whether
    the vote counts or is advice. `cast` once it was voted."""

    voter_id: UUID
    body: str
    number: str
    title: str
    public: bool
    door: str
    way: Way
    counts: bool
    closes_at: datetime
    cast: bool


def _code(phone: str) -> Code:
    """The code of a phone: by its token, so that one on no roll takes as long."""
    token = UUID(bytes=phone_token(phone)[:16])
    return Code(token, Use.VOTE, token)


def begin_vote(*, phone: str, at: datetime) -> None:
    """Send a code to a phone that stands on a roll; to another nothing is sent, and nobody is told.

    Raises:  BadInput (no mobile phone, too soon), TooManyCodes
    """
    if not is_phone(phone.strip()) or len(digits_of(phone)) != _PHONE_DIGITS:
        raise BadInput("请写 11 位手机号。", field="phone")
    with acting(SYSTEM):
        electors = Elector.objects.filter(token__in=phone_tokens(phone))
        voting = Voter.objects.filter(  # a vote that began keeps its roll
            elector_id=OuterRef("id"), ballot__closed_at__isnull=True, ballot__closes_at__gt=at
        )
        known = electors.filter(Q(ends_on__isnull=True) | Q(Exists(voting))).exists()
    send_code(_code(phone), phone.strip(), at=at, really=known)


def open_pass(*, phone: str, code: str, at: datetime) -> str:
    """What a phone may vote with, once its code was written. Raises BadInput, CodeSpent."""
    check_code(_code(phone), code, at=at)
    said = {"phone": digits_of(phone), "until": at.timestamp() + LASTS_S}
    return signing.dumps(said, salt=_SALT)


def _phone_of(given: str, at: datetime) -> str:
    """Raises PassOver."""
    try:
        said: Mapping[str, str | float] = signing.loads(given, salt=_SALT)
    except signing.BadSignature:
        raise PassOver from None
    if at.timestamp() > float(said["until"]):
        raise PassOver
    return str(said["phone"])


def papers(given: str, *, at: datetime) -> tuple[Paper, ...]:
    """The open ballots in which the phone of a pass may vote. One statement in a scope.

    Raises:  PassOver
    """
    tokens = phone_tokens(_phone_of(given, at))
    with acting(SYSTEM):
        voters = Voter.objects.filter(
            elector__token__in=tokens, ballot__closed_at__isnull=True, ballot__closes_at__gt=at
        ).select_related("ballot__unit", "ballot__matter__text", "elector")
        voters = voters.annotate(
            voted=Exists(Vote.objects.filter(voter_id=OuterRef("id"))),
            advised=Exists(Advice.objects.filter(voter_id=OuterRef("id"))),
            released=Subquery(
                Published.objects.filter(
                    matter_id=OuterRef("ballot__matter_id"), hidden_at__isnull=True
                ).values("title")
            ),
        ).filter(ballot__entry=F("ballot__matter__entry"), ballot__matter__closed_at__isnull=True)
        return tuple(
            _paper(v, voted=v.voted, advised=v.advised, released=v.released)
            for v in voters.order_by("ballot__closes_at", "id")
        )


def _paper(v: Voter, *, voted: bool, advised: bool, released: str | None) -> Paper:
    b, m = v.ballot, v.ballot.matter
    counts = b.phone or v.present
    own = (
        "" if m.private else read_text(m.text.title, TITLE)
    )  # a roll reads along: what was released, first
    return Paper(
        voter_id=v.id, body=b.unit.name, number=m.number, title=released or own or m.number,
        public=bool(released),
        door=v.elector.door if v.elector else "", way=Way(b.way), counts=counts,
        closes_at=b.closes_at, cast=voted or (not counts and advised),
    )  # fmt: skip


def vote_by_phone(*, given: str, voter_id: UUID, choice: Choice, at: datetime) -> bool:
    """Cast the vote of one voter whose phone the pass has; whether it counts, or is advice.

    Locks:   the ballot, and the vote's key.
    Raises:  PassOver, NotOnTheRoll, BallotOver, AlreadyVoted, BadInput
    """
    tokens, by = phone_tokens(_phone_of(given, at)), _VOTER
    try:
        with acting(SYSTEM):
            found = Voter.objects.select_related("ballot__matter")
            voter = found.filter(id=voter_id, elector__token__in=tokens).first()
            if voter is None:
                raise NotOnTheRoll
            ballot = held(voter.ballot_id)
            matter = voter.ballot.matter
            if at >= voter.ballot.closes_at or matter.entry != voter.ballot.entry:
                raise BallotOver  # its time is over, or the matter went another way meanwhile
            put(ballot, voter, choice, None, by_hand=False, at=at)
            record(kind="meetings.vote", subject_id=matter.id, path=matter.path, by=by, at=at)
    except IntegrityError:
        raise AlreadyVoted from None
    settled(matter.id, at=at)
    return ballot.phone or voter.present


_VOTER = Actor(reach=Reach.ENGINE, role="resident", said="名册上的人")
