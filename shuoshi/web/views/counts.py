"""Counts: those that concern me, one with its figures by place, who is missing, who comes again, what was found."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.counts.arranging import end_count, go_on, plan_count, set_up_site
from shuoshi.counts.boards import Board, board
from shuoshi.counts.by_car import send_car
from shuoshi.counts.completeness import PAGE, missing_in, singles_in
from shuoshi.counts.editions import edition_called
from shuoshi.counts.missing import say_missing, take_back
from shuoshi.counts.queries import counts_within, sees
from shuoshi.counts.resulting import finds_results, give_results, receive_bags
from shuoshi.counts.sites import lab_shown
from shuoshi.counts.siting import SiteProposed, propose_sites
from shuoshi.counts.terms import Of, Went
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.people.terms import FINDERS
from shuoshi.places.queries import way_to
from shuoshi.reach.queries import gates_on
from shuoshi.reach.terms import Actor
from shuoshi.rounds.queries import rounds_within
from shuoshi.rounds.terms import ARRANGERS
from shuoshi.web.answering import Given, answered, chosen_id, for_staff
from shuoshi.web.asking import finders, under_any, under_whose_range
from shuoshi.web.counting import (
    count_of,
    edition_names,
    edition_options,
    lab_options,
    leaders,
    leads,
    shown_edition,
    site_of,
    typed,
    under_lab,
    workers,
)
from shuoshi.web.helping import units_of
from shuoshi.web.residents import areas_of, homes_of

_CODES_MOST = 200


@require_http_methods(["GET", "POST"])
@for_staff
def counts_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Counts of my range or unit; plan one."""
    able = workers(signed.by_duty())

    def plan(given: QueryDict) -> Given:
        by = under_whose_range(leaders(able), given.get("place", ""))
        made = plan_count(said=count_of(given, clock_now()), by=by, at=clock_now())
        return redirect("count", count_id=made)

    def show() -> Mapping[str, Any]:
        found = {c.id: c for a in able for c in counts_within(by=a)}
        own = leaders(able) if leads(able) else ()
        return {
            "counts": list(found.values()), "leads": bool(own), "running": "counts" in gates_on(),
            "editions": edition_names(), "edition_options": edition_options(), "now": typed(clock_now()),
            "lab_alone": {c.id for c in found.values() if not any(sees(c.id, a) for a in able)},
            "labs": [a.unit_id for a in able], "own_unit": str(able[0].unit_id or ""),
            "homes": areas_of(own), "unit_options": units_of(own) if own else [], "lab_options": lab_options(),
            "before_options": [(str(c.id), c.name) for c in found.values()],
        }  # fmt: skip

    return answered(request, "web/counts.html", show, {"plan": plan})


@require_http_methods(["GET", "POST"])
@for_staff
def count_page(request: HttpRequest, signed: SignedIn, count_id: UUID) -> HttpResponse:
    """One count at a place of my range: figures by what lies below, sites, what is to be done next."""
    able = workers(signed.by_duty())
    place = request.GET.get("place", "")[:40]
    by = next((a for a in able if place and a.bounds.holds(place)), None)
    if by is None:
        by = under_any(able, lambda a: (a, board(count_id, by=a)))[0]

    def end(given: QueryDict) -> Given:
        under_any(leaders(able), lambda a: end_count(count_id=count_id, by=a, at=clock_now()))
        return _("这一轮结束了。")

    def again(given: QueryDict) -> Given:
        under_any(leaders(able), lambda a: go_on(count_id=count_id, by=a, at=clock_now()))
        return _("接着清点。")

    def site(given: QueryDict) -> Given:
        own = under_whose_range(leaders(able), given.get("place", ""))
        made = set_up_site(count_id=count_id, said=site_of(given), by=own, at=clock_now())
        return redirect("count_site", site_id=made)

    def show() -> Mapping[str, Any]:
        own = leaders(able) if leads(able) else ()
        fresh = board(count_id, by=by, path=place)
        return {
            "b": fresh, "r": fresh.row, "f": fresh.figures, "leads": bool(own),
            "may_end": any(a.bounds.holds(fresh.row.path) for a in own), "lab": _is_lab(able, count_id),
            "trail": [p for p in way_to(fresh.path) if p.path.startswith(fresh.row.path)],
            "may_find": by.role in FINDERS and by.bounds.holds(fresh.path), "homes": homes_of(own) if own else [],
            "here": by.bounds.lo, "own_unit": str(by.unit_id or ""), "now": clock_now(),
            "unit_options": units_of(own) if own else [],
            "proposed": _proposed(request, own, fresh),
            "serve_options": [(p.path, p.name) for p in fresh.below] if len(fresh.path) <= 12 else [],
            **_staff(fresh), **shown_edition(fresh.row.edition),
        }  # fmt: skip

    return answered(request, "web/count.html", show, {"end": end, "go_on": again, "site": site})


