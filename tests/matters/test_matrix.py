"""Every stage × every move × every role of both programmes: made as the file says, or refused in words.

The matrix is derived from the definition. What is expected is worked out here from the file's own
words, not by the function under test.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from shuoshi.accounts.models import Account
from shuoshi.kernel.errors import Refusal
from shuoshi.matters.engine import move, situation
from shuoshi.matters.reading import read_matter
from shuoshi.matters.receipts import secret_of
from shuoshi.matters.terms import NotYourMove, Raised, WrongStage
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.queries import current
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.scenarios.lishi.owning import say_for_owners, walk_owners
from shuoshi.scenarios.lishi.serving import (
    find_hardship,
    refer_case,
    say_need,
    say_wish,
    take_order,
    walk_case,
    walk_hardship,
    walk_need,
    walk_order,
    walk_wish,
)
from shuoshi.scenarios.lishi.walking import Walk, raiser, start, walk_yishi
from tests.conftest import AT

_ANSWERS = {
    "kind": "livelihood", "reason": "说明理由", "words": "补充一句", "days": 3, "decision": "同意",
    "result": "办好了", "answer": "答复了", "reached": "yes", "public_title": "标题",
    "public_text": "公开的话", "provider_kind": "social_org", "finding": "属实",
    "grantor": "某在职党员", "part": "请查水管。", "item": "welfare", "class": "roads", "divert_to": "police", "exclude_code": "malicious",
}  # fmt: skip
_WALKS: dict[str, tuple[Callable[[], Walk], Callable[[Walk, str], Walk]]] = {
    "need_525": (lambda: say_need("冬天的被子洗不动。", AT), walk_need),
    "small_wish": (lambda: say_wish("想要一个新书包。", AT), walk_wish),
    "owners_matter": (lambda: say_for_owners("电梯老坏，要大修。", AT), walk_owners),
    "condolence_money": (lambda: find_hardship("腿脚不便，独自住。", AT), walk_hardship),
    "case_review": (lambda: refer_case("老人要转诊。", AT), walk_case),
    "order_12345": (lambda: take_order("垃圾没人清。", AT, f"LL{uuid4()}"[:30]), walk_order),
}
_CAST = (
    "zhibu", "yiwu", "yeweihui", "aixin", "rexian", "fuhe", "wangge", "shuji", "weiyuan", "zhiban", "jiandu", "jiedao", "chengban", "chengban2", "ducha",
    "quling", "shenji", "daibiao1", "wangge2",
)  # fmt: skip


def _expected_to_be_refused(d: Definition, stage: str, name: str, role: str) -> bool:
    """What the file itself says: the stage and the role. Conditions may refuse more, never less."""
    rule = d.moves[name]
    starts = rule.starts()
    final = d.stages[stage].final is not None
    if stage not in starts and (starts != ("*",) or final):
        return True
    if not rule.by:
        return True
    as_raiser = role == "raiser" and "raiser" in rule.by
    return not (role in rule.by or "*" in rule.by or as_raiser)


def _actors(cast: Callable[..., Actor]) -> list[Actor]:
    return [*map(cast, _CAST), cast("daibiao1", "party_member")]


def _answers(d: Definition, name: str, other: Walk, holder: str) -> dict[str, Any]:
    asked = d.moves[name].asked()
    known = _ANSWERS | {"into": other.receipt.number, "holder": holder, "partner": holder}
    return {field: known[field] for field in asked if field in known}


def _walked(
    programme: str, say: Callable[..., Walk], cast: Callable[..., Actor], stage: str
) -> Walk:
    if programme == "shuoshi_yishi":
        if stage == "withdrawn":
            walk = say()
            walk.does(raiser(walk.receipt), "withdraw")
            return walk
        return walk_yishi(
            say(), stage, major=stage in ("proposed", "consulted", "party", "disclosed")
        )
    if programme == "joint_part":
        return _walked_part(walk_yishi(say(), "executing"), cast, stage)
    if programme in _WALKS:
        begins, goes = _WALKS[programme]
        return goes(begins(), stage)
    desk = cast("zhiban")
    said = Raised("desk_call", desk.bounds.lo, "", "来电咨询", kind="question", channel="desk")
    walk = start(said, AT, desk)
    if stage == "answered":
        walk.does(desk, "answer", answer="答了")
    elif stage == "handed_on":
        walk.does(desk, "hand_on")
    elif stage == "closed":
        walk.does(desk, "answer_now", answer="答了")
    return walk


def _walked_part(whole: Walk, cast: Callable[..., Actor], stage: str) -> Walk:
    helps = cast("chengban2")
    whole.does(cast("chengban"), "join_in", partner=str(helps.unit_id), part="请查水管。")
    (child,) = read_matter(whole.id, by=SYSTEM, at=whole.at).children
    receipt = replace(
        whole.receipt, matter_id=UUID(child["id"]), secret=secret_of(UUID(child["id"]))
    )
    part = Walk(receipt, whole.path, whole.at)
    if stage == "declined":
        part.does(helps, "decline", reason="归物业")
    elif stage != "asked":
        part.does(helps, "take_up")
    if stage == "done":
        part.does(helps, "finish", result="查了。")
    return part


_STAGES = [
    ("shuoshi_yishi", s)
    for s in (
        "said", "reviewed", "proposed", "consulted", "party", "tabled", "published", "assigning",
        "assigned", "executing", "disclosed", "done", "township", "archived", "screened_out", "voted_down",
        "withdrawn",
    )
] + [("desk_call", s) for s in ("taken", "answered", "handed_on", "closed")] + [
    ("need_525", s)
    for s in (
        "collected", "confirmed", "decided", "sorting", "matched", "accepted", "serving", "served",
        "surveyed", "evaluated", "closed", "not_service", "refused",
    )
] + [
    ("owners_matter", s)
    for s in (
        "said", "tabled", "tabled_special", "published", "executing", "done", "township", "closed", "rejected",
        "not_owners",
    )
] + [
    ("small_wish", s)
    for s in ("wished", "waiting", "claimed", "granted", "thanked", "not_granted")
] + [
    ("condolence_money", s)
    for s in ("found", "seen", "proposed", "agreed", "paid", "closed", "not_agreed")
] + [("case_review", s) for s in ("referred", "reviewing", "answered", "closed")] + [("joint_part", s) for s in ("asked", "doing", "done", "declined")] + [
    ("order_12345", s)
    for s in (
        "received", "classified", "dispatched", "objected", "signed", "handling", "answered",
        "supervised", "closed", "diverted",
    )
]  # fmt: skip


def test_every_stage_of_every_programme_is_walked_to(district: None) -> None:
    walked = set(_STAGES)
    for programme in {p for p, _stage in _STAGES}:
        stages = set(current(programme).programme.stages)
        left = stages - {s for p, s in walked if p == programme}
        assert left <= {"moved"}, (programme, left)


@pytest.mark.parametrize(("programme", "stage"), _STAGES)
def test_every_move_of_a_stage_is_made_or_refused_as_the_file_says(
    programme: str,
    stage: str,
    say: Callable[..., Walk],
    cast: Callable[..., Actor],
    rows: Callable[..., Any],
) -> None:
    d, tried, made = current(programme), 0, 0
    holder = str(cast("chengban2").unit_id)
    other, walk = say(), _walked(programme, say, cast, stage)
    assert walk.stage() == stage
    staff, before = _actors(cast), read_matter(walk.id, by=SYSTEM, at=walk.at).revision
    for name in d.moves:
        for member in [*staff, None]:
            who = member or raiser(walk.receipt)
            tried += 1
            try:
                done = move(
                    matter_id=walk.id,
                    name=name,
                    answers=_answers(d, name, other, holder),
                    by=who,
                    at=walk.at,
                )
            except Refusal as refusal:
                text = str(refusal)
                assert text, (name, who.role)
                assert "%(" not in text, (name, who.role, text)
                continue
            made += 1
            assert not _expected_to_be_refused(d, stage, name, who.role), (stage, name, who.role)
            assert done.revision == before + 1, "what was refused in between wrote nothing"
            if name == "comment":  # it stays where it was
                before = done.revision
                continue
            walk = _walked(programme, say, cast, stage)
            before = read_matter(walk.id, by=SYSTEM, at=walk.at).revision
        assert read_matter(walk.id, by=SYSTEM, at=walk.at).revision == before, name
    assert tried == len(d.moves) * (len(_CAST) + 2)
    if d.stages[stage].final is None:
        assert made > 0, "somebody can do something in every stage that is not final"


def _browser(user: str) -> Client:
    """Somebody at a browser, signed in without the form: what they may do is what is asked here."""
    c = Client(raise_request_exception=True)
    c.force_login(Account.objects.get(username=user))
    return c


@pytest.mark.parametrize(("programme", "stage"), _STAGES)
def test_every_page_opens_and_what_the_file_refuses_is_refused_by_that_reason(
    programme: str, stage: str, say: Callable[..., Walk], cast: Callable[..., Actor]
) -> None:
    from shuoshi.matters.rules import why_not

    d, walk = current(programme), _walked(programme, say, cast, stage)
    for user in _CAST:
        page = _browser(user).get(f"/staff/matters/{walk.id}")
        assert page.status_code in (200, 404), (user, page.status_code)
    for who in [*_actors(cast), raiser(walk.receipt)]:
        try:
            now, _ = situation(walk.id, by=who, at=walk.at)
        except Refusal:
            continue
        for name in d.moves:
            refusal = why_not(now, name, who)
            if _expected_to_be_refused(d, stage, name, who.role):
                assert isinstance(refusal, WrongStage | NotYourMove), (name, who.role, refusal)


@pytest.mark.parametrize("programme", ["shuoshi_yishi", "desk_call"])
def test_every_stage_has_an_owner_and_a_way_out_and_every_move_a_journal_kind(
    district: None, programme: str
) -> None:
    d = current(programme)
    for name, stage in d.programme.stages.items():
        assert stage.owner
        assert stage.final or any(m in d.programme.moves for m in d.moves_from[name])
    assert all(len(f"matters.{name}") <= 60 for name in d.moves)
