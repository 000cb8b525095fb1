"""Passages on a phone without a network: the posts of one's range with their checks, and what it brings home."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from shuoshi.devices.rules import text_of
from shuoshi.devices.terms import (
    About,
    Ask,
    Candidate,
    Decides,
    Differs,
    Item,
    OverForGood,
    Written,
)
from shuoshi.events.duties import LEADERS, works
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.texts import Bilingual
from shuoshi.posts.checks import AskRule, Checks, every_checks, in_force, table_called
from shuoshi.posts.models import Passage, Post
from shuoshi.posts.passing import pass_through
from shuoshi.posts.terms import (
    GATE,
    NOT_KEPT,
    OUTCOMES,
    PASSAGE,
    POSTS_MOST,
    Came,
    Outcome,
    Passing,
    PostNotFound,
)
from shuoshi.programmes.fields import FieldRule, Text
from shuoshi.reach.models import Switch
from shuoshi.reach.queries import gates_on, switch_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, EmergencyOff

_POSTS_MOST = 6
"""How many posts one phone carries."""
_ABOARD, _VEHICLES = (
    Bilingual("几个人", "How many people"),
    Bilingual("几辆车", "How many vehicles"),
)
_DECIDED = "decided"
"""What a phone calls what came of the answers."""


class PassageKind:
    """What came through a post, again and again; by the post."""

    name = PASSAGE
    title = Bilingual("查验", "Checks")
    order = 0
    arrangers: Collection[str] = LEADERS

    def candidates(self, able: Sequence[Actor], at: datetime) -> list[Candidate]:
        """Open posts of one's range or unit at which an emergency lets anybody be checked."""
        found = dict[UUID, Candidate]()
        on = dict[tuple[str, str], bool]()
        for by in filter(works, able) if GATE in gates_on() else ():
            with acting(by):
                there = Post.objects.filter(closed_at__isnull=True).order_by("path", "name")
                posts = list(there[:POSTS_MOST])
            for post in posts:
                at_all = (post.kind, post.path)
                if at_all not in on:
                    on[at_all] = _is_on(post, at)
                if on[at_all]:
                    found.setdefault(post.id, Candidate(self.name, post.id, by))
        return list(found.values())[:_POSTS_MOST]

    def item(self, candidate: Candidate, at: datetime) -> Item | None:
        """The post with its questions and what comes of them; nobody is looked at, for nobody is there."""
        with acting(candidate.by):
            post = Post.objects.filter(id=candidate.subject_id, closed_at__isnull=True).first()
        checks = in_force(post.kind, local_date(at)) if post else None
        if post is None or checks is None:
            return None
        facts = [(Bilingual("查验办法", "Checks"), _both(checks.name))]
        return Item(
            self.name, post.id, post.name, post.site, tuple(facts), post.phone, _asks(checks), again=True,
            decides=_decides(checks),
        )  # fmt: skip

    def sees(self, subject_id: UUID, by: Actor) -> bool:
        with acting(by):
            return Post.objects.filter(id=subject_id).exists()

    def about(self, subject_id: UUID) -> About | None:
        post = Post.objects.filter(id=subject_id).first()
        return About(post.path) if post else None

    def asks(self, subject_id: UUID) -> tuple[Ask, ...]:
        post = Post.objects.filter(id=subject_id).first()
        checks = in_force(post.kind, local_date(post.opened_at)) if post else None
        return _asks(checks) if checks else ()

    def take(
        self, written: Written, able: Sequence[Actor], given: Actor | None, at: datetime
    ) -> None:
        """Raises PostNotFound, one of NOT_KEPT, BadInput with its field."""
        for by in _who(able, given):
            try:
                item = _passing(written, by)
                (came,) = pass_through(post_id=written.subject_id, items=[item], by=by, at=at)
            except PostNotFound:
                continue
            except BadInput as wrong:
                raise _by_ask(wrong, written) from None
            if came.came is Came.OFF and _was_erased(written):
                raise OverForGood
            if came.came not in (Came.KEPT, Came.SAME):
                raise NOT_KEPT[came.came]
            return
        raise PostNotFound

    def kept(self, written: Written) -> bool:
        found = (
            Passage.objects.filter(id=written.id)
            .values_list("post_id", "aboard", "vehicles")
            .first()
        )
        return found == (
            written.subject_id,
            _number(written, "aboard"),
            _number(written, "vehicles"),
        )

    def theirs(self, written: Written) -> Mapping[str, Any]:
        return {}

    def settle(self, written: Written, able: Sequence[Actor], at: datetime) -> None:
        """There are never two sides: a passage is counted, or is not. Raises Differs."""
        raise Differs({})


