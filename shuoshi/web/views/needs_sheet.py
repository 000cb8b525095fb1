"""A list of needs from a spreadsheet: looked through first, then registered; rows with faults come back."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.channels.needs_sheet import (
    ROWS_MOST,
    Need,
    blank,
    needs_in,
)
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, Refusal
from shuoshi.kernel.workbooks import BYTES_MOST, Line, fitting, read
from shuoshi.matters.forms import clean
from shuoshi.matters.opening import open_matter, opening_change
from shuoshi.matters.terms import BadAnswers
from shuoshi.places.queries import names_of, paths_by_name
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.queries import current
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words, said
from shuoshi.web.answering import for_staff
from shuoshi.web.asking import within_range
from shuoshi.web.faults import faults_of
from shuoshi.web.limiting import limit_account
from shuoshi.web.offering import for_residents, programme_for
from shuoshi.web.views.visiting import homes, visitors

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@for_staff
def sheet_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Take in a list: a first POST looks through it, a second registers what can be."""
    able = visitors(signed)
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            return _taken(request, able)
        except Refusal as error:
            refused = error
    faults = faults_of(refused)
    page = {
        "homes": homes(able), "programmes": [(d.key, in_words(d.programme.name)) for d in for_residents()],
        "given": request.POST or {"place": able[0].bounds.lo[:12]}, "faults": faults, "most": ROWS_MOST,
        "says": said(refused) if refused and not faults else "",
    }  # fmt: skip
    return render(request, "web/sheet.html", page, status=refused.status if refused else 200)


@require_safe
@for_staff
def blank_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """An empty sheet of a programme, as .xlsx."""
    (by, *_others) = visitors(signed)
    d = current(programme_for(request.GET.get("programme", ""), by))
    answer = HttpResponse(blank(d, get_language() or "zh"), content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{d.key}.xlsx"'
    return answer


def _taken(request: HttpRequest, able: tuple[Actor, ...]) -> HttpResponse:
    given, path = request.POST, request.POST.get("place", "")
    by = within_range(able, path)
    limit_account(request, "sheet")
    d = current(programme_for(given.get("programme", ""), by))
    lines, today = _given_lines(request), local_date(clock_now())
    places = paths_by_name(by.bounds.lo, today)
    needs = needs_in(lines, d=d, path=path, places=places, month=f"{today:%Y-%m}")
    if given.get("confirm"):
        return _registered(request, d, needs, by)
    judged = [(need, _fault_of(need, by)) for need in needs]
    return _looked_through(request, d, judged, rows=json.dumps(lines, ensure_ascii=False))


def _given_lines(request: HttpRequest) -> list[Line]:
    """The rows of the file, or those that were looked through. Raises BadInput."""
    file = request.FILES.get("sheet")
    if file is not None:
        return read(file.read(BYTES_MOST + 1), most=ROWS_MOST)
    given = request.POST.get("rows", "")
    if len(given) > BYTES_MOST:
        raise BadInput("文件超过 2 MB，请分开导入。", field="sheet")
    try:
        lines = [(int(n), [clean(str(c)) for c in cells]) for n, cells in json.loads(given)]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BadInput("请选一个表格文件。", field="sheet") from None
    return fitting(lines, most=ROWS_MOST)


def _fault_of(need: Need, by: Actor) -> str:
    """Why a row can't be registered, in the reader's words; '' where it can."""
    if need.said is None:
        return in_words(need.fault)
    try:
        opening_change(said=need.said, by=by, at=clock_now())
    except Refusal as error:
        return _why(error)
    return ""


def _why(error: Refusal) -> str:
    if isinstance(error, BadAnswers):
        return "；".join(in_words(text) for text in error.faults.values())
    return said(error)


def _looked_through(
    request: HttpRequest,
    d: Definition,
    judged: Sequence[tuple[Need, str]],
    *,
    rows: str = "",
    told: str = "",
) -> HttpResponse:
    """What can be registered, and what not, with the reason beside it; with `told` it is done."""
    names = names_of(need.said.path for need, _fault in judged if need.said)
    lines = [
        {"line": need.line, "body": need.cells.get("body", ""), "fault": fault,
         "place": names.get(need.said.path, "") if need.said else need.cells.get("place", ""),
         "kind": need.cells.get("kind", "")}
        for need, fault in judged
    ]  # fmt: skip
    page: Mapping[str, Any] = {
        "d": d, "lines": lines, "good": sum(1 for _need, fault in judged if not fault), "rows": rows, "told": told,
        "place": request.POST.get("place", ""),
    }  # fmt: skip
    answer = render(request, "web/sheet_through.html", page)
    answer["Cache-Control"] = "no-store"
    return answer


def _registered(
    request: HttpRequest, d: Definition, needs: Sequence[Need], by: Actor
) -> HttpResponse:
    """Register each row that can be; rows with faults come back with the reason."""
    made, known, left = 0, 0, list[tuple[Need, str]]()
    for need in needs:
        if need.said is None:
            left.append((need, in_words(need.fault)))
            continue
        try:
            receipt = open_matter(said=need.said, by=by, at=clock_now())
        except Refusal as error:
            left.append((need, _why(error)))
            continue
        known, made = known + receipt.again, made + (not receipt.again)
    words = {"made": made, "known": known, "left": len(left)}
    told = _("登记了 %(made)s 件，先前已登记 %(known)s 件，没有登记 %(left)s 行。") % words
    if left:
        return _looked_through(request, d, left, told=told)
    messages.success(request, told)
    return redirect("queue")
