"""Walking a matter to a stage by its real moves, each made by the post whose move it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shuoshi.accounts.models import Account
from shuoshi.accounts.queries import by_account
from shuoshi.kernel.clock import local
from shuoshi.matters.engine import act, move, settle, situation
from shuoshi.matters.forms import without_numbers
from shuoshi.matters.opening import open_matter
from shuoshi.matters.openness import is_for_all
from shuoshi.matters.reading import read_matter
from shuoshi.matters.receipts import hash_of
from shuoshi.matters.terms import Raised, Receipt
from shuoshi.reach.terms import SYSTEM, Actor, Reach
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.units.models import Unit

HANDLERS = {"区城市管理局": "chengban", "区住房和城乡建设局": "chengban2"}


def actor(username: str, at: datetime, role: str | None = None) -> Actor:
    """The actor that a member of the cast is, in one of their roles."""
    account = Account.objects.get(username=username)
    signed = by_account(account.id, at)
    if signed is None:
        raise LookupError(username)
    found = [a for a in signed.actors() if role in (None, a.role)]
    return found[0]


def raiser(receipt: Receipt) -> Actor:
    """The actor who holds the receipt of a matter."""
    return Actor(
        reach=Reach.TOKEN, role="raiser", token_hash=hash_of(receipt.secret), said="说事人"
    )


@dataclass(slots=True)
class Walk:
    """One matter on its way, with the day on which it has arrived."""

    receipt: Receipt
    path: str
    at: datetime
    handler: str = "chengban"
    in_office: bool = False

    @property
    def id(self) -> UUID:
        return self.receipt.matter_id

    def post(self, name: str, role: str | None = None) -> Actor:
        """The post of this matter's community, or of its street."""
        community = self.path[:12]
        if community == YONGNING or name.startswith("chengban"):
            return actor(name, self.at, role)
        if name == "jiedao":
            return actor(f"{self.path[:9]}.jiedao", self.at)
        return actor(f"{community}.{name}", self.at, role)

    def does(self, who: Actor, name: str, hours: float = 5, **answers: Any) -> None:
        """One move, some hours later."""
        self.wait(timedelta(hours=hours))
        move(matter_id=self.id, name=name, answers=answers, by=who, at=self.at)

    def wait(self, lasts: timedelta) -> None:
        """Let time pass; with `in_office` nobody acts before eight or after six."""
        self.at += lasts
        hour = local(self.at).hour
        if self.in_office and not 8 <= hour < 18:
            self.at += timedelta(hours=(8 - hour) % 24)

    def stage(self) -> str:
        return read_matter(self.id, by=SYSTEM, at=self.at).stage

    def vote(self, chair: str, voters: list[tuple[str, str]], yes: int) -> None:
        """The body votes: the first `yes` in favour, one abstention at most, the rest against."""
        self.wait(timedelta(hours=2))
        act(
            matter_id=self.id,
            block="ballot",
            name="convene",
            answers={},
            by=self.post(chair),
            at=self.at,
        )
        due = read_matter(self.id, by=SYSTEM, at=self.at).due_at
        between = timedelta(minutes=7)
        if due is not None and due > self.at:  # a vote ends with its step, if that comes first
            between = min(between, (due - self.at) / (len(voters) + 1))
        for n, (name, role) in enumerate(voters):
            choice = "yes" if n < yes else "abstain" if n == yes else "no"
            self.at += between
            if role in ("representative", "party_member"):
                who, answers, does = self.post(name, role), {"choice": choice}, "vote"
            else:
                voter = str(self.post(name).account_id)
                who, answers, does = self.post(chair), {"choice": choice, "voter": voter}, "record"
            act(matter_id=self.id, block="ballot", name=does, answers=answers, by=who, at=self.at)


def start(said: Raised, at: datetime, by: Actor, handler: str = "chengban") -> Walk:
    """Somebody says something."""
    return Walk(open_matter(said=said, by=by, at=at), said.path, at, handler)


_REPRESENTATIVES = [(f"daibiao{n}", "representative") for n in range(1, 10)]
_PARTY = [(f"daibiao{n}", "party_member") for n in range(1, 7)]
_COMMITTEE = [("shuji", ""), ("weiyuan", ""), ("zhiban", "")]


