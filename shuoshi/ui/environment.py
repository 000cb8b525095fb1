"""The template engine: Jinja2 for every page (docs/adr/0007), with the house's words and icons."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.html import json_script
from jinja2 import Environment, StrictUndefined

from shuoshi import __version__
from shuoshi.ui import words
from shuoshi.ui.ports import NAVIGATION, PAGE_MARKS, WORKBENCH


@lru_cache(maxsize=4096)
def _address(name: str, *args: object) -> str:
    """The address of a page; the same all the time, so a process asks once."""
    return reverse(name, args=args)


@lru_cache(maxsize=256)
def _static(path: str) -> str:
    """The address of a file that ships with the house, with its hash in the name."""
    return static(path)


def _say(text: str, **values: object) -> str:
    """A text of the house in the reader's language; the template escapes it like any other."""
    found = translation.gettext(text)
    return found % values if values else found


def _messages(request: HttpRequest) -> Iterable[Message]:
    """What the last action had to say. Without its cookie nothing is read, and nothing is unset."""
    return get_messages(request) if "messages" in request.COOKIES else ()


def environment(**options: Any) -> Environment:
    """Django's Jinja2 backend calls this once."""
    made = Environment(  # noqa: S701 - Django's backend passes autoescape=True in the options
        **options | {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True},
    )
    made.globals.update(
        _=_say,
        static=_static,
        url=_address,
        in_words=words.in_words,
        json_script=json_script,
        language=lambda: translation.get_language() or "zh-hans",
        navigation=NAVIGATION,
        workbench=WORKBENCH,
        page_marks=PAGE_MARKS,
        get_messages=_messages,
        demo=settings.DEMO,
        version=__version__,
        written="",
        back="",
    )
    made.filters.update(
        day=words.day,
        date=words.date_of,
        moment=words.moment,
        on=words.on_day,
        short=words.short,
        clock=words.clock,
        span=words.span,
        words=words.in_words,
    )
    return made
