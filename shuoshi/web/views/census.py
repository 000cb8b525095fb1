"""A census as a sheet: sent in, followed while it is taken in, fetched marked."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.texts import Worded
from shuoshi.kernel.workbooks import BYTES_MOST
from shuoshi.people.census import take_in
from shuoshi.people.census_reading import sheet_with_outcomes, sheets_of
from shuoshi.people.census_sheet import ROWS_MOST, blank, marked_sheet
from shuoshi.people.outcomes import BECAME, Outcome
from shuoshi.ui.words import in_words
from shuoshi.web.administering import soon
from shuoshi.web.answering import Given, answered, for_staff
from shuoshi.web.asking import keepers, under_any, within_range
from shuoshi.web.limiting import limit_account
from shuoshi.web.residents import homes_of

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@for_staff
def census_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Send a sheet in; see how far those before are, and fetch them marked."""
    able = keepers(signed.actors())

    def send(given: QueryDict) -> Given:
        limit_account(request, "people")
        by = within_range(able, given.get("place", ""))
        take_in(content=_sheet_of(request), path=given.get("place", ""), by=by, at=clock_now())
        soon("take_in_censuses")
        return _("表格收下了，正在一行一行登记；办完可以下载批注的表。")

    def show() -> dict[str, object]:
        sheets = [(s, a) for a in able for s in sheets_of(by=a)]
        there = {s.id: (s, a) for s, a in sheets}.values()
        return {
            "sheets": [s for s, _a in there], "homes": homes_of(able), "here": able[0].bounds.lo, "most": ROWS_MOST,
            "names": {b.value: in_words(n) for b, n in BECAME.items()},
            "working": any(s.finished_at is None for s, _a in there),
        }  # fmt: skip

    return answered(request, "web/census.html", show, {"": send})


@require_safe
@for_staff
def census_blank(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """An empty sheet to fill in."""
    keepers(signed.actors())
    return _file(blank(get_language() or "zh"), "residents.xlsx")


@require_safe
@for_staff
def census_marked(request: HttpRequest, signed: SignedIn, census_id: UUID) -> HttpResponse:
    """The sheet as it was sent in, with what became of each row."""
    _shown, lines, outcomes = under_any(
        keepers(signed.actors()), lambda a: sheet_with_outcomes(census_id, by=a)
    )
    results = {o.line: (in_words(BECAME[o.became]), _why(o)) for o in outcomes}
    return _file(marked_sheet(lines, results, (_("结果"), _("说明"))), "residents-marked.xlsx")


def _why(outcome: Outcome) -> str:
    return in_words(Worded(outcome.text, outcome.values or {})) if outcome.text else ""


def _sheet_of(request: HttpRequest) -> bytes:
    file = request.FILES.get("sheet")
    if file is None:
        raise BadInput("请选一个表格。", field="sheet")
    return file.read(BYTES_MOST + 1)  # type: ignore[no-any-return]


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
