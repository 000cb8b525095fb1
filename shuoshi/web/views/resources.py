"""What a place can draw on: offers of service, goods in stock, the medical means; and all that for everybody."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.numbers import whole_or
from shuoshi.places.queries import names_of, streets_with_communities
from shuoshi.reach.terms import Actor, Reach
from shuoshi.resources.means import add_mean, end_mean, say_mean
from shuoshi.resources.offers import add_offer, change_offer, end_offer
from shuoshi.resources.queries import (
    PAGE,
    gifts_within,
    goods_within,
    means_counted,
    means_for,
    means_within,
    movements_of,
    offers_for,
    offers_within,
)
from shuoshi.resources.stock import add_good, end_good, move_stock
from shuoshi.resources.terms import Moving, Offered, Period, Said, Stocked
from shuoshi.web.answering import Given, answered, chosen_id, for_staff
from shuoshi.web.asking import under_any
from shuoshi.web.helping import helping, keeping, number_of, period_of, units_of
from shuoshi.web.holding import words_of_resources
from shuoshi.web.residents import homes_of


@require_http_methods(["GET", "POST"])
@for_staff
def offers_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Services that units of my range offer, with what is left of the week."""
    able = helping(signed.actors())
    skill, today = request.GET.get("skill", ""), local_date(clock_now())

    def add(given: QueryDict) -> Given:
        unit = chosen_id(given.get("unit"), "unit")
        add_offer(unit_id=unit, offered=_offered(given), by=keeping(able, unit), at=clock_now())
        return _("已登记。")

    def change(given: QueryDict) -> Given:
        offer, wished = chosen_id(given.get("offer")), _offered(given)
        under_any(
            able, lambda a: change_offer(offer_id=offer, offered=wished, by=a, at=clock_now())
        )
        return _("改好了。")

    def end(given: QueryDict) -> Given:
        offer = chosen_id(given.get("offer"))
        under_any(able, lambda a: end_offer(offer_id=offer, by=a, at=clock_now()))
        return _("这项服务停了；已经接的照办。")

    def show() -> Mapping[str, Any]:
        page = page_of(request)
        pages = [offers_within(by=a, on=today, skill=skill, page=page) for a in able]
        found = {o.id: o for offers in pages for o in offers}
        return {
            "offers": list(found.values()), "skill": skill, "units": units_of(able), "next": after(page, pages),
            **words_of_resources(),
        }  # fmt: skip

    does = {"add": add, "change": change, "end": end}
    return answered(request, "web/offers.html", show, does)


def _offered(given: QueryDict) -> Offered:
    return Offered(
        given.get("skill", ""),
        given.get("what", ""),
        number_of(given.get("weekly", ""), "weekly"),
        tuple(filter(None, given.getlist("areas"))),
        given.get("cost", ""),
    )


@require_http_methods(["GET", "POST"])
@for_staff
def goods_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """What is in stock, and why its number is what it is; what was given, and by whom."""
    able = helping(signed.actors())
    since, until = period_of(request.GET.get("since", ""), request.GET.get("until", ""))

    def add(given: QueryDict) -> Given:
        unit, mean = chosen_id(given.get("unit"), "unit"), given.get("mean", "")
        if mean:
            chosen_id(mean, "mean")
        low = number_of(given.get("low") or "0", "low")
        good = Stocked(
            given.get("kind", ""), given.get("name", ""), given.get("measure", ""), low, mean
        )
        add_good(unit_id=unit, good=good, by=keeping(able, unit), at=clock_now())
        return _("已登记，数量从第一笔收发算起。")

    def move(given: QueryDict) -> Given:
        good = chosen_id(given.get("good"))
        moving = Moving(
            given.get("way", ""), number_of(given.get("number", ""), "number"), given.get("what", ""),
            given.get("donor", ""), given.get("matter", ""),
        )  # fmt: skip
        left = under_any(
            able, lambda a: move_stock(good_id=good, moving=moving, by=a, at=clock_now())
        )
        return _("记下了，现在有 %(n)s。") % {"n": left}

    def end(given: QueryDict) -> Given:
        good = chosen_id(given.get("good"))
        under_any(able, lambda a: end_good(good_id=good, by=a, at=clock_now()))
        return _("不再记这种物资。")

    def show() -> Mapping[str, Any]:
        good = request.GET.get("good", "")
        return _goods(able, good, Period(since, until), page_of(request))

    return answered(request, "web/goods.html", show, {"add": add, "move": move, "end": end})


