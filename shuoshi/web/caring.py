"""What pages and API say of care: options, names, whose duties look after people, what a form means."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from shuoshi.care.rows import VisitRow
from shuoshi.care.rules import still_open
from shuoshi.care.schemes import Scheme, schemes
from shuoshi.care.terms import (
    AGREED_BY,
    ARRANGERS,
    CARER_ROLES,
    CARER_STATES,
    ENDINGS,
    FINDINGS,
    OUTCOMES,
    PAUSE_WHY,
    WAYS,
    Ending,
    MayNotArrange,
    Visited,
    VisitNotFound,
)
from shuoshi.care.visiting import note_raised, subject_of
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.matters.opening import open_matter
from shuoshi.matters.terms import Raised, Receipt
from shuoshi.people.terms import FINDERS, GROUPS
from shuoshi.places.queries import names_of
from shuoshi.programmes.queries import installed
from shuoshi.reach.terms import Actor, Reach
from shuoshi.ui.words import in_words
from shuoshi.web.answering import chosen_day
from shuoshi.web.helping import moment_of


def carers(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties under which somebody looks after people. Raises MayNotArrange."""
    able = tuple(
        a for a in actors
        if (a.reach is Reach.TERRITORIAL and a.role in ARRANGERS)
        or (a.reach is Reach.HOLDING and a.role in CARER_ROLES)
    )  # fmt: skip
    if not able:
        raise MayNotArrange
    return able


def arrangers(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties under which somebody reads the ledger, those that arrange first. Raises MayNotArrange."""
    able = [a for a in actors if a.reach is Reach.TERRITORIAL and a.role in FINDERS]
    if not able:
        raise MayNotArrange
    return tuple(sorted(able, key=lambda a: a.role not in ARRANGERS))


def of_range(able: Sequence[Actor], path: str) -> Actor:
    """The duty of these whose range was chosen, else the first."""
    return next((a for a in able if a.bounds.lo == path), able[0])


def ranges_of(able: Sequence[Actor]) -> list[tuple[str, str]]:
    """The ranges of these duties, path and name, where there are several to choose from. One statement."""
    paths = dict.fromkeys(a.bounds.lo for a in able)
    names = names_of(paths) if len(paths) > 1 else {}
    return [(path, names.get(path, "")) for path in names and paths]


def arranging(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """Those of them under which somebody pairs people and helpers. Raises MayNotArrange."""
    able = tuple(a for a in arrangers(actors) if a.role in ARRANGERS)
    if not able:
        raise MayNotArrange
    return able


def words_of_care() -> Mapping[str, Any]:
    """Options and names for the pages of care."""
    return {
        "scheme_names": {n: in_words(s.name) for n, s in schemes().items()},
        "scheme_options": [(n, in_words(s.name)) for n, s in schemes().items()],
        "carer_states": {s.value: in_words(n) for s, n in CARER_STATES.items()},
        "agreed_names": {a.value: in_words(n) for a, n in AGREED_BY.items()},
        "agreed_options": [(a.value, in_words(n)) for a, n in AGREED_BY.items()],
        "ending_options": [(e.value, in_words(ENDINGS[e])) for e in (Ending.OVER, Ending.REFUSED)],
        "ending_names": {e.value: in_words(n) for e, n in ENDINGS.items()},
        "way_names": {w.value: in_words(n) for w, n in WAYS.items()},
        "outcome_names": {o.value: in_words(n) for o, n in OUTCOMES.items()},
        "outcome_options": [(o.value, in_words(n)) for o, n in OUTCOMES.items()],
        "finding_names": {f.value: in_words(n) for f, n in FINDINGS.items()},
        "finding_options": [(f.value, in_words(n)) for f, n in FINDINGS.items()],
        "pause_names": {p.value: in_words(n) for p, n in PAUSE_WHY.items()},
        "pause_options": [(p.value, in_words(n)) for p, n in PAUSE_WHY.items()],
        "group_names": {g.value: in_words(n) for g, n in GROUPS.items()},
        "today": local_date(clock_now()), "now": clock_now(),
    }  # fmt: skip


def ways_of(scheme: Scheme, tier: str) -> list[tuple[str, str]]:
    """The ways in which a tier lets somebody be visited, as options."""
    ways = scheme.tiers[tier].ways if tier in scheme.tiers else tuple(WAYS)
    return [(w.value, in_words(WAYS[w])) for w in ways]


def visited_of(given: QueryDict, carer_id: UUID) -> Visited:
    """What a form says of a visit. Raises BadInput."""
    try:
        same = UUID(given.get("id", ""))
    except ValueError:
        raise BadInput("请重新打开这一页再记。") from None
    until = given.get("until_on", "").strip()
    at: datetime = moment_of(when, "at") if (when := given.get("at", "")).strip() else clock_now()
    return Visited(
        same, carer_id, given.get("way", ""), given.get("outcome", ""), at, given.get("words", ""),
        tuple(dict.fromkeys(given.getlist("findings"))), chosen_day(until, "until_on") if until else None,
        given.get("handover") == "true",
    )  # fmt: skip


def raisable(scheme: Scheme, by: Actor) -> list[tuple[str, str]]:
    """The programmes into which an actor may pass what a visit found, as options, for whoever registers there."""
    if by.reach is not Reach.TERRITORIAL:
        return []
    there = {d.key: d for d in installed()}
    return [
        (key, in_words(there[key].programme.name))
        for key in scheme.raises
        if key in there and by.role in there[key].programme.open_to
    ]


def raise_from_visit(
    *, visit_id: UUID, programme: str, body: str, by: Actor, at: datetime
) -> Receipt:
    """What a visit found becomes a matter of the one looked after, private, in one step; sent twice it is one.

    Raises:  VisitNotFound, BadInput (its scheme does not pass that on; nothing said), what opening raises
    """
    scheme, subject = subject_of(visit_id, by=by)
    if programme not in dict(raisable(scheme, by)):
        raise BadInput("请从选项里选。", field="programme")
    if not body.strip():
        raise BadInput("请写一句要办什么。", field="body")
    said = Raised(
        programme, subject.path, "", body, channel="visit", private=True, key=f"visit-{visit_id.hex[-20:]}",
        person_id=subject.person_id,
    )  # fmt: skip
    receipt = open_matter(said=said, by=by, at=at)
    with suppress(VisitNotFound):  # taken back meanwhile: the matter stands by itself
        note_raised(visit_id=visit_id, matter_id=receipt.matter_id, by=by, at=at)
    return receipt


def said_of_due(due_at: datetime | None, at: datetime) -> tuple[str, str]:
    """When a visit is due, in words, with its colour."""
    if due_at is None:
        return _("不定期"), "waiting"
    days = (local_date(due_at) - local_date(at)).days
    if due_at < at:
        return _("已经到期"), "late"
    if days == 0:
        return _("今天"), "near"
    return _("还有 %(n)s 天") % {"n": days}, "intime" if days > 2 else "near"


def taken_back_by(visits: Sequence[VisitRow], by: Actor) -> frozenset[UUID]:
    """The visits that somebody is offered to take back as recorded by mistake: their own, or of their range; the last
    that moved what is due, and those that moved nothing."""
    at, arranges = clock_now(), by.reach is Reach.TERRITORIAL and by.role in ARRANGERS
    last = max((v.recorded_at for v in visits if v.moves), default=at)
    return frozenset(
        v.id
        for v in visits
        if still_open(v.recorded_at, v.raised, at)
        and (not v.moves or v.recorded_at == last)
        and (arranges or (v.account_id is not None and v.account_id == by.account_id))
    )