def show(walk: Walk) -> None:
    """A reviewer releases the raiser's words, where everybody may see them and can't yet: the
    public notice runs only from then on."""
    now, _states = situation(walk.id, by=SYSTEM, at=walk.at)
    if is_for_all(now) and not now.matter.published:
        m = now.matter
        title, text = without_numbers(m.title), without_numbers(m.body)
        secretary = walk.post("shuji")
        walk.does(secretary, "release", hours=0.2, public_title=title, public_text=text)


def _department(name: str) -> str:
    return str(Unit.objects.get(kind="department", name=name).id)


def walk_yishi(
    walk: Walk, to: str, texts: Mapping[str, str] | None = None, major: bool = False
) -> Walk:
    """Walk a matter of 说事议事 from said to the stage `to`.

    Raises:  LookupError when the way does not lead there
    """
    secretary = walk.post("shuji")
    kind = read_matter(walk.id, by=SYSTEM, at=walk.at).kind or "livelihood"
    if walk.stage() == to:
        return walk
    if to == "screened_out":
        walk.does(secretary, "screen_out", reason="这件事不归社区议，已告诉您找谁。")
        return walk
    walk.does(secretary, "accept", kind=kind, major=major)
    if to == "voted_down":
        go_on(walk, "tabled", texts)
        walk.vote("shuji", _REPRESENTATIVES, 0)
        return walk
    return go_on(walk, to, texts, major)


def go_on(walk: Walk, to: str, texts: Mapping[str, str] | None = None, major: bool = False) -> Walk:
    """Walk on from reviewed to the stage `to`.

    Raises:  LookupError when the way does not lead there
    """
    said = {
        "decision": "同意办理，由承办单位提出办法并公布。",
        "result": "已经办好，现场看过。",
    } | dict(texts or {})
    for stage in _ways(walk, to, said, major):
        if stage == to:
            return walk
    raise LookupError(to)


def _ways(walk: Walk, to: str, said: Mapping[str, str], major: bool) -> Any:
    secretary = walk.post("shuji")
    yield walk.stage()
    walk.does(secretary, "table")
    yield walk.stage()
    if major:
        for voters in (_COMMITTEE, _COMMITTEE, _PARTY):
            walk.vote("shuji", voters, len(voters))
            yield walk.stage()
    walk.vote("shuji", _REPRESENTATIVES, 7)
    show(walk)
    walk.does(secretary, "decide", decision=said["decision"])
    yield walk.stage()
    ends = read_matter(walk.id, by=SYSTEM, at=walk.at).due_at
    walk.at = (ends or walk.at) + timedelta(minutes=1)
    settle(walk.id, at=walk.at)
    yield walk.stage()
    handler = walk.handler
    department = next(name for name, user in HANDLERS.items() if user == handler)
    walk.does(secretary, "hand_over", holder=_department(department))
    yield walk.stage()
    walk.does(walk.post(handler), "take_up")
    yield walk.stage()
    if to == "township":
        yield from _unhappy(walk, said)
        return
    walk.does(walk.post(handler), "finish", hours=20, result=said["result"])
    yield walk.stage()
    if major:
        _disclose(walk)
        yield walk.stage()
    evaluate(walk, solved=True, rating=5, words=said.get("words", ""))
    yield walk.stage()


def _disclose(walk: Walk) -> None:
    """The result of what went through the four deliberations is released, and stays public for its days."""
    title = read_matter(walk.id, by=SYSTEM, at=walk.at).title
    walk.does(walk.post("shuji"), "release", hours=1, public_title=title, public_text=title)
    ends = read_matter(walk.id, by=SYSTEM, at=walk.at).due_at
    walk.at = (ends or walk.at) + timedelta(minutes=1)
    settle(walk.id, at=walk.at)


def evaluate(walk: Walk, *, solved: bool, rating: int, words: str = "") -> None:
    """The raiser says whether it was solved."""
    walk.at += timedelta(hours=9)
    answers = {"solved": "yes" if solved else "no", "rating": rating, "words": words}
    act(
        matter_id=walk.id,
        block="survey",
        name="answer",
        answers=answers,
        by=raiser(walk.receipt),
        at=walk.at,
    )


def _unhappy(walk: Walk, said: Mapping[str, str]) -> Any:
    for _ in range(2):
        walk.does(walk.post(walk.handler), "finish", hours=20, result=said["result"])
        evaluate(walk, solved=False, rating=2, words="还是老样子。")
    yield walk.stage()
