"""What pages and API say of posts: under whose duty, options, what a form means."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import QueryDict

from shuoshi.events import duties
from shuoshi.events.kinds import kinds_of_events
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.matters.terms import Raised
from shuoshi.posts.checks import Checks, kinds_of_checks
from shuoshi.posts.queries import PostRow
from shuoshi.posts.rules import outcome_of
from shuoshi.posts.terms import (
    CASE_ENDS,
    CASES,
    ENDS,
    OUTCOMES,
    Decided,
    MayNotLead,
    MayNotPass,
    Outcome,
    Passing,
    PostSaid,
)
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words
from shuoshi.web.answering import chosen_id
from shuoshi.web.helping import number_of

PROGRAMME = settings.SAY_PROGRAMME
"""Into which programme what happens at a post goes."""


def workers(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties under which somebody works at posts: of a range, of a unit. Raises MayNotPass."""
    able = tuple(filter(duties.works, actors))
    if not able:
        raise MayNotPass
    return able


def leaders(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties under which somebody sets posts up and decides otherwise. Raises MayNotLead."""
    able = tuple(filter(duties.leads, actors))
    if not able:
        raise MayNotLead
    return able


def leads(actors: Sequence[Actor]) -> bool:
    """Whether somebody does."""
    return any(map(duties.leads, actors))


def words_of_posts() -> Mapping[str, Any]:
    """Options and names for the pages of posts."""
    named = kinds_of_events()
    return {
        "kind_options": [(k, in_words(named[k].name)) for k in named if k in kinds_of_checks()],
        "kind_names": {k: in_words(kind.name) for k, kind in named.items()},
        "outcome_names": {o.value: in_words(said) for o, said in OUTCOMES.items()},
        "end_options": [(o.value, in_words(OUTCOMES[o])) for o in ENDS],
        "case_end_options": [(o.value, in_words(OUTCOMES[o])) for o in CASE_ENDS],
        "case_names": {k.value: in_words(said) for k, said in CASES.items()},
    }


def post_of(given: QueryDict, row: PostRow | None = None) -> PostSaid:
    """A post as a form says it; place and kind of one that there is stay. Raises BadInput with its field."""
    leader = given.get("leader", "")
    return PostSaid(
        row.path if row else given.get("place", ""), chosen_id(given.get("unit"), "unit"), given.get("name", ""),
        given.get("site", ""), row.kind if row else given.get("kind", ""),
        number_of(given.get("lanes") or "1", "lanes"), given.get("equipment", ""), given.get("phone", ""),
        chosen_id(leader, "leader") if leader else None,
        frozenset(chosen_id(s, "spots") for s in given.getlist("spots")),
    )  # fmt: skip


def passing_of(given: QueryDict, checks: Checks, at: datetime) -> Passing:
    """A passage as a form says it, under the number that the page was given. Raises BadInput with its field."""
    decided, lane = given.get("decided", ""), given.get("lane", "").strip()
    if decided and decided not in ENDS:
        raise BadInput("请从选项里选。", field="outcome")
    said = Passing(
        chosen_id(given.get("passage")), at, checks.checks, {n: given.get(f"ask-{n}", "") for n in checks.asks},
        number_of(given.get("aboard") or "1", "aboard"), number_of(given.get("vehicles") or "1", "vehicles"),
        number_of(lane, "lane") if lane else None,
        decided=Decided(Outcome(decided), given.get("who", ""), given.get("why", "")) if decided else None,
    )  # fmt: skip
    registers = (
        outcome_of(said, at)[0] is Outcome.REGISTER
    )  # what was typed before it did not is not sent
    return replace(said, fields=fields_given(given, checks)) if registers else said


def fields_given(given: QueryDict, checks: Checks) -> dict[str, str]:
    """What a form says of whoever registers, empty fields left out."""
    asked = checks.registers.fields if checks.registers else {}
    return {n: said for n in asked if (said := given.get(f"field-{n}", "").strip())}


def fresh_id(at: datetime) -> UUID:
    """The number for the next passage of a page: a second click brings the same."""
    return new_id(at)


def incident_of(row: PostRow, kind: str, body: str, key: str) -> Raised:
    """What happened at a post, as a matter of its place."""
    text = f"{row.name}（{row.site}）：{body.strip()}" if body.strip() else ""
    return Raised(PROGRAMME, row.path, "", text, kind=kind, channel="visit", key=key)
