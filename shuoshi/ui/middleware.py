"""The language of a reader, and a refusal as a page or a fragment in the reader's words."""

import logging
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import translation

from shuoshi.kernel.errors import BadInput, Refusal, TooLarge
from shuoshi.ui.words import said

LANGUAGE_COOKIE = "language"
_FORM_BYTES = 1024 * 1024
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_security = logging.getLogger("shuoshi.security")
_KNOWN = {code for code, _ in settings.LANGUAGES}


def language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Chinese unless the reader chose English; the browser's list does not decide."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, settings.LANGUAGE_CODE)
        with translation.override(chosen if chosen in _KNOWN else settings.LANGUAGE_CODE):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "zh-hans")
            return response

    return middleware


def bounded(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a request that says itself that it is too large, before a byte of it is read."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + _FORM_BYTES

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in _METHODS:
            return HttpResponseNotAllowed(_METHODS)
        said_bytes = request.META.get("CONTENT_LENGTH") or "0"
        if said_bytes.isdigit() and int(said_bytes) > most:
            words = {"says": said(TooLarge()), "status": TooLarge.status, "bare": True}
            return render(request, "ui/refusal.html", words, status=TooLarge.status)
        return get_response(request)

    return middleware


class _Worded:
    """Turns a Refusal into its status and words, in one place for all pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DataError | UnicodeError):
            error = BadInput()  # what no column can hold: NUL, half a character
        if not isinstance(error, Refusal):
            return None
        if error.status in (401, 403, 429):
            _security.warning("refused", extra={"code": error.code, "page": request.path})
        bare = bool(getattr(cast(Any, request), "htmx", False))
        return render(
            request,
            "ui/refusal.html",
            {"says": said(error), "status": error.status, "bare": bare},
            status=error.status,
        )


worded_errors = _Worded
