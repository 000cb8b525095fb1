"""Texts where they are shown: translated, with dates and spans in words."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shuoshi.kernel.clock import local, now
from shuoshi.kernel.errors import Refusal
from shuoshi.kernel.texts import Worded, marked

_WEEKDAYS = (
    marked("周一"),
    marked("周二"),
    marked("周三"),
    marked("周四"),
    marked("周五"),
    marked("周六"),
    marked("周日"),
)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""As English texts call them; Chinese ones count."""


def said(error: Refusal) -> str:
    """A refusal in the reader's language."""
    text = _(error.text)
    return text % {k: in_words(v) for k, v in error.values.items()} if error.values else text


def in_words(text: Any) -> str:
    """A two-language text (`says`), or a marked one with its values, in the reader's language."""
    if isinstance(text, Worded):
        return _(text.text) % text.values if text.values else _(text.text)
    if hasattr(text, "says"):
        return str(text.says(get_language() or "zh"))
    return _(str(text)) if text not in (None, "") else ""


def day(at: datetime | None) -> str:
    """4月12日 周二, with the year before it where that is not this one."""
    if at is None:
        return ""
    return f"{date_of(at)} {_(_WEEKDAYS[local(at).weekday()])}"


def date_of(at: datetime | None) -> str:
    """4月12日, with the year before it where that is not this one."""
    if at is None:
        return ""
    when = local(at)
    words = {
        "year": when.year,
        "month": when.month,
        "day": when.day,
        "name": _MONTHS[when.month - 1],
    }
    if when.year == local(now()).year:
        return _("%(month)s月%(day)s日") % words
    return _("%(year)s年%(month)s月%(day)s日") % words


def on_day(on: date | None) -> str:
    """2026-04-12: a day without a time, as registers write it."""
    return on.isoformat() if on else ""


def moment(at: datetime | None) -> str:
    """4月12日 周二 17:00."""
    return f"{day(at)} {local(at):%H:%M}" if at else ""


def short(at: datetime | None) -> str:
    """04-12 17:00, for narrow places."""
    return f"{local(at):%m-%d %H:%M}" if at else ""


def clock(at: datetime | None) -> str:
    """17:00, for what is of one day."""
    return f"{local(at):%H:%M}" if at else ""


def span(lasts: timedelta) -> str:
    """How long, in the largest unit that says it: 3 天, 5 小时, 12 分钟."""
    if lasts.days:
        return _("%(n)s 天") % {"n": lasts.days}
    hours = lasts.seconds // 3600
    if hours:
        return _("%(n)s 小时") % {"n": hours}
    return _("%(n)s 分钟") % {"n": lasts.seconds // 60}
