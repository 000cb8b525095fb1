"""What pages and API say of warnings: under whose duty, options, what a form means."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict

from shuoshi.care.schemes import schemes
from shuoshi.events import duties
from shuoshi.kernel.clock import local
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.places.queries import places_called
from shuoshi.reach.terms import Actor, Reach
from shuoshi.ui.words import in_words
from shuoshi.warnings.cap import MOST_BYTES, Alert, NoAlert, read_cap
from shuoshi.warnings.ladders import Ladder, ladders, pledges
from shuoshi.warnings.terms import (
    ENDED,
    LEVELS,
    STANDS,
    STEPS,
    WANTS,
    WAYS,
    WHOM,
    MayNotCall,
    MayNotWarn,
    PlanSaid,
    Relayed,
    Said,
    Way,
)
from shuoshi.web.answering import chosen_id
from shuoshi.web.helping import moment_of, number_of

KINDS = {
    "blue": "done", "yellow": "waiting", "orange": "near", "red": "late",
}  # fmt: skip
"""How a colour is marked: its word stands beside it."""
STAND_KINDS = {
    "waiting": "late", "answered": "near", "moved": "waiting", "arrived": "done", "home": "done",
}  # fmt: skip


def warners(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties under which somebody relays warnings. Raises MayNotWarn."""
    able = tuple(filter(duties.leads, actors))
    if not able:
        raise MayNotWarn
    return able


def lookers(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties under which somebody sees warnings. Raises MayNotCall."""
    able = tuple(a for a in actors if duties.works(a) or duties.oversees(a))
    if not able:
        raise MayNotCall
    return able


def callers(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties under which somebody calls at households. Raises MayNotCall."""
    able = tuple(filter(duties.works, actors))
    if not able:
        raise MayNotCall
    return able


def words_of_warnings() -> Mapping[str, Any]:
    """Names and options for the pages of warnings."""
    return {
        "level_names": {k: in_words(n) for k, n in LEVELS.items()},
        "want_names": {k: in_words(n) for k, n in WANTS.items()},
        "whom_options": [(k, in_words(n)) for k, n in WHOM.items()],
        "stand_names": {k: in_words(n) for k, n in STANDS.items()},
        "step_names": {k: in_words(n) for k, n in STEPS.items()},
        "way_names": {k: in_words(n) for k, n in WAYS.items()},
        "way_options": [(k, in_words(n)) for k, n in WAYS.items() if k is not Way.SELF],
        "ended_names": {k: in_words(n) for k, n in ENDED.items()},
        "ladder_options": [(k, in_words(r.name)) for k, r in ladders().items()],
        "ladder_names": {k: in_words(r.name) for k, r in ladders().items()},
        "level_kinds": KINDS,
        "stand_kinds": STAND_KINDS,
    }


def words_of_ladders() -> Mapping[str, Any]:
    """Names of all ladders: for lists over several warnings."""
    known = ladders().values()
    return {
        "stay_names": {k: in_words(s.name) for r in known for k, s in r.stays.items()},
        "need_names": {k: in_words(n) for r in known for k, n in r.needs.items()},
        "role_names": {
            k: in_words(r.name) for s in pledges() for k, r in schemes()[s].roles.items()
        },
    }


def words_of_ladder(ladder: Ladder) -> Mapping[str, Any]:
    """Names and options of one ladder."""
    return {
        "stay_options": [(k, in_words(s.name)) for k, s in ladder.stays.items()],
        "stay_names": {k: in_words(s.name) for k, s in ladder.stays.items()},
        "need_names": {k: in_words(n) for k, n in ladder.needs.items()},
        "role_names": {k: in_words(r.name) for k, r in schemes()[ladder.scheme].roles.items()},
    }


def level_options(
    kinds: Collection[str], ladder: str = ""
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The colours with what they ask for, by ladder: of these kinds of emergency, or of one ladder alone."""
    return [
        (
            in_words(rules.name),
            [
                (f"{name}:{level.value}", f"{in_words(LEVELS[level])} · {in_words(WANTS[rule.wants])}")
                for level, rule in rules.levels.items()
            ],
        )
        for name, rules in ladders().items() if name == ladder or rules.kind in kinds
    ]  # fmt: skip


def need_options() -> list[tuple[str, str]]:
    """What a plan may say that a household needs, of all ladders."""
    return list({k: in_words(n) for r in ladders().values() for k, n in r.needs.items()}.items())


def relayed_of(given: QueryDict, before: UUID | None = None) -> Relayed:
    """A warning as a form says it. Raises BadInput with its field."""
    ladder, _colon, level = given.get("level", "").partition(":")
    if ladder not in ladders():
        raise BadInput("请从选项里选。", field="level")
    number = given.get("id")
    return Relayed(
        given.get("place", ""), ladder, level, given.get("whom", ""), given.get("source", ""),
        given.get("reference", ""), moment_of(given.get("issued_at", ""), "issued_at"), given.get("headline", ""),
        given.get("text", ""), moment_of(given.get("until", ""), "until"), before,
        chosen_id(number) if number else None,
    )  # fmt: skip


def step_of(given: QueryDict, call_id: UUID, at: datetime, *, own: bool = False) -> Said:
    """A step as a form says it: the button is the step. Raises BadInput with its field."""
    step, people = given.get("step", ""), given.get("people", "").strip()
    return Said(
        chosen_id(given.get("id")), call_id, step, Way.SELF if own else given.get("way", ""), at,
        number_of(people, "people") if people else None, given.get("where", ""),
        given.get("why", ""), given.get("note", ""),
    )  # fmt: skip


def plan_of_form(given: QueryDict) -> PlanSaid:
    """A household's plan as a form says it."""
    return PlanSaid(
        frozenset(given.getlist("threats")), given.get("route", ""), given.get("shelter", ""),
        frozenset(given.getlist("needs")),
    )  # fmt: skip


def alert_of(request: HttpRequest) -> Alert:
    """What the file or text of a form says. Raises NoAlert."""
    file = request.FILES.get("cap")
    if file is not None and (file.size or 0) > MOST_BYTES:
        raise NoAlert(field="cap")
    if file is not None:
        return read_cap(file.read())
    try:
        return read_cap(request.POST.get("cap_text", "").strip().encode())
    except NoAlert as error:
        raise NoAlert(field="cap_text") from error


def filled_from(alert: Alert, able: Sequence[Actor]) -> Mapping[str, str]:
    """A form filled in from a message: what a person then looks at and sends."""
    mine = [a.bounds for a in able if a.reach is Reach.TERRITORIAL]
    there = [
        p for p in places_called(alert.codes, alert.areas) if any(b.holds(p.path) for b in mine)
    ]
    return {
        "level": f"{alert.ladder}:{alert.level}" if alert.ladder and alert.level else "",
        "place": there[0].path if there else "", "source": alert.source, "reference": alert.reference,
        "issued_at": typed(alert.sent_at), "headline": alert.headline, "text": alert.text, "until": typed(alert.until),
    }  # fmt: skip


def typed(at: datetime) -> str:
    """A moment as a form takes it."""
    return local(at).strftime("%Y-%m-%dT%H:%M")


def fresh_id(at: datetime) -> UUID:
    """The number for the next step of a page: a second click brings the same."""
    return new_id(at)
