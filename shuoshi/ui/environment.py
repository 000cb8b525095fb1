"""The template engine: Jinja2 for every page (docs/adr/0007), with the house's words and icons."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from shuoshi import __version__
from shuoshi.ui import words
from shuoshi.ui.ports import NAVIGATION


@lru_cache(maxsize=4096)
def _address(name: str, *args: object) -> str:
    """The address of a page; the same all the time, so a process asks once."""
    return reverse(name, args=args)


def environment(**options: Any) -> Environment:
    """Django's Jinja2 backend calls this once."""
    made = Environment(  # noqa: S701 - Django's backend passes autoescape=True in the options
        **options | {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True},
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True
    )
    made.globals.update(
        static=static,
        url=_address,
        in_words=words.in_words,
        language=lambda: translation.get_language() or "zh-hans",
        navigation=NAVIGATION,
        get_messages=get_messages,
        demo=settings.DEMO,
        version=__version__,
    )
    made.filters.update(
        day=words.day, moment=words.moment, short=words.short, span=words.span, words=words.in_words
    )
    return made
