"""Meetings: those of bodies, called, led and closed; the list of all."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import ZONE, local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, NotAllowed, NotFound, Refusal
from shuoshi.matters.engine import act
from shuoshi.meetings.agenda import BodySitting, bodies_led, body_sitting, waiting_for_body
from shuoshi.meetings.calling import Call, call_sitting
from shuoshi.meetings.minutes import sitting_page, sittings_within
from shuoshi.meetings.queries import rule_on
from shuoshi.meetings.sittings import cancel_sitting, close_sitting, end_without_quorum, take_roll
from shuoshi.meetings.terms import CHAIRS, SITTING_STATES, WAYS, Choice, SittingState, Way
from shuoshi.places.queries import names_of
from shuoshi.reach.terms import Actor, Reach
from shuoshi.ui.words import in_words, said
from shuoshi.units.terms import UnitRow
from shuoshi.web.answering import answered, chosen_id, for_staff
from shuoshi.web.asking import under_any
from shuoshi.web.faults import faults_of

_ACTS = frozenset({"record", "rest", "count", "close"})


def readers(signed: SignedIn) -> tuple[Actor, ...]:
    """The duties under which meetings are read: those of a range, and those of a body. Raises NotAllowed."""
    able = tuple(a for a in signed.actors() if a.reach in (Reach.TERRITORIAL, Reach.HOLDING))
    if not able:
        raise NotAllowed
    return able


@require_safe
@for_staff
def sittings(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """The meetings within my range and of my bodies: those to come, and those that were held."""
    able = readers(signed)
    found = {row.id: row for a in able for row in sittings_within(by=a)}
    rows = sorted(found.values(), key=lambda r: (r.held_on, r.id), reverse=True)
    names = names_of(row.path for row in rows)
    lines = [(row, names.get(row.path, ""), in_words(SITTING_STATES[row.state])) for row in rows]
    page = {
        "coming": [line for line in reversed(lines) if line[0].state is SittingState.CALLED],
        "held": [line for line in lines if line[0].state is not SittingState.CALLED],
        "may_call": any(a.role in CHAIRS for a in able),
        "may_write": any(a.reach is Reach.TERRITORIAL for a in able),
    }
    return render(request, "web/sittings.html", page)


@require_http_methods(["GET", "POST"])
@for_staff
def call(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Call a body together: which, then when, where, and what it is to vote on."""
    able = tuple(a for a in readers(signed) if a.role in CHAIRS)
    bodies = {body.id: (body, a) for a in able for body in bodies_led(a)}
    if not bodies:
        raise NotAllowed
    given = request.POST if request.method == "POST" else request.GET
    chosen = given.get("body", "")
    body, by = bodies.get(chosen_id(chosen), (None, able[0])) if chosen else (None, able[0])
    refused: Refusal | None = None
    if request.method == "POST" and body is not None:
        try:
            return redirect("sitting", sitting_id=_called(request.POST, body, by))
        except Refusal as error:
            refused = error
    faults = faults_of(refused)
    places = names_of(b.path for b, _a in bodies.values())
    page = {
        "bodies": [(b.id, _called_body(b, places)) for b, _a in bodies.values()],
        "body": body, "rule": rule_on(body.kind, local_date(clock_now())) if body else None,
        "waits": waiting_for_body(body.id, by=by) if body else (), "given": given,
        "ticked": given.getlist("matters"), "faults": faults,
        "says": said(refused) if refused and not faults else "",
    }  # fmt: skip
    return render(request, "web/call_sitting.html", page, status=refused.status if refused else 200)


def _called_body(body: UnitRow, places: Mapping[str, str]) -> str:
    """A body's name, with its place where the name does not say it."""
    place = places.get(body.path, "")
    return body.name if body.name.startswith(place) else f"{place} {body.name}"


def _called(given: QueryDict, body: UnitRow, by: Actor) -> UUID:
    wished = Call(
        body.id, given.get("title", ""), _moment(given.get("starts_at", "")), given.get("location", ""),
        tuple(chosen_id(m, "matters") for m in given.getlist("matters")), given.get("agenda", ""),
    )  # fmt: skip
    return call_sitting(call=wished, by=by, at=clock_now())


