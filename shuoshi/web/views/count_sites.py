"""One site of a count at work: people bound to a container one by one, sealed, signed, bagged, handed over."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from shuoshi.counts.arranging import close_site, make_ready, mend_site, reopen_site
from shuoshi.counts.binding import bind, unbind
from shuoshi.counts.completeness import homes_told, household_of, missing_in, told_by
from shuoshi.counts.custody import (
    bag_up,
    hand_over_bags,
    seal_containers,
    sign_containers,
    take_back_bag,
    unbag,
    unseal,
)
from shuoshi.counts.editions import Edition, edition_called
from shuoshi.counts.keeping import guest_masked
from shuoshi.counts.queueing import call_next, put_back, take_number
from shuoshi.counts.rules import code_fits
from shuoshi.counts.sites import ContainerRow, SiteShown, site_shown
from shuoshi.counts.terms import (
    NOT_DONE,
    NOT_KEPT,
    Bagging,
    Came,
    Of,
    Sealing,
    Went,
)
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.people.queries import people_shown
from shuoshi.people.terms import FINDERS
from shuoshi.places.queries import names_of
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import said as words_said
from shuoshi.web.answering import Given, answered, chosen_id, for_staff
from shuoshi.web.asking import found_by, under_any
from shuoshi.web.counting import (
    bound_of,
    code_of,
    fresh_id,
    leaders,
    leads,
    shown_edition,
    site_of,
    workers,
)
from shuoshi.web.helping import number_of, units_of
from shuoshi.web.riding import hour_and_minute


@dataclass(frozen=True, slots=True)
class _Named:
    """Somebody who may be bound, masked."""

    id: UUID
    name: str
    more: str


@require_http_methods(["GET", "POST"])
@for_staff
def site_page(request: HttpRequest, signed: SignedIn, site_id: UUID) -> HttpResponse:
    """One site at work."""
    able = workers(signed.by_duty())
    by, shown = under_any(able, lambda a: (a, site_shown(site_id, by=a, at=clock_now())))
    edition = edition_called(shown.count.edition)
    finds = tuple(a for a in able if a.role in FINDERS)

    def bound(given: QueryDict) -> Given:
        text = given.get("subject", "")
        subject = chosen_id(text) if text else None
        item = bound_of(given, edition, clock_now(), subject)
        (came,) = bind(
            site_id=site_id, edition=edition.edition, items=[item], by=by, at=clock_now()
        )
        if not came.counted:
            raise NOT_KEPT[came.came]
        if came.came is Came.AGAIN:
            messages.warning(request, _("这一轮里已经清点过，放进去了，不重复计数。"))
        back = (
            {"container": item.container, "of": subject}
            if subject
            else {"container": item.container}
        )
        return redirect(f"{reverse('count_site', args=[site_id])}?{urlencode(back)}")

    def find(given: QueryDict) -> Given:
        text = given.get("text", "").strip()
        if not text:
            raise BadInput("不能空着。", field="text")
        scanned = code_of(text)
        if scanned is not None:
            return {"found": _scanned(scanned, finds), "sought": text}
        if not finds:
            raise BadInput("请从名单里选。", field="text")
        found = [
            _Named(p.id, p.values["name"], f"{p.place} {told_by(p.values)}")
            for p in found_by(finds, text)
        ]
        return {"found": found, "sought": text}

    def taken_out(given: QueryDict) -> Given:
        unbind(member_id=chosen_id(given.get("member")), by=by, at=clock_now())
        return _("拿出来了。")

    def seal(given: QueryDict) -> Given:
        return _stepped(given, seal_containers, _("封好了。"))

    def sign(given: QueryDict) -> Given:
        return _stepped(given, sign_containers, _("签好了。"))

    def _stepped(given: QueryDict, do: Any, words: str) -> Given:
        item = Sealing(
            chosen_id(given.get("container")), number_of(given.get("n", ""), "n"), clock_now()
        )
        (went,) = do(site_id=site_id, items=[item], by=by, at=clock_now()).values()
        if went in NOT_DONE:
            raise NOT_DONE[went]
        return words

    def open_again(given: QueryDict) -> Given:
        unseal(
            container_id=chosen_id(given.get("container")), site_id=site_id, by=by, at=clock_now()
        )
        return _("拆封了，两个签字都作废。")

    def bag(given: QueryDict) -> Given:
        chosen = tuple(chosen_id(c, "containers") for c in given.getlist("containers"))
        item = Bagging(chosen_id(given.get("bag")), given.get("bag_code", ""), chosen, clock_now())
        (went,) = bag_up(site_id=site_id, items=[item], by=by, at=clock_now()).values()
        if went in NOT_DONE:
            raise NOT_DONE[went]
        return _("装好了。")

    def hand(given: QueryDict) -> Given:
        bags = [chosen_id(b, "bags") for b in given.getlist("bags")]
        if not bags:
            raise BadInput("请选要交出的袋。", field="bags")
        went = hand_over_bags(
            site_id=site_id, bags=bags, to=given.get("to", ""), by=by, at=clock_now()
        )
        if Went.NONE in went.values():
            raise NOT_DONE[Went.NONE]
        return _("交出了。")

    def number(given: QueryDict) -> Given:
        first = bool(given.get("first"))
        n = take_number(site_id=site_id, first=first, booking_for=None, by=by, at=clock_now())
        return _("%(n)s 号。") % {"n": n}

    def call(given: QueryDict) -> Given:
        return _("请 %(n)s 号。") % {"n": call_next(site_id=site_id, by=by, at=clock_now())}

    def back(given: QueryDict) -> Given:
        n = number_of(given.get("number", ""), "number")
        put_back(site_id=site_id, number=n, by=by, at=clock_now())
        return _("%(n)s 号放回去了。") % {"n": n}

    def unbagged(given: QueryDict) -> Given:
        unbag(site_id=site_id, bag_id=chosen_id(given.get("bag")), by=by, at=clock_now())
        return _("拆袋了。")

    def taken_back(given: QueryDict) -> Given:
        take_back_bag(site_id=site_id, bag_id=chosen_id(given.get("bag")), by=by, at=clock_now())
        return _("拿回来了。")

    def reopen(given: QueryDict) -> Given:
        under_any(leaders(able), lambda a: reopen_site(site_id=site_id, by=a, at=clock_now()))
        return _("接着用。")

    def ready(given: QueryDict) -> Given:
        make_ready(site_id=site_id, ticked=given.getlist("ready"), by=by, at=clock_now())
        return _("记下了。")

    def mend(given: QueryDict) -> Given:
        own = under_any(leaders(able), lambda a: (a, site_shown(site_id, by=a, at=clock_now())))[0]
        mend_site(site_id=site_id, said=site_of(given, shown.row), by=own, at=clock_now())
        return _("改好了。")

    def close(given: QueryDict) -> Given:
        under_any(leaders(able), lambda a: close_site(site_id=site_id, by=a, at=clock_now()))
        messages.success(request, _("这个点位撤了，清点过的还在。"))
        return redirect("count", count_id=shown.row.count_id)

    def show() -> Mapping[str, Any]:
        fresh, at = site_shown(site_id, by=by, at=clock_now()), clock_now()
        held, fault = _held(request, fresh, edition)
        own = leaders(able) if leads(able) else ()
        roll = request.GET.get("roll", "")[:40]
        return {
            "shown": fresh, "s": fresh.row, "r": fresh.count, "held": held, "opening": request.GET,
            "opening_fault": fault, "held_as": _query(held), "member": fresh_id(at), "fresh": fresh_id(at),
            "bag": fresh_id(at), "names": _names(fresh, by, edition.of), "leads": bool(own),
            "guest_names": {i: guest_masked(edition, f) for i, f in fresh.guests.items()},
            "roll": roll, "listed": _roll(request, fresh, roll, finds), "roll_options": _rolls(fresh),
            "household": _household(request, fresh, finds) if edition.of is Of.PERSON else [],
            "to_bag": [c for c in fresh.sealed if not c.bag and (c.signed_at or not edition.container.signed)],
            "to_hand": [b for b in fresh.bags if b.handed_at is None], "may_find": bool(finds),
            "unit_options": units_of(own) if own else [], "persons": edition.of is Of.PERSON, "own_unit": "",
            "opens": hour_and_minute(fresh.row.opens_min * 60), "closes": hour_and_minute(fresh.row.closes_min * 60),
            **shown_edition(fresh.count.edition),
        }  # fmt: skip

    does = {
        "bind": bound, "find": find, "unbind": taken_out, "seal": seal, "sign": sign, "unseal": open_again, "bag": bag,
        "hand": hand, "ready": ready, "mend": mend, "close": close,
        "unbag": unbagged, "take_back": taken_back, "reopen": reopen, "number": number, "next": call, "put_back": back,
    }  # fmt: skip
    return answered(request, "web/count_site.html", show, does)


def _held(
    request: HttpRequest, shown: SiteShown, edition: Edition
) -> tuple[ContainerRow | None, str]:
    """The container at hand, and what is wrong with the one that is to be opened: as the address or the form says, one
    that stands open or one that its first member will open; else the last that is not full."""
    said = request.POST if request.POST.get("container") else request.GET
    asked = said.get("container", "") or said.get("fresh", "")
    named = next((c for c in shown.open if str(c.id) == asked), None)
    if named is None and said.get("code"):
        try:
            code, most = code_fits(said["code"], edition), number_of(said.get("most", ""), "most")
            if most not in edition.container.sizes.values():
                raise BadInput("请从选项里选。", field="most")
            return ContainerRow(
                chosen_id(asked), code, most, 0, clock_now(), None, None, False, "", "", ()
            ), ""
        except BadInput as error:
            return None, words_said(error)
    free = [c for c in shown.open if c.members < c.most]
    return named if named else free[-1] if free else None, ""


def _query(held: ContainerRow | None) -> str:
    """The container at hand as an address names it."""
    return urlencode({"container": held.id, "code": held.code, "most": held.most}) if held else ""


def _names(shown: SiteShown, by: Actor, of: Of) -> Mapping[UUID, str]:
    """Masked names of who is in what stands open, for whoever may look people up."""
    ids = [m.subject_id for c in shown.open for m in c.inside if m.subject_id]
    if not ids or by.role not in FINDERS:
        return {}
    if of is Of.PERSON:
        return {p.id: f"{p.values['name']} {told_by(p.values)}" for p in people_shown(ids, by=by)}
    return homes_told(ids, by=by)


def _rolls(shown: SiteShown) -> list[tuple[str, str]]:
    """Places whose roll this site may work down."""
    paths = shown.row.serves or (shown.row.path,)
    names = names_of(paths)
    return [(p, names.get(p, p)) for p in paths]


def _roll(
    request: HttpRequest, shown: SiteShown, path: str, finds: tuple[Actor, ...]
) -> list[_Named]:
    """Who of a place is not counted yet, the first sixty."""
    by = next((a for a in finds if path and a.bounds.holds(path)), None)
    if by is None:
        return []
    text = request.GET.get("after", "")
    after = chosen_id(text) if text else None
    rows = missing_in(shown.count.id, path=path, by=by, after=after)
    return [_Named(m.subject_id, m.name, f"{m.place} {m.told_by}") for m in rows]


def _scanned(person_id: UUID, finds: tuple[Actor, ...]) -> list[_Named]:
    """Who showed their code; by name for whoever may look people up."""
    for by in finds:
        for p in people_shown([person_id], by=by):
            return [_Named(p.id, p.values["name"], told_by(p.values))]
    return [_Named(person_id, "", _("扫到的人"))]


def _household(request: HttpRequest, shown: SiteShown, finds: tuple[Actor, ...]) -> list[_Named]:
    """The others of the home of whoever was bound last, who are in no container here: one home, one container."""
    text = request.GET.get("of", "")
    if not text or not finds:
        return []
    inside = {m.subject_id for c in shown.open for m in c.inside}
    for by in finds:
        others = [i for i in household_of(chosen_id(text), by=by) if i not in inside]
        if others:
            return [
                _Named(p.id, p.values["name"], told_by(p.values))
                for p in people_shown(others, by=by)
            ]
    return []
