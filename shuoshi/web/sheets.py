"""A list of matters as a sheet that streams, on the pages and through the API alike."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain

from django.http import StreamingHttpResponse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import local, local_date, midnight
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.sheets import BOM, csv_lines
from shuoshi.matters.listing import Cut, ListedRow, begin_list
from shuoshi.ui.words import in_words
from shuoshi.web.rows import tag_of
from shuoshi.web.showing import CHANNELS


def listed(signed: SignedIn, since: date, until: date) -> StreamingHttpResponse:
    """Matters raised from one day to another, both included, piece by piece, each under the reach of that
    moment.

    Raises:  NoDuty, BadInput where nothing was raised, or the span ends before it begins
    """
    at = clock_now()
    pieces = begin_list(
        signed=signed, since=midnight(since), until=midnight(until + timedelta(days=1)), at=at,
        clock=clock_now,
    )  # fmt: skip
    first = next(pieces, ())
    if not first:
        raise BadInput("这几天您范围内没有人提出过事。", field="until")
    return _sheet(chain([first], pieces), at)


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