def _proposed(
    request: HttpRequest, own: Sequence[Actor], shown: Board
) -> tuple[SiteProposed, ...] | None:
    """Sites that might be, for whoever asks and may set them up; None where nobody asked."""
    if not request.GET.get("propose") or not own:
        return None
    by = under_whose_range(own, shown.path)
    return propose_sites(shown.row.id, path=shown.path, by=by)


def _staff(shown: Board) -> Mapping[str, Any]:
    """How many sites and how many people at work the edition reckons with."""
    rule = shown_edition(shown.row.edition)["edition"].site
    expected = shown.figures.expected
    return {
        "sites_least": -(-expected // rule.people[1]), "sites_most": -(-expected // rule.people[0]),
        "staff_wanted": -(-expected // rule.staff_per),
    }  # fmt: skip


def _is_lab(able: Sequence[Actor], count_id: UUID) -> bool:
    return any(finds_results(count_id, a) for a in able)


@require_http_methods(["GET", "POST"])
@for_staff
def missing_page(request: HttpRequest, signed: SignedIn, count_id: UUID, path: str) -> HttpResponse:
    """Who of a place is missing, by building and household; why."""
    able = finders(workers(signed.by_duty()))
    by = under_whose_range(able, path)
    reason, text = request.GET.get("reason", "")[:40], request.GET.get("after", "")
    after = chosen_id(text) if text else None
    rows = missing_in(count_id, path=path, by=by, reason=reason, after=after)

    def say(given: QueryDict) -> Given:
        say_missing(
            count_id=count_id, subject_id=chosen_id(given.get("subject")), reason=given.get("reason", ""),
            note=given.get("note", ""), by=by, at=clock_now(),
        )  # fmt: skip
        return _("记下了。")

    def back(given: QueryDict) -> Given:
        subject = chosen_id(given.get("subject"))
        take_back(count_id=count_id, subject_id=subject, by=by, at=clock_now())
        return _("撤回了。")

    def car(given: QueryDict) -> Given:
        chosen = chosen_id(given.get("round"), "round")
        new = send_car(count_id=count_id, round_id=chosen, by=by, at=clock_now())
        messages.success(request, _("%(n)s 家放进了这一天的路线。") % {"n": new})
        return redirect("round", round_id=chosen)

    def show() -> Mapping[str, Any]:
        fresh = board(count_id, by=by, path=path)
        more = urlencode({"reason": reason, "after": rows[-1].subject_id}) if rows else ""
        return {
            "rows": rows, "r": fresh.row, "f": fresh.figures, "path": path, "reason": reason, "first": after is None,
            "trail": way_to(path)[-2:], "persons": edition_called(fresh.row.edition).of is Of.PERSON,
             "round_options": _rounds(by), "more": f"?{more}" if len(rows) == PAGE else "",
            **shown_edition(fresh.row.edition),
        }  # fmt: skip

    return answered(request, "web/count_missing.html", show, {"say": say, "back": back, "car": car})


def _rounds(by: Actor) -> list[tuple[str, str]]:
    """Days of rounds to which somebody may send a car, today's and later ones."""
    if by.role not in ARRANGERS:
        return []
    today = local_date(clock_now())
    return [(str(r.id), f"{r.on} {r.name}") for r in rounds_within(by=by) if r.on >= today]


@require_http_methods(["GET"])
@for_staff
def singles_page(request: HttpRequest, signed: SignedIn, count_id: UUID) -> HttpResponse:
    """Who of my range is to be counted again alone."""
    able = finders(workers(signed.by_duty()))
    under_any(able, lambda a: singles_in(count_id, by=a))
    seen = [a for a in able if sees(count_id, a)]
    rows = {s.id: s for a in seen for s in singles_in(count_id, by=a)}

    def show() -> Mapping[str, Any]:
        fresh = under_any(able, lambda a: board(count_id, by=a))
        return {"rows": list(rows.values()), "r": fresh.row, **shown_edition(fresh.row.edition)}

    return answered(request, "web/count_singles.html", show, {})


@require_http_methods(["GET", "POST"])
@for_staff
def lab_page(request: HttpRequest, signed: SignedIn, count_id: UUID) -> HttpResponse:
    """Bags received, results given: for the unit that finds them."""
    able = workers(signed.by_duty())
    first = under_lab(able, count_id, lambda a: a)
    lab_shown(count_id, by=first, at=clock_now())

    def receive(given: QueryDict) -> Given:
        codes = _codes(given.get("codes", ""), 2)
        bags = {code: _count(n) for code, n in codes.items()}
        went = receive_bags(count_id=count_id, bags=bags, by=first, at=clock_now())
        return _told(request, went, "count_lab", count_id)

    def result(given: QueryDict) -> Given:
        usual = given.get("result", "")
        results = {
            code: said or usual for code, said in _codes(given.get("results", ""), 1).items()
        }
        went = give_results(count_id=count_id, results=results, by=first, at=clock_now())
        return _told(request, went, "count_lab", count_id)

    def show() -> Mapping[str, Any]:
        shown = lab_shown(count_id, by=first, at=clock_now())
        return {"l": shown, "r": shown.row, **shown_edition(shown.row.edition)}

    return answered(request, "web/count_lab.html", show, {"receive": receive, "result": result})


def _codes(text: str, least: int) -> dict[str, str]:
    """Codes of a form, one a line, each with what stands after it. Raises BadInput with its field."""
    field = "codes" if least == 2 else "results"
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if not lines:
        raise BadInput("不能空着。", field=field)
    if len(lines) > _CODES_MOST:
        raise BadInput("一次最多 %(most)s 条。", field=field, most=_CODES_MOST)
    if any(not least <= len(line) <= 2 for line in lines):
        raise BadInput("一行一个编号，空一格再写后面的。", field=field)
    return {line[0]: line[1] if len(line) == 2 else "" for line in lines}


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 4:
        raise BadInput("请写整数。", field="codes")
    return int(text)


def _told(request: HttpRequest, went: Mapping[Any, Went], back: str, row: UUID) -> Given:
    """Say what was done, and of what was not, each by its code."""
    done = [k for k, w in went.items() if w in (Went.DONE, Went.SAME)]
    left = [k for k, w in went.items() if w not in (Went.DONE, Went.SAME)]
    if done:
        messages.success(request, _("%(n)s 个办好了。") % {"n": len(done)})
    if not left:
        return redirect(reverse(back, args=[row]))
    return {
        "left": {k: NOT_DONE_WORDS[w]() for k, w in went.items() if w not in (Went.DONE, Went.SAME)}
    }


NOT_DONE_WORDS = {
    Went.DIFFERS: lambda: _("数目对不上"),
    Went.EARLY: lambda: _("前一步还没有做"),
    Went.NONE: lambda: _("没有这个编号"),
    Went.TAKEN: lambda: _("这个编号已经用过了"),
    Went.ONE_HAND: lambda: _("第二个签字要由另一个人来签"),
}
"""Why a step was not made, in a few words."""
