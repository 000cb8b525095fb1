"""Figures by channel, and what a unit handed on of another house's orders."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.matters.handed_on import handed_on, takers
from shuoshi.web.api.base import Errors, actors
from shuoshi.web.figures import SPAN, Asked, counted, counters
from shuoshi.web.incidents import DAYS, hot_topics
from shuoshi.web.limiting import limit_of
from shuoshi.web.schemas import Moment

router = Router(tags=["figures"])


class ChannelOut(Schema):
    """What came by one channel in the days asked for, and how it fares.

    `in_time` by the time that was granted, `in_time_at_first` by the time before any was granted; both of
    `done`; `solved` of `answered`, the raisers' last word; `lasted` on average of `done`.
    """

    channel: str
    opened: int
    open_now: int
    late_now: int
    done: int
    in_time: int
    in_time_at_first: int
    extended: int
    answered: int
    solved: int
    lasted: timedelta | None


class TopicOut(Schema):
    """Matters about one incident: `heat` by the people who said it, and of those who agreed the logarithm."""

    name: str
    people: int
    votes: int
    heat: float
    first_at: Moment
    last_at: Moment
    places: list[str]
    matters: list[UUID]


class HandedOnOut(Schema):
    """An order that somebody else handles: both numbers and how far it is, nothing that was said."""

    number: str
    outside_id: str
    kind: str
    stage: str
    holder: str
    opened_at: Moment
    due_at: Moment | None
    overall_due_at: Moment | None


@router.get("/figures/channels", response={200: list[ChannelOut], **Errors})
def channels(
    request: HttpRequest, place: str = "", since: date | None = None, until: date | None = None
) -> list[ChannelOut]:
    """Counts by channel of what was opened on these days, both included, in a place of one's range."""
    able, at = counters(actors(request)), clock_now()
    today = local_date(at)
    asked = Asked(place or able[0].bounds.lo, since or today - SPAN, until or today)
    return [ChannelOut.model_validate(row) for row in counted(able, asked, at)]


@router.get("/topics", response={200: list[TopicOut], **Errors})
def hot(request: HttpRequest, place: str = "", days: int = DAYS) -> list[TopicOut]:
    """What several people said of one incident in the last days, the hottest first."""
    asks, at = actors(request), clock_now()
    able = counters(asks)
    if able[0].account_id:
        limit_of(able[0].account_id, "topics")
    found = hot_topics(able, place or able[0].bounds.lo, days, at)
    return [
        TopicOut(
            name=t.name, people=t.people, votes=t.votes, heat=t.heat, first_at=t.first_at,
            last_at=t.last_at, places=list(t.places), matters=[UUID(m.key) for m in t.messages],
        )
        for t in found.topics
    ]  # fmt: skip


@router.get("/orders/handed-on", response={200: list[HandedOnOut], **Errors})
def orders_handed_on(request: HttpRequest) -> list[HandedOnOut]:
    """What the hotline took in and others handle now, the most urgent first, at most 200 a unit."""
    rows = [row for by in takers(actors(request)) for row in handed_on(by)]
    return [HandedOnOut.model_validate(row) for row in rows]
