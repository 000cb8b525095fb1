"""Put `request.who` on every request: who is signed in, asked of the database only when needed."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from shuoshi.accounts.sessions import SessionStore
from shuoshi.accounts.terms import SignedIn


class Asked(HttpRequest):
    """A request that knows who asks."""

    who: SignedIn | None


def _trusted(request: HttpRequest) -> SignedIn | None:
    if not request.session.session_key:
        return None
    return cast(SessionStore, request.session).trusted()


def who(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """The middleware. `request.user` stays what Django's login() sets."""

    def middleware(request: HttpRequest) -> HttpResponse:
        cast(Any, request).who = SimpleLazyObject(lambda: _trusted(request))
        answer = get_response(request)
        if request.session.get(SESSION_KEY):  # whoever sits at this screen next sees none of it
            answer.headers.setdefault("Cache-Control", "no-store")
        if request.session.accessed and not request.session.is_empty():
            cast(SessionStore, request.session).keep_alive()
        return answer

    return middleware
