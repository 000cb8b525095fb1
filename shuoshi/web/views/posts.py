"""Posts: those of my range with today's figures; one, where passages are recorded and whoever waits is dealt with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.helpers.queries import helpers_within
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.posts.cases import end_case, hand_over, object_to, reopen_case, take_over
from shuoshi.posts.checks import AskRule, Checks, checks_called, table_called
from shuoshi.posts.passing import pass_through
from shuoshi.posts.queries import PostShown, added, post_shown, posts_within
from shuoshi.posts.setting_up import open_post, report_incident
from shuoshi.posts.terms import (
    CASE_ENDS,
    NOT_KEPT,
    OUTCOMES,
    Came,
    CaseKind,
    Outcome,
    PassedOut,
)
from shuoshi.programmes.queries import installed
from shuoshi.reach.queries import gates_on
from shuoshi.reach.terms import Actor, Reach
from shuoshi.rosters.queries import on_duty, spots_within
from shuoshi.ui.words import in_words
from shuoshi.web.answering import Given, answered, chosen_id, for_staff
from shuoshi.web.asking import under_any, under_whose_range
from shuoshi.web.helping import helper_options, units_of
from shuoshi.web.posting import (
    PROGRAMME,
    fresh_id,
    incident_of,
    leaders,
    leads,
    passing_of,
    post_of,
    words_of_posts,
    workers,
)
from shuoshi.web.residents import homes_of

_CHOICE = 500
_GO_ON = frozenset({Outcome.PASS, Outcome.REGISTER})


@require_http_methods(["GET", "POST"])
@for_staff
def posts_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Posts of my range with today's figures; set one up."""
    able = workers(signed.by_duty())

    def opened(given: QueryDict) -> Given:
        by = under_whose_range(leaders(able), given.get("place", ""))
        made = open_post(said=post_of(given), by=by, at=clock_now())
        return redirect("post", post_id=made)

    def show() -> Mapping[str, Any]:
        today = local_date(clock_now())
        found = {r.id: r for a in able for r in posts_within(by=a, on=today)}
        return {
            "posts": list(found.values()), "board": added(r.figures for r in found.values()), "leads": leads(able),
            "running": "posts" in gates_on(), "now": clock_now(), **choices_of(able), **words_of_posts(),
        }  # fmt: skip

    return answered(request, "web/posts.html", show, {"open": opened})


