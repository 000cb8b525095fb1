"""The ledger of pairings: who is paired, with whom, what lacks; contracts; the figures of care."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.care.caring import ask_carer, leave_role, stand_in
from shuoshi.care.contracting import end_contract, note_done, sign
from shuoshi.care.contracts import contracts_within
from shuoshi.care.matching import suggestions
from shuoshi.care.measures import NAMES, READERS, Between, measured
from shuoshi.care.pairing import agree, end_pairing, open_pairing
from shuoshi.care.pausing import go_on, pause
from shuoshi.care.queries import ledger, pairing_shown, pairings_of
from shuoshi.care.rows import PAGE, Whole
from shuoshi.care.schemes import schemes
from shuoshi.care.terms import ARRANGERS, MayNotArrange, Subject, Yes
from shuoshi.care.unvisiting import take_back_visit
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.people.queries import person_shown
from shuoshi.people.reading import home_shown
from shuoshi.places.queries import names_of
from shuoshi.reach.terms import Actor, Reach
from shuoshi.ui.words import in_words, said
from shuoshi.web.answering import Given, answered, chosen_day, chosen_id, for_staff
from shuoshi.web.asking import under_any
from shuoshi.web.caring import (
    arrangers,
    arranging,
    carers,
    of_range,
    ranges_of,
    said_of_due,
    taken_back_by,
    words_of_care,
)
from shuoshi.web.helping import period_of
from shuoshi.web.residents import homes_of


@require_safe
@for_staff
def pairings_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """The ledger of my range: by scheme, or what lacks somebody."""
    able = arrangers(signed.actors())
    by = of_range(able, request.GET.get("range", ""))
    scheme, gaps = request.GET.get("scheme", ""), request.GET.get("gaps") == "1"
    if scheme and scheme not in schemes():
        raise BadInput("请从选项里选。", field="scheme")
    after = chosen_id(request.GET["after"]) if request.GET.get("after") else None

    def show() -> Mapping[str, Any]:
        at = clock_now()
        found = ledger(by=by, on=local_date(at), scheme=scheme, gaps=gaps, after=after)
        return {
            "rows": [(r, said_of_due(r.due_at, at)) for r in found], "scheme": scheme, "gaps": gaps,
            "next": found[-1].id if len(found) == PAGE else None, "arranges": by.role in ARRANGERS,
            "range": by.bounds.lo, "ranges": ranges_of(able), **words_of_care(),
        }  # fmt: skip

    return answered(request, "web/pairings.html", show, {})


@require_http_methods(["GET", "POST"])
@for_staff
def new_pairing_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Pair somebody, a household or a place under a scheme."""
    able = arranging(signed.actors())
    subject, kind = _subject(request.GET)

    def add(given: QueryDict) -> Given:
        of = subject if kind != "place" else Subject(path=given.get("place", ""))
        yes = None
        if said_by := given.get("agreed_by"):
            yes = Yes(said_by, chosen_day(given.get("agreed_on", ""), "agreed_on"))
        made = under_any(
            able,
            lambda a: open_pairing(
                scheme=given.get("scheme", ""), subject=of, contact=given.get("contact", ""), by=a, at=clock_now(),
                yes=yes,
            ),
        )  # fmt: skip
        return redirect("pairing", pairing_id=made)

    def show() -> Mapping[str, Any]:
        there = under_any(able, lambda a: _who(subject, a)) if kind != "place" else ("", ())
        fits = [(n, in_words(s.name)) for n, s in schemes().items() if kind in s.of]
        return {
            "kind": kind, "whom": there[0], "there": there[1], "fits": fits, "homes": homes_of(able), **words_of_care(),
        }  # fmt: skip

    return answered(request, "web/new_pairing.html", show, {"add": add})


def _subject(given: QueryDict) -> tuple[Subject, str]:
    if person := given.get("person"):
        return Subject(person_id=chosen_id(person)), "person"
    if household := given.get("household"):
        return Subject(household_id=chosen_id(household)), "household"
    return Subject(), "place"


def _who(subject: Subject, by: Actor) -> tuple[str, Any]:
    """Whom it is about, masked, and under which schemes they are already."""
    there = pairings_of(subject, by=by, on=local_date(clock_now()))
    if subject.person_id is not None:
        shown = person_shown(subject.person_id, by=by)
        return f"{shown.values['name']} · {shown.place}", there
    if subject.household_id is not None:
        home = home_shown(subject.household_id, by=by)
        return f"{home.place} {home.door}", there
    return "", there


@require_http_methods(["GET", "POST"])
@for_staff
def pairing_page(request: HttpRequest, signed: SignedIn, pairing_id: UUID) -> HttpResponse:
    """One pairing as a whole."""
    on = local_date(clock_now())
    by, seen = under_any(
        arrangers(signed.actors()), lambda a: (a, pairing_shown(pairing_id, by=a, on=on))
    )
    deeds = _Deeds(seen, by)
    does = {
        "agree": deeds.agree, "ask": deeds.ask, "end": deeds.end, "leave": deeds.leave, "stand_in": deeds.stand_in,
        "pause": deeds.pause, "go_on": deeds.go_on, "sign": deeds.sign, "done": deeds.done,
        "end_contract": deeds.end_contract, "visit_back": deeds.visit_back,
    }  # fmt: skip
    return answered(request, "web/pairing.html", lambda: _whole(seen, by), does)