def _is_on(post: Post, at: datetime) -> bool:
    try:
        switch_at(post.kind, GATE, post.path, at)
    except EmergencyOff:
        return False
    return in_force(post.kind, local_date(at)) is not None


def _who(able: Sequence[Actor], given: Actor | None) -> list[Actor]:
    found = [*([given] if given else []), *(a for a in able if a != given)]
    return [a for a in found if works(a)]


def _passing(written: Written, by: Actor) -> Passing:
    """A record as a passage, under the edition of the day of its capture. Raises PostNotFound, BadInput."""
    with acting(by):
        post = Post.objects.filter(id=written.subject_id).first()
    checks = in_force(post.kind, local_date(written.captured_at)) if post else None
    if checks is None:
        raise PostNotFound
    fields = checks.registers.fields if checks.registers else {}
    return Passing(
        written.id, written.captured_at, checks.checks, {n: text_of(written.values, n) for n in checks.asks},
        _number(written, "aboard"), _number(written, "vehicles"),
        fields={n: said for n in fields if (said := text_of(written.values, f"field_{n}"))},
    )  # fmt: skip


def _was_erased(written: Written) -> bool:
    """Whether the emergency that was on at the capture is erased by now."""
    with acting(SYSTEM):
        kind = Post.objects.filter(id=written.subject_id).values_list("kind", flat=True).first()
    return (
        Switch.objects.filter(
            kind=kind, starts_at__lte=written.captured_at, erasing_at__isnull=False
        )
        .filter(Q(ended_at__gte=written.captured_at))
        .exists()
    )


def _by_ask(wrong: BadInput, written: Written) -> BadInput:
    """The same, said of the field as the phone asks it."""
    name = f"field_{wrong.field}"
    known = {ask.name for checks in every_checks().values() for ask in _asks(checks)}
    field = name if name in known and wrong.field not in written.values else wrong.field
    return BadInput(wrong.text, field=field, **wrong.values)


def _number(written: Written, name: str) -> int:
    said = text_of(written.values, name) or "1"
    if not said.isdecimal() or not said.isascii() or len(said) > 2:
        raise BadInput("写 %(least)s 到 %(most)s。", field=name, least=0, most=99)
    return int(said)


def _asks(checks: Checks) -> tuple[Ask, ...]:
    fields = checks.registers.fields if checks.registers else {}
    return (
        *(_choice(name, ask) for name, ask in checks.asks.items()),
        Ask("aboard", _ABOARD, "text", most=2, usual="1", required=True),
        Ask("vehicles", _VEHICLES, "text", most=2, usual="1", required=True),
        *(_field(name, rule) for name, rule in fields.items()),
    )


def _choice(name: str, ask: AskRule) -> Ask:
    options = tuple((code, _both(text)) for code, text in ask.of.items())
    return Ask(name, _both(ask.name), "choice", options, required=True, usual=ask.usual)


def _field(name: str, rule: FieldRule) -> Ask:
    most = rule.most or 60
    return Ask(
        f"field_{name}", _both(rule.name), "text", required=rule.required, when=(_DECIDED, (Outcome.REGISTER.value,)),
        most=len(str(most)) if rule.type == "int" else most,
    )  # fmt: skip


def _decides(checks: Checks) -> Decides:
    says = [_said(r.then, r.says) for r in checks.rules]
    return Decides(
        tuple(checks.asks), table_called(checks.checks).cells,
        (*(r.then.value for r in checks.rules), checks.otherwise.value), (*says, _said(checks.otherwise, None)),
    )  # fmt: skip


def _said(outcome: Outcome, why: Text | None) -> Bilingual:
    name = OUTCOMES[outcome]
    return Bilingual(f"{name.zh}：{why.zh}", f"{name.en}: {why.en}") if why else name


def _both(text: Text) -> Bilingual:
    return Bilingual(text.zh, text.en)
