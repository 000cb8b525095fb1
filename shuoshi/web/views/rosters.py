"""Rosters: put together, planned, published, looked at by week and as a sheet; who is on duty now."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
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
from shuoshi.reach.terms import Actor
from shuoshi.rosters.arranging import (
    add_members,
    add_spot,
    ask_roster,
    drop_roster,
    mend_rules,
    publish_roster,
    start_roster,
)
from shuoshi.rosters.queries import RosterShown, on_duty, roster_shown, rosters_within
from shuoshi.rosters.serving import begin_turn, end_turn, take_back_turn
from shuoshi.rosters.swapping import decide_swap
from shuoshi.rosters.terms import State, TurnRow
from shuoshi.web.administering import soon
from shuoshi.web.answering import Given, answered, chosen_id, for_staff
from shuoshi.web.asking import under_any, under_whose_range
from shuoshi.web.helping import helper_options, number_of
from shuoshi.web.residents import homes_of
from shuoshi.web.rostering import (
    WEEK,
    arrangers,
    asked_of,
    on_duty_seers,
    rules_of,
    shift_options,
    signs,
    spot_of,
    week_of,
    why_said,
    words_of_rosters,
)

_CHOICE = 500


@require_http_methods(["GET", "POST"])
@for_staff
def rosters_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Rosters of my range; begin one."""
    able = arrangers(signed.by_duty())

    def start(given: QueryDict) -> Given:
        by = under_whose_range(able, given.get("place", ""))
        made = start_roster(asked=asked_of(given), by=by, at=clock_now())
        return redirect("roster", roster_id=made)

    def show() -> Mapping[str, Any]:
        found = {r.id: r for a in able for r in rosters_within(by=a)}
        next_monday = local_date(clock_now()) + timedelta(
            days=7 - local_date(clock_now()).weekday()
        )
        return {
            "rosters": list(found.values()), "homes": homes_of(able), "here": able[0].bounds.lo[:12],
            "next_monday": next_monday, **words_of_rosters(),
        }  # fmt: skip

    return answered(request, "web/rosters.html", show, {"start": start})


@require_http_methods(["GET", "POST"])
@for_staff
def roster_page(request: HttpRequest, signed: SignedIn, roster_id: UUID) -> HttpResponse:
    """One roster, a week at a time."""
    able = arrangers(signed.by_duty())
    by, shown = under_any(able, lambda a: (a, roster_shown(roster_id, by=a)))
    deeds = _Deeds(request, shown, by)
    does = {
        "spot": deeds.spot, "members": deeds.members, "rules": deeds.rules, "plan": deeds.plan,
        "publish": deeds.publish, "delete": deeds.delete, "swap": deeds.swap,
    }  # fmt: skip
    return answered(
        request, "web/roster.html", lambda: _week(shown, by, request.GET.get("since", "")), does
    )


def _week(shown: RosterShown, by: Actor, since: str) -> Mapping[str, Any]:
    week = week_of(shown, since)
    there = {m.helper_id for m in shown.members}
    free = [h for h in helpers_within(by=by, most=_CHOICE) if h.id not in there]
    by_day = defaultdict[tuple[date, str, UUID], list[TurnRow]](list)
    for m in shown.members:
        for t in (m.turns[day] for day in week if day in m.turns):
            by_day[t.on, t.shift, t.spot_id].append(t)
    return {
        "shown": shown, "r": shown.row, "week": week, "by_day": by_day, "why": why_said(shown),
        "before": week[0] - timedelta(days=WEEK) if week[0] > shown.days[0] else None,
        "after": week[-1] + timedelta(days=1) if week[-1] < shown.days[-1] else None,
        "shifts": shift_options(shown.pattern), "free": helper_options(free),
        "planning": shown.row.state is State.ASKED, **words_of_rosters(),
    }  # fmt: skip


class _Deeds:
    """What the forms of a roster's page do."""

    def __init__(self, request: HttpRequest, shown: RosterShown, by: Actor) -> None:
        self.request, self.shown, self.by, self.id = request, shown, by, shown.row.id

    def spot(self, given: QueryDict) -> Given:
        said = spot_of(given, self.shown.pattern)
        add_spot(roster_id=self.id, spot=said, by=self.by, at=clock_now())
        return _("岗点加上了。")

    def members(self, given: QueryDict) -> Given:
        chosen = [chosen_id(i, "helpers") for i in given.getlist("helpers")]
        many = add_members(roster_id=self.id, helpers=chosen, by=self.by, at=clock_now())
        return _("加上了 %(n)s 人。") % {"n": many}

    def rules(self, given: QueryDict) -> Given:
        asked = rules_of(given, self.shown)
        mend_rules(roster_id=self.id, asked=asked, by=self.by, at=clock_now())
        return _("改好了；重新排一次才照办。")

    def plan(self, given: QueryDict) -> Given:
        seconds = number_of(given.get("seconds") or "20", "seconds")
        ask_roster(roster_id=self.id, seconds=seconds, by=self.by, at=clock_now())
        soon("plan_asked_rosters")
        return _("正在排，最多 %(n)s 秒。") % {"n": seconds}

    def publish(self, given: QueryDict) -> Given:
        publish_roster(roster_id=self.id, by=self.by, at=clock_now())
        return _("发布了，每个人都看得到自己的班。")

    def delete(self, given: QueryDict) -> Given:
        drop_roster(roster_id=self.id, by=self.by, at=clock_now())
        messages.success(self.request, _("这份排班删掉了。"))
        return redirect("rosters")

    def swap(self, given: QueryDict) -> Given:
        yes = given.get("yes") == "true"
        swap = chosen_id(given.get("swap"))
        decide_swap(swap_id=swap, yes=yes, by=self.by, at=clock_now())
        return _("换好了。") if yes else _("没有同意。")


@require_http_methods(["GET", "POST"])
@for_staff
def duty_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Who is on duty now, where; sign in and out for those who have no phone with them."""
    able = on_duty_seers(signed.by_duty())

    def turned(do: Any, words: str) -> Any:
        def done(given: QueryDict) -> Given:
            turn = chosen_id(given.get("turn"))
            under_any(able, lambda a: do(turn_id=turn, by=a, at=clock_now()))
            return words

        return done

    def show() -> Mapping[str, Any]:
        now = clock_now()
        found = {t.id: (t, pattern) for a in able for t, pattern in on_duty(by=a, at=now)}
        rows = [(t, pattern, signs(able, t)) for t, pattern in found.values()]
        return {"turns": rows, "now": now, **words_of_rosters()}

    does = {
        "begin": turned(begin_turn, _("签到了。")), "end": turned(end_turn, _("签退了，时长等组织者确认。")),
        "back": turned(take_back_turn, _("签到撤回了。")),
    }  # fmt: skip
    return answered(request, "web/duty.html", show, does)