def choices_of(able: tuple[Actor, ...]) -> dict[str, Any]:
    """What a post may be set up with; nothing for whoever sets none up."""
    if not leads(able):
        return {"homes": [], "unit_options": [], "leader_options": [], "spot_options": []}
    own = leaders(able)
    led = [
        h for a in own if a.role != "emergency_command" for h in helpers_within(by=a, most=_CHOICE)
    ]
    spots = {i: name for a in own for i, name in spots_within(by=a, on=local_date(clock_now()))}
    return {
        "homes": homes_of(own), "here": own[0].bounds.lo[:12], "unit_options": units_of(own),
        "leader_options": helper_options({h.id: h for h in led}.values()),
        "spot_options": [(str(i), name) for i, name in spots.items()],
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@for_staff
def post_page(request: HttpRequest, signed: SignedIn, post_id: UUID) -> HttpResponse:
    """One post at work: a passage in three taps, whoever waits, the change of shift, what happened."""
    able = workers(signed.by_duty())
    at = clock_now()
    by, shown = under_any(able, lambda a: (a, post_shown(post_id, by=a, at=at)))
    deeds = _Deeds(request, shown, able, by)
    does = {
        "pass": deeds.passage, "object": deeds.objection, "end": deeds.end, "again": deeds.again,
        "hand_over": deeds.hand_over, "take": deeds.take, "incident": deeds.incident,
    }  # fmt: skip
    return answered(request, "web/post.html", lambda: _at_work(shown, able, by, at), does)


def _at_work(
    shown: PostShown, able: tuple[Actor, ...], by: Actor, at: datetime
) -> Mapping[str, Any]:
    turns = [t for t, _p in on_duty(by=by, at=at) if t.spot_id in shown.row.spots]
    kinds = _kinds_of_incidents(by)
    return {
        "shown": shown, "r": shown.row, "checks": shown.checks, "fresh": fresh_id(at),
        "other": fresh_id(at), "leads": leads(able), "turns": turns,
        "waiting": [c for c in shown.cases if c.closed_at is None], "over": [c for c in shown.cases if c.closed_at],
        "table": _table(shown.checks), "usual": _usual(shown.checks),
        "whys": {p.id: _why(p.checks, p.rule) for p in (*shown.last, *shown.refused)},
        "objected": {c.id for c in shown.cases}, "chosen_of": _chosen_of,
        "incident_options": kinds, "now": at, "taking": [h for h in shown.handovers if h.taken_at is None],
        **words_of_posts(),
    }  # fmt: skip


def _kinds_of_incidents(by: Actor) -> list[tuple[str, str]]:
    """The kinds of matter that what happened may be; none for whoever registers none."""
    there = next((d for d in installed() if d.key == PROGRAMME), None)
    if there is None or by.reach is not Reach.TERRITORIAL or by.role not in there.programme.open_to:
        return []
    return [(k, in_words(name)) for k, name in there.programme.kinds.items()]


def _chosen_of(ask: AskRule) -> list[tuple[str, str]]:
    return [(code, in_words(name)) for code, name in ask.of.items()]


def _table(checks: Checks | None) -> Mapping[str, Any]:
    """What a page needs to say at once what comes of a passage: the table, outcomes and reasons by rule."""
    if checks is None:
        return {}
    said = [(in_words(OUTCOMES[r.then]), in_words(r.says) if r.says else "") for r in checks.rules]
    return {
        "cells": table_called(checks.checks).cells, "asks": list(checks.asks),
        "outcomes": [r.then.value for r in checks.rules] + [checks.otherwise.value],
        "says": [*said, (in_words(OUTCOMES[checks.otherwise]), "")],
    }  # fmt: skip


def _usual(checks: Checks | None) -> str:
    """What comes of whoever is as usual in everything; nothing where they would have to say something."""
    if checks is None:
        return ""
    rule = table_called(checks.checks).rule_for({n: a.usual for n, a in checks.asks.items()})
    outcome = checks.rules[rule].then if rule < len(checks.rules) else checks.otherwise
    return in_words(OUTCOMES[outcome]) if outcome is not Outcome.REGISTER else ""


def _why(edition: str, rule: int) -> str:
    """The reason that a rule gives, in words."""
    rules = checks_called(edition).rules
    says = rules[rule].says if rule < len(rules) else None
    return in_words(says) if says else ""


class _Deeds:
    """What the forms of a post's page do."""

    def __init__(
        self, request: HttpRequest, shown: PostShown, able: tuple[Actor, ...], by: Actor
    ) -> None:
        self.request, self.shown, self.able, self.by, self.id = (
            request,
            shown,
            able,
            by,
            shown.row.id,
        )

    def passage(self, given: QueryDict) -> Given:
        if self.shown.checks is None:
            raise NOT_KEPT[Came.OFF]
        item = passing_of(given, self.shown.checks, clock_now())
        able = leaders(self.able) if item.decided else self.able
        (came,) = under_any(
            able, lambda a: pass_through(post_id=self.id, items=[item], by=a, at=clock_now())
        )
        if came.came not in (Came.KEPT, Came.SAME):
            raise NOT_KEPT[came.came]
        say = messages.success if came.outcome in _GO_ON else messages.warning
        say(self.request, self._said(came, item.checks))
        return redirect("post", post_id=self.id)

    def _said(self, came: PassedOut, edition: str) -> str:
        name = in_words(OUTCOMES[came.outcome])
        if came.came is Came.SAME:
            return _("已经记过了，没有重复计数。")
        checks = checks_called(edition)
        ruled = came.rule < len(checks.rules) and checks.rules[came.rule].then is came.outcome
        why = _why(edition, came.rule) if ruled else ""
        if came.outcome is Outcome.TURN_BACK and checks.appeal:
            why += " " + in_words(checks.appeal)
        return f"{name}：{why}" if why else _("%(outcome)s，记下了。") % {"outcome": name}

    def objection(self, given: QueryDict) -> Given:
        object_to(passage_id=chosen_id(given.get("passage")), by=self.by, at=clock_now())
        return _("记下了，请值守点负责人再看一次。")

    def end(self, given: QueryDict) -> Given:
        ended = given.get("ended", "")
        if ended not in CASE_ENDS:
            raise BadInput("请从选项里选。", field="ended")
        case = chosen_id(given.get("case"))
        objects = any(c.id == case and c.kind is CaseKind.APPEAL for c in self.shown.cases)
        said = {"who": given.get("who", ""), "why": given.get("why", "")}

        def end(by: Actor) -> None:
            end_case(case_id=case, ended=Outcome(ended), by=by, at=clock_now(), **said)

        under_any(leaders(self.able) if objects else self.able, end)
        return _("处理好了。")

    def again(self, given: QueryDict) -> Given:
        reopen_case(case_id=chosen_id(given.get("case")), by=self.by, at=clock_now())
        return _("撤回了，还在等着。")

    def hand_over(self, given: QueryDict) -> Given:
        hand_over(post_id=self.id, words=given.get("words", ""), by=self.by, at=clock_now())
        return _("交班了，等下一班接。")

    def take(self, given: QueryDict) -> Given:
        take_over(handover_id=chosen_id(given.get("handover")), by=self.by, at=clock_now())
        return _("接班了。")

    def incident(self, given: QueryDict) -> Given:
        if not given.get("body", "").strip():
            raise BadInput("请写一句出了什么事。", field="body")
        said = incident_of(
            self.shown.row,
            given.get("incident_kind", ""),
            given.get("body", ""),
            f"post-{given.get('same', '')[-20:]}",
        )
        made = report_incident(post_id=self.id, said=said, by=self.by, at=clock_now())
        messages.success(self.request, _("登记了：%(number)s") % {"number": made.number})
        return redirect("post", post_id=self.id)
