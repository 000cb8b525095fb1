"""What every operation shares: the document, who asks, and refusals as problems."""

import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.utils import check_csrf

from shuoshi import __version__
from shuoshi.accounts.queries import by_key
from shuoshi.accounts.terms import KeyMissing, SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, NotAllowed, Refusal
from shuoshi.kernel.texts import marked
from shuoshi.matters.forms import MISSING
from shuoshi.matters.queries import holder_of_receipt
from shuoshi.matters.terms import BadAnswers
from shuoshi.people.terms import KnownAlready
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words, said
from shuoshi.units.terms import UnitRow
from shuoshi.web.asking import who
from shuoshi.web.limiting import limit, limit_of
from shuoshi.web.schemas import AskOut, Problem
from shuoshi.web.showing import Ask

_security = logging.getLogger("shuoshi.security")
_PROBLEM = "application/problem+json"

_DESCRIPTION = """The same actions as the pages, at the same speed and under the same reaches.

**Who asks.** A program sends `Authorization: Bearer <key>`; a site's administrator makes the key with
`shuoshi site key USERNAME NAME`, and the program then acts as that account. Whoever raised a matter sends
the receipt's secret as `X-Secret`. Raising, the public board, places and programmes need neither.

**In person.** Looking behind masks, lists, logins and phones, answers to requests, emergencies and broken glass take
somebody who is signed in (the browser's session); a key gets 403 there.

**Twice the same.** `Idempotency-Key` on `POST /matters`: the same key with the same content gives the
same receipt, with other content 409. Keys belong to the account that sends them.

**Errors** are RFC 9457 problems (`application/problem+json`): `title` in the reader's language
(cookie `language`), `code` for programs, `errors` by field.

**A matter's way.** `GET /matters/{id}` lists the moves that may be made now, with what each asks;
`POST …/moves/{name}` makes one; `POST …/acts/{block}/{name}` votes (`ballot/convene | vote | record | rest |
count | close | lapse`; answers `choice`: yes, no, abstain; `convene` takes `way`: named, hands, secret, and the
`sitting` in which it is voted), reports (`progress/report`) or evaluates (`survey/answer`,
answers `solved`: yes or no, `rating`: 1 to 5, `words`)."""


class _Api(NinjaAPI):
    """The API, whose document says how a caller shows who it is, and what comes back."""

    def get_openapi_schema(self, **given: Any) -> Any:
        schema = super().get_openapi_schema(**given)
        schema["components"]["securitySchemes"] = {
            "key": {"type": "http", "scheme": "bearer"},
            "secret": {"type": "apiKey", "in": "header", "name": "X-Secret"},
        }
        for methods in schema["paths"].values():
            for operation in methods.values():
                _as_they_are(operation["responses"])
        return schema


def _as_they_are(responses: dict[Any, Any]) -> None:
    """Say of each answer what it really is: problems as problems, files as files."""
    for answer in responses.values():
        content = answer.get("content", {})
        said_as = content.get("application/json", {}).get("schema", {}).get("$ref", "")
        if said_as.endswith("/Problem"):
            answer["content"] = {_PROBLEM: content["application/json"]}


api = _Api(
    title="说事 Shuoshi",
    version=__version__,
    urls_namespace="api",
    docs_url="docs",
    description=_DESCRIPTION,
    openapi_extra={"security": [{"key": []}, {"secret": []}, {}]},
)


def _problem(
    status: int, title: str, code: str, errors: dict[str, str] | None = None
) -> HttpResponse:
    body = Problem(title=title, status=status, code=code, errors=errors or {})
    return HttpResponse(body.model_dump_json(), status=status, content_type=_PROBLEM)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    errors = {}
    if isinstance(error, BadAnswers):
        errors = {name: in_words(text) for name, text in error.faults.items()}
    elif isinstance(error, KnownAlready):
        errors = {"alike": ",".join(map(str, error.alike)), "same": str(error.same).lower()}
    elif isinstance(error, BadInput) and error.field:
        errors = {error.field: said(error)}
    if error.status in (401, 403, 429):
        _security.warning("refused", extra={"code": error.code, "page": request.path})
    return _problem(error.status, said(error), error.code, errors)


@api.exception_handler(DataError)
@api.exception_handler(UnicodeError)
def _unheld(request: HttpRequest, error: Exception) -> HttpResponse:
    """What no column can hold: NUL, half a character."""
    return _problem(422, said(BadInput()), "bad_input")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = {str(e["loc"][-1]): _fault(e) for e in error.errors}
    return _problem(422, said(BadInput()), "bad_input", errors)


def _fault(error: dict[str, Any]) -> str:
    """What is wrong with one value, in the reader's words."""
    return gettext(_WORDED.get(error["type"], _WRONG))


@api.exception_handler(HttpError)
def _unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What is no request at all, such as a body that is no JSON."""
    return _problem(error.status_code, gettext(_NO_REQUEST), "bad_request")


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(MultiPartParserError)
def _odd(request: HttpRequest, error: Exception) -> HttpResponse:
    """More files or fields than one may send, or a form that is none."""
    return _problem(400, gettext(_NO_REQUEST), "bad_request")


_WRONG = marked("这一项填得不对。")
_WORDED = {
    "missing": MISSING,
    "string_too_long": marked("太长了。"),
    "string_too_short": marked("不能空着。"),
    "string_pattern_mismatch": marked("请从选项里选。"),
    "extra_forbidden": marked("没有这一项。"),
}
_NO_REQUEST = marked("请求的内容读不懂。")


def limited(request: HttpRequest, what: str) -> None:
    """Count a costly operation of the account that asks. Raises TooFast."""
    found = signed(request)
    if found is not None:
        limit_of(found.account_id, what)


def signed(request: HttpRequest) -> SignedIn | None:
    """Whose key or session this is. Raises KeyRefused, and NotAllowed for a forged form."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return by_key(header.removeprefix("Bearer ").strip(), clock_now())
    found = who(request)
    if (
        found is not None
        and request.method not in ("GET", "HEAD")
        and check_csrf(request) is not None
    ):
        raise NotAllowed("这个请求没有带上页面的令牌。")
    return found


def actors(request: HttpRequest) -> tuple[Actor, ...]:
    """Everybody that the caller may act as; whoever holds a receipt posts as often as on the pages.

    Raises:  KeyRefused when nobody, TooFast
    """
    secret = request.headers.get("X-Secret")
    if secret:
        if request.method != "GET":
            limit(request, "raiser")
        return (holder_of_receipt(secret)[0],)
    found = signed(request)
    if found is None:
        raise KeyMissing
    return found.actors()


def in_person(request: HttpRequest) -> tuple[Actor, ...]:
    """As `actors`, for what a person does who showed a second factor: looking behind masks, switching,
    breaking glass. A program's key is one secret that one administrator makes, and does none of it.

    Raises:  NotAllowed, KeyRefused, TooFast
    """
    if request.headers.get("Authorization"):
        raise NotAllowed("这件事要本人登录来做，程序的密钥不行。")
    return actors(request)


Errors = {
    400: Problem,
    401: Problem,
    403: Problem,
    404: Problem,
    409: Problem,
    413: Problem,
    422: Problem,
    429: Problem,
}


def ask_of(a: Ask, units: Iterable[UnitRow] = ()) -> AskOut:
    """A field as programs read it."""
    options = [str(u.id) for u in units] if a.rule.type == "unit" else list(a.options)
    return AskOut(
        name=a.name,
        type=a.rule.type,
        required=a.required,
        options=options,
        suggested=[s.code for s in a.suggested],
    )