def _goods(able: tuple[Actor, ...], good: str, period: Period, page: int) -> Mapping[str, Any]:
    today = local_date(clock_now())
    pages = [goods_within(by=a, page=page) for a in able]
    found = {g.id: g for goods in pages for g in goods}
    gifts = {m.id: m for a in able for m in gifts_within(by=a, period=period)}
    means = {m.id: m for a in able for m in means_within(by=a, on=today)}
    looked = found.get(chosen_id(good)) if good else None
    moved = under_any(able, lambda a: movements_of(looked.id, by=a)) if looked else ()
    return {
        "goods": list(found.values()), "looked": looked, "moved": moved,
        "gifts": list(gifts.values()), "since": period.since_on, "until": period.until_on, "units": units_of(able),
        "means": [(str(m.id), m.name) for m in means.values()], "next": after(page, pages),
        **words_of_resources(),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@for_staff
def means_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """The medical means of my range: counted by street, and each as it is today."""
    able = helping(signed.actors())

    def add(given: QueryDict) -> Given:
        unit = chosen_id(given.get("unit"), "unit")
        add_mean(
            unit_id=unit, path=given.get("place", ""), said=_said(given), by=keeping(able, unit), at=clock_now()
        )  # fmt: skip
        return _("已登记。")

    def say(given: QueryDict) -> Given:
        mean, said = chosen_id(given.get("mean")), _said(given)
        under_any(able, lambda a: say_mean(mean_id=mean, said=said, by=a, at=clock_now()))
        return _("记下了，今天核对过。")

    def end(given: QueryDict) -> Given:
        mean = chosen_id(given.get("mean"))
        under_any(able, lambda a: end_mean(mean_id=mean, by=a, at=clock_now()))
        return _("不再列出。")

    does = {"add": add, "say": say, "end": end}
    return answered(request, "web/means.html", lambda: _means(able, page_of(request)), does)


def _means(able: tuple[Actor, ...], page: int) -> Mapping[str, Any]:
    today = local_date(clock_now())
    pages = [means_within(by=a, on=today, page=page) for a in able]
    found = {m.id: m for means in pages for m in means}
    counted = [c for a in able if a.reach is Reach.TERRITORIAL for c in means_counted(by=a)]
    return {
        "rows": list(found.values()), "counted": counted,
        "place_names": names_of([*(m.path for m in found.values()), *(c.path for c in counted)]),
        "units": units_of(able), "homes": homes_of(able), "next": after(page, pages), **words_of_resources(),
    }  # fmt: skip


def _said(given: QueryDict) -> Said:
    return Said(
        given.get("kind", ""), given.get("name", ""), given.get("state", ""),
        number_of(given.get("places") or "0", "places"), number_of(given.get("in_use") or "0", "in_use"),
        given.get("opens", ""), given.get("phone", ""),
    )  # fmt: skip


def page_of(request: HttpRequest) -> int:
    """Which page of a list is asked for, from 1."""
    return max(1, min(10_000, whole_or(request.GET.get("page", ""), 1)))


def after(page: int, pages: Sequence[Sequence[object]]) -> int | None:
    """The number of the page after this one, where one of its lists is full."""
    return page + 1 if any(len(rows) >= PAGE for rows in pages) else None


@require_safe
def services_page(request: HttpRequest) -> HttpResponse:
    """For everybody: what is offered at a place, and where the clinics and pharmacies are."""
    today = local_date(clock_now())
    streets = streets_with_communities(settings.DISTRICT_CODE, today)
    known = {p.path for street in streets for p in street.places}
    path = request.GET.get("place", "")
    if path not in known:
        path = ""
    page = {
        "places": streets,
        "path": path,
        "name": names_of([path]).get(path, "") if path else "",
        "offers": offers_for(path, on=today) if path else (),
        "means": means_for(path, on=today) if path else (),
        **words_of_resources(),
    }
    return render(request, "web/services.html", page)
