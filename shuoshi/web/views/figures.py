"""The page of figures: what came by each channel, and how it fares."""

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import Refusal
from shuoshi.matters.by_channel import ChannelCount
from shuoshi.ui.words import said, span
from shuoshi.web.answering import chosen_day, for_staff
from shuoshi.web.faults import faults_of
from shuoshi.web.figures import SPAN, Asked, counted, counters, places_to_count
from shuoshi.web.showing import channel_name

SHARE_LEAST = 10
"""Below so many no share is shown: one matter more or less would tell of somebody. Ours (mark P)."""


@require_safe
@for_staff
def figures_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """By channel: how many came, how many were done in time, by which deadline, with what word."""
    able, at, says = counters(signed.actors()), clock_now(), ""
    given, rows, faults = request.GET, tuple[ChannelCount, ...](), dict[str, str]()
    today = local_date(at)
    place = given.get("place", "")[:15] or able[0].bounds.lo
    since, until = (
        given.get("since", (today - SPAN).isoformat()),
        given.get("until", today.isoformat()),
    )
    try:
        asked = Asked(place, chosen_day(since, "since"), chosen_day(until, "until"))
        rows = counted(able, asked, at)
    except Refusal as error:
        faults, says = faults_of(error), said(error)
        place = able[0].bounds.lo
    page = {
        "rows": [_row(r) for r in (*rows, *_all(rows))], "since": since, "until": until, "place": place,
        "places": places_to_count(able, place, today), "faults": faults, "says": says,
    }  # fmt: skip
    return render(request, "web/figures.html", page, status=422 if says else 200)


def _all(rows: Sequence[ChannelCount]) -> list[ChannelCount]:
    """The sum of all channels, where there are several."""
    if len(rows) < 2:
        return []
    done = sum(r.done for r in rows)
    lasted = sum((r.lasted * r.done for r in rows if r.lasted), timedelta())
    fields = (
        "opened", "open_now", "late_now", "done", "in_time", "in_time_at_first", "extended", "answered",
        "solved",
    )  # fmt: skip
    sums = {f: sum(getattr(r, f) for r in rows) for f in fields}
    return [ChannelCount(channel="", lasted=lasted / done if done else None, **sums)]


def _row(r: ChannelCount) -> tuple[str, list[str]]:
    """A line of the table in words: a share is shown where it stands on enough."""
    return (
        channel_name(r.channel) if r.channel else _("合计"),
        [
            str(r.opened), str(r.open_now), str(r.late_now), str(r.done), _share(r.in_time, r.done),
            _share(r.in_time_at_first, r.done), str(r.extended), _share(r.solved, r.answered),
            span(r.lasted) if r.lasted is not None else "",
        ],
    )  # fmt: skip


def _share(part: int, of: int) -> str:
    """'12 / 15（80%）', without the share of few."""
    if not of:
        return ""
    return f"{part} / {of}" + (f"（{part * 100 // of}%）" if of >= SHARE_LEAST else "")
