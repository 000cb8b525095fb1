"""Pages for everybody: the first page, the board, the public page of a matter, files."""

from uuid import UUID

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.matters.actions import served
from shuoshi.matters.evaluating import RATINGS
from shuoshi.matters.public import Board, board, public_matter
from shuoshi.matters.searching import search_board
from shuoshi.places.queries import streets_with_communities
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.queries import current, installed
from shuoshi.reach.terms import ANYBODY
from shuoshi.web.asking import limits_of, who
from shuoshi.web.due import due_for_all
from shuoshi.web.rows import board_lines, for_all
from shuoshi.web.serving import serve
from shuoshi.web.showing import bar
from shuoshi.web.views.alike import who_says

YISHI = settings.SAY_PROGRAMME


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: say something, follow it, see what others said."""
    lo, hi = limits_of(settings.DISTRICT_CODE)
    lines = board_lines(board(lo=lo, hi=hi, most=5).rows)
    return render(request, "web/home.html", {"lines": lines, "others": _others()})


def _others() -> list[Definition]:
    """What else residents may ask for: every programme of theirs but the one that the house is for."""
    return [
        d
        for d in installed()
        if "resident" in d.programme.open_to and not d.programme.emergency and d.key != YISHI
    ]


@require_safe
def board_page(request: HttpRequest) -> HttpResponse:
    """The public board, by kind and street."""
    kind, path = request.GET.get("kind", "")[:40], request.GET.get("place", "")[:12]
    lo, hi = limits_of(path)
    kinds = current(YISHI).programme.kinds
    known = kind if kind in kinds else ""
    words, after, fault = request.GET.get("words", "")[:60].strip(), request.GET.get("after"), ""
    try:
        found = (
            search_board(words, lo=lo, hi=hi, kind=known, after=after)
            if words
            else board(lo=lo, hi=hi, kind=known, after=after)
        )
    except BadInput:
        found, fault = Board((), None), _("请写要找的词，如“路灯”或“3号楼 漏水”。")
    page = {
        "board": found,
        "lines": board_lines(found.rows),
        "kinds": kinds,
        "kind": kind,
        "place": path,
        "words": words,
        "fault": fault,
        "streets": streets_with_communities(settings.DISTRICT_CODE, local_date(clock_now())),
    }
    return render(request, "web/board.html", page, status=422 if fault else 200)


@require_safe
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """The public page of a matter: released words and pictures, every stage with its date."""
    m = public_matter(number[:20], who_says(request))
    d, signed = m.definition, who(request)
    entered = dict(reversed(m.entered()))
    shows = d.programme.public.shows if d.programme.public else ()
    page = {
        "ordered": [(n, m.shown[n]) for n in shows if n in m.shown],
        "tag": for_all(m),
        "says": due_for_all(m, clock_now()),
        "m": m,
        "waited": m.waited(clock_now()),
        "ratings": RATINGS,
        "d": d,
        "bar": bar(d, m.stage, entered, m.closed),
        "may_help": bool(signed and signed.person_id),
    }
    return render(request, "web/public_matter.html", page)


@require_safe
def attachment(request: HttpRequest, file_id: UUID) -> FileResponse:
    """A file within the reach of whoever asks, or one that a reviewer released."""
    found = who(request)
    return serve(served(file_id, (ANYBODY, *(found.actors() if found else ()))))