def _whole(whole: Whole, by: Actor) -> Mapping[str, Any]:
    at = clock_now()
    open_ = whole.ended_on is None and by.role in ARRANGERS
    found = suggestions(whole.row.id, on=local_date(at)) if open_ else {}
    return {
        "lacks": [r for r in whole.row.scheme.roles if r not in {c.role for c in whole.carers}],
        "whole": whole, "row": whole.row, "due": said_of_due(whole.row.due_at, at), "may": open_, "found": found,
        "standing": {
            c.id: [
                (str(h.helper_id), f"{h.name} · {h.unit.name}")
                for h in found[c.role].found if h.unit.id == c.unit_id
            ]
            for c in whole.carers if c.role in found
        },
        "asking": {
            role: [(str(c.helper_id), f"{c.name} · {c.unit.name} · " + "、".join(in_words(r) for r in c.reasons))
                   for c in choices.found]
            for role, choices in found.items()
        },
        "raised": sum((v.raised for v in whole.visits), ()),
        "backs": frozenset() if whole.ended_on else taken_back_by(whole.visits, by),
        **words_of_care(),
    }  # fmt: skip


class _Deeds:
    """What the forms of a pairing's page do."""

    def __init__(self, whole: Whole, by: Actor) -> None:
        row = whole.row
        self.pairing_id, self.by = row.id, by
        self.subject = Subject(row.path, row.person_id, row.household_id)

    def agree(self, given: QueryDict) -> Given:
        yes = Yes(given.get("agreed_by", ""), chosen_day(given.get("agreed_on", ""), "agreed_on"))
        agree(pairing_id=self.pairing_id, yes=yes, by=self.by, at=clock_now())
        return _("记下了，按时走访。")

    def ask(self, given: QueryDict) -> Given:
        helper = chosen_id(given.get("helper"), "helper")
        role = given.get("role", "")
        ask_carer(
            pairing_id=self.pairing_id, role=role, helper_id=helper, by=self.by, at=clock_now()
        )
        return _("问过了，等答复。")

    def end(self, given: QueryDict) -> Given:
        end_pairing(
            pairing_id=self.pairing_id, why=given.get("why", ""), by=self.by, at=clock_now()
        )
        return _("结束了，帮手都空出来了。")

    def leave(self, given: QueryDict) -> Given:
        carer = chosen_id(given.get("carer"))
        leave_role(carer_id=carer, why=given.get("why", ""), by=self.by, at=clock_now())
        return _("换下了，请再找一位。")

    def visit_back(self, given: QueryDict) -> Given:
        take_back_visit(visit_id=chosen_id(given.get("visit")), by=self.by, at=clock_now())
        return _("收回了，当没有记过。")

    def stand_in(self, given: QueryDict) -> Given:
        helper, until = given.get("helper", ""), given.get("until", "").strip()
        stand_in(
            carer_id=chosen_id(given.get("carer")), helper_id=chosen_id(helper, "helper") if helper else None,
            until=chosen_day(until, "until") if until else None, by=self.by, at=clock_now(),
        )  # fmt: skip
        return _("记下了。")

    def pause(self, given: QueryDict) -> Given:
        until = chosen_day(given.get("until", ""), "until")
        pause(
            subject=self.subject, why=given.get("why", ""), until=until, by=self.by, at=clock_now()
        )  # fmt: skip
        return _("停到那天，不算没走访。")

    def go_on(self, given: QueryDict) -> Given:
        go_on(subject=self.subject, by=self.by, at=clock_now())
        return _("恢复走访。")

    def sign(self, given: QueryDict) -> Given:
        since = chosen_day(given.get("since", ""), "since")
        sign(pairing_id=self.pairing_id, since=since, by=self.by, at=clock_now())
        return _("签约记下了，该做的服务列出来了。")

    def done(self, given: QueryDict) -> Given:
        on = chosen_day(given.get("on", ""), "on")
        note_done(due_id=chosen_id(given.get("due")), on=on, by=self.by, at=clock_now())
        return _("记下了。")

    def end_contract(self, given: QueryDict) -> Given:
        end_contract(contract_id=chosen_id(given.get("contract")), by=self.by, at=clock_now())
        return _("签约结束了。")


@require_http_methods(["GET", "POST"])
@for_staff
def contracts_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Services of contracts that are due soon, for the community and the station; contracts that end soon."""
    able = carers(signed.actors())
    expiring = request.GET.get("expiring") == "1"

    def done(given: QueryDict) -> Given:
        due, on = chosen_id(given.get("due")), chosen_day(given.get("on", ""), "on")
        under_any(able, lambda a: note_done(due_id=due, on=on, by=a, at=clock_now()))
        return _("记下了。")

    def show() -> Mapping[str, Any]:
        on = local_date(clock_now())
        found = {c.id: c for a in able for c in contracts_within(by=a, on=on, expiring=expiring)}
        return {
            "contracts": list(found.values()), "expiring": expiring,
            "arranges": any(a.reach is Reach.TERRITORIAL for a in able), **words_of_care(),
        }  # fmt: skip

    return answered(request, "web/contracts.html", show, {"done": done})


@require_safe
@for_staff
def figures_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """The measures of care over a period, each with its numerator and denominator."""
    able = [a for a in signed.actors() if a.reach is Reach.TERRITORIAL and a.role in READERS]
    if not able:
        raise MayNotArrange
    fault = ""
    try:
        since, until = period_of(request.GET.get("since", ""), request.GET.get("until", ""))
    except BadInput as wrong:
        fault, (since, until) = said(wrong), period_of("", "")
    by = of_range(able, request.GET.get("range", ""))

    def show() -> Mapping[str, Any]:
        found = measured(by=by, between=Between(since, until))
        return {
            "measures": [(m, in_words(NAMES[m.key])) for m in found], "fault": fault, "since": since, "until": until,
            "place": names_of([by.bounds.lo]).get(by.bounds.lo, ""), "range": by.bounds.lo, "ranges": ranges_of(able),
            **words_of_care(),
        }  # fmt: skip

    return answered(request, "web/care_figures.html", show, {})
