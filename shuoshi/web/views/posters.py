"""QR posters of a community's buildings, to print and hang: whoever scans one says something from there."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from shuoshi.accounts.terms import SignedIn
from shuoshi.channels.posters import Poster, pdf_of, svg_of
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.places.queries import homes_under, names_of
from shuoshi.places.terms import PlaceNotFound
from shuoshi.web.answering import for_staff
from shuoshi.web.asking import under_whose_range
from shuoshi.web.views.visiting import visitors

_DEPTHS = (12, 15, 20)


def _posters(request: HttpRequest, signed: SignedIn, path: str) -> Iterator[Poster]:
    """The posters of a community, a grid or a building: its own and those of what stands in it.

    Raises:  PlaceNotFound outside the reader's range
    """
    able = visitors(signed)
    inside = path.isdigit() and len(path) in _DEPTHS
    if not inside or not under_whose_range(able, path).bounds.holds(path):
        raise PlaceNotFound
    found = homes_under(path, local_date(clock_now()))
    paths = [place.path for row in found for place in row.places]
    if not paths:
        raise PlaceNotFound
    names = names_of(paths)
    origin = settings.ORIGIN or request.build_absolute_uri("/")[:-1]
    for at in paths:
        yield Poster(
            names[at], f"{origin}{reverse('say')}?place={at}", _("有事您说"),
            (_("扫一扫，说一件事：路灯、漏水、邻里、想要的服务"), _("不用登录，写一句话就行，事事有回音")),
            _("生命危险、着火、交通事故，请先打 110、119、120、122"),
        )  # fmt: skip


@require_safe
@for_staff
def posters_page(request: HttpRequest, signed: SignedIn, path: str) -> HttpResponse:
    """The posters, a sheet of paper each when they are printed."""
    rows = [
        {"poster": p, "code": Markup(svg_of(p))}  # noqa: S704 - segno's own SVG of our own address
        for p in _posters(request, signed, path)
    ]
    return render(request, "web/posters.html", {"rows": rows, "path": path})


@require_safe
@for_staff
def posters_pdf(request: HttpRequest, signed: SignedIn, path: str) -> HttpResponse:
    """The posters as a PDF for the print shop."""
    made = pdf_of(list(_posters(request, signed, path)))
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="posters-{path}.pdf"'
    return answer
