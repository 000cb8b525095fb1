"""Taking a list of matters along, as a sheet that streams."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.kernel.clock import ZONE, local, local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, Refusal
from shuoshi.kernel.sheets import BOM, csv_lines
from shuoshi.matters.listing import Cut, ListedRow, begin_list, listers
from shuoshi.ui.words import in_words, said
from shuoshi.web.faults import faults_of
from shuoshi.web.limiting import limit_account
from shuoshi.web.rows import tag_of
from shuoshi.web.showing import CHANNELS
from shuoshi.web.views.work import signed_or_login

_SPAN = timedelta(days=30)


@require_http_methods(["GET", "POST"])
def list_page(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Which days; then the sheet itself, piece by piece, each under the reach of that moment."""
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    listers(signed)
    refused: Refusal | None = None
    at = clock_now()
    if request.method == "POST":
        limit_account(request, "list")
        try:
            since, until = _midnight(request, "since"), _midnight(request, "until")
            pieces = begin_list(
                signed=signed, since=since, until=until + timedelta(days=1), at=at, clock=clock_now
            )
            return _sheet(pieces, at)
        except Refusal as error:
            refused = error
    today = local_date(at)
    page = {
        "since": request.POST.get("since", (today - _SPAN).isoformat()),
        "until": request.POST.get("until", today.isoformat()),
        "faults": faults_of(refused), "says": said(refused) if refused else "",
    }  # fmt: skip
    return render(request, "web/list.html", page, status=refused.status if refused else 200)


def _midnight(request: HttpRequest, name: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(request.POST.get(name, "")), time(), ZONE)
    except ValueError:
        raise BadInput("请按 2026-01-31 的样子填日期。", field=name) from None


def _sheet(pieces: Iterator[tuple[ListedRow, ...] | Cut], at: datetime) -> StreamingHttpResponse:
    language = get_language() or "zh-hans"

    def lines() -> Iterator[str]:
        with translation.override(language):
            yield BOM + csv_lines([_head()])
        for piece in pieces:
            with translation.override(language):
                if isinstance(piece, Cut):
                    yield csv_lines([[_("您的岗位已经结束，名单到此为止。")]])
                else:
                    yield csv_lines(_cells(row, language) for row in piece)

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="shuoshi-{local_date(at)}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _head() -> list[str]:
    return [
        _("编号"), _("标题"), _("类别"), _("地点"), _("阶段"), _("在谁手里"), _("渠道"), _("公开"),
        _("提出时间"), _("到期时间"), _("办结时间"),
    ]  # fmt: skip


def _cells(row: ListedRow, language: str) -> list[str]:
    d = row.definition
    channel = CHANNELS.get(row.channel)
    return [
        row.number, row.title, tag_of(d, row.kind, language), row.place,
        d.stages[row.stage].name.says(language), row.holder, in_words(channel) if channel else "",
        _("不公开") if row.private else _("可以公开"),
        *(local(t).strftime("%Y-%m-%d %H:%M") if t else "" for t in (row.opened_at, row.due_at, row.closed_at)),
    ]  # fmt: skip