def _moment(text: str) -> datetime | None:
    """A local time as a form gives it; nothing for what is none."""
    try:
        return datetime.strptime(text.strip()[:16].replace(" ", "T"), "%Y-%m-%dT%H:%M").replace(
            tzinfo=ZONE
        )
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
@for_staff
def sitting(request: HttpRequest, signed: SignedIn, sitting_id: UUID) -> HttpResponse:
    """A meeting: of residents, with what came of every line; of a body, to lead it and to read it."""
    able, at = readers(signed), clock_now()
    try:
        by, found = _of_body(able, sitting_id, at)
    except NotFound:
        return _of_residents(request, able, sitting_id)
    if request.method == "POST" and not found.leads:
        raise NotAllowed
    does = {
        name: _deed(do, sitting_id, by)
        for name, do in (
            ("roll", _roll), ("open", _open), ("act", _act), ("lapse", _lapse), ("close", _close),
            ("cancel", _cancel),
        )
    }  # fmt: skip

    def show() -> Mapping[str, Any]:
        _by, s = (by, found) if request.method == "GET" else _of_body(able, sitting_id, clock_now())
        return {
            "s": s, "place": names_of([s.row.path]).get(s.row.path, ""), "by_door": s.by_door,
            "ways": [w for w in _ways() if w[0] == Way.NAMED or not (s.rule and s.rule.by_area)],
            "state": in_words(SITTING_STATES[s.row.state]), "today": s.row.held_on <= local_date(at),
            "choices": _choices(),
        }  # fmt: skip

    return answered(request, "web/body_sitting.html", show, does)


def _of_body(able: Sequence[Actor], sitting_id: UUID, at: datetime) -> tuple[Actor, BodySitting]:
    """A body's meeting under the duty that leads it, else under the first that sees it."""
    best: tuple[Actor, BodySitting] | None = None
    for actor in able:
        try:
            found = body_sitting(sitting_id, by=actor, at=at)
        except NotFound:
            continue
        if found.leads:
            return actor, found
        best = best or (actor, found)
    if best is None:
        raise NotFound
    return best


def _of_residents(request: HttpRequest, able: Sequence[Actor], sitting_id: UUID) -> HttpResponse:
    found = under_any(able, lambda a: sitting_page(sitting_id, by=a))
    page = {"s": found, "place": names_of([found.path]).get(found.path, "")}
    return render(request, "web/sitting.html", page)


Deed = Callable[[QueryDict, UUID, Actor, datetime], str]


def _deed(do: Deed, sitting_id: UUID, by: Actor) -> Callable[[QueryDict], str]:
    return lambda given: do(given, sitting_id, by, clock_now())


def _ways() -> list[tuple[str, str]]:
    return [(way.value, in_words(name)) for way, name in WAYS.items()]


def _choices() -> list[tuple[str, str]]:
    said_as = {Choice.YES: _("赞成"), Choice.NO: _("反对"), Choice.ABSTAIN: _("弃权")}
    return [(choice.value, word) for choice, word in said_as.items()]


def _roll(given: QueryDict, sitting_id: UUID, by: Actor, at: datetime) -> str:
    came = {chosen_id(who, "came") for who in given.getlist("came")}
    n = take_roll(sitting_id=sitting_id, came=came, by=by, at=at)
    return _("记下了：%(n)s 人到会。") % {"n": n}


def _open(given: QueryDict, sitting_id: UUID, by: Actor, at: datetime) -> str:
    """Open the vote on one matter, or on all that wait."""
    answers = {"sitting": str(sitting_id), "way": given.get("way", "")}
    only = given.get("matter", "")
    waits = [i.matter_id for i in body_sitting(sitting_id, by=by, at=at).items if i.waits]
    chosen = [m for m in waits if not only or str(m) == only]
    if not chosen:
        raise BadInput("没有等着表决的事。")
    for matter_id in chosen:
        act(matter_id=matter_id, block="ballot", name="convene", answers=answers, by=by, at=at)
    return _("%(n)s 件开始表决。") % {"n": len(chosen)}


def _act(given: QueryDict, sitting_id: UUID, by: Actor, at: datetime) -> str:
    """An act of one ballot: a vote recorded, the rest, a count, its end."""
    name, matter_id = given.get("act", ""), chosen_id(given.get("matter", ""), "matter")
    if name not in _ACTS:
        raise BadInput
    act(matter_id=matter_id, block="ballot", name=name, answers=given.dict(), by=by, at=at)
    return _("已记下。")


def _lapse(given: QueryDict, sitting_id: UUID, by: Actor, at: datetime) -> str:
    answers = {"sitting": str(sitting_id)}
    for item in body_sitting(sitting_id, by=by, at=at).items:
        if item.waits:
            act(
                matter_id=item.matter_id,
                block="ballot",
                name="lapse",
                answers=answers,
                by=by,
                at=at,
            )
    end_without_quorum(sitting_id=sitting_id, by=by, at=at)
    return _("记下了：到会人数不够，这些事等下一次会。")


def _close(given: QueryDict, sitting_id: UUID, by: Actor, at: datetime) -> str:
    close_sitting(sitting_id=sitting_id, minutes=given.get("minutes", ""), by=by, at=at)
    return _("会议结束，纪要记下了。")


def _cancel(given: QueryDict, sitting_id: UUID, by: Actor, at: datetime) -> str:
    cancel_sitting(sitting_id=sitting_id, by=by, at=at)
    return _("会议取消了，已通知名册上的人。")
