"""At a door: several needs of one household in one go; one message of a chat group, which a person confirms."""

import uuid
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import NoDuty, SignedIn
from shuoshi.channels.chat import one_message
from shuoshi.channels.chat_robot import words_behind
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, Refusal
from shuoshi.matters.receipts import read_out
from shuoshi.matters.several import open_several
from shuoshi.matters.terms import BadAnswers, Raised, Receipt
from shuoshi.places.queries import StreetRow, homes_under
from shuoshi.programmes.queries import current
from shuoshi.reach.terms import Actor, Reach
from shuoshi.ui.words import in_words, said
from shuoshi.web.answering import for_staff
from shuoshi.web.asking import under_whose_range, within_range
from shuoshi.web.faults import faults_of
from shuoshi.web.offering import for_residents, programme_for
from shuoshi.web.receipts import qr_of
from shuoshi.web.views.opening import form_of

_FIRST, _MOST = 2, 12
_SHARED = ("place", "name", "phone")


def visitors(signed: SignedIn) -> tuple[Actor, ...]:
    """The duties under which somebody registers what residents say within a range. Raises NoDuty."""
    able = tuple(a for a in signed.actors() if a.reach is Reach.TERRITORIAL and not a.glass_id)
    roles = {role for d in for_residents() for role in d.programme.open_to}
    able = tuple(a for a in able if a.role in roles)
    if not able:
        raise NoDuty
    return able


def homes(able: tuple[Actor, ...]) -> list[StreetRow]:
    """Where these duties may register something: communities with their grids and buildings."""
    on, found = local_date(clock_now()), dict[str, StreetRow]()
    for actor in able:
        for row in homes_under(actor.bounds.lo, on):
            found.setdefault(row.path, row)
    return list(found.values())


@require_http_methods(["GET", "POST"])
@for_staff
def visit(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """A home visit: one place, one household, as many needs as there are."""
    able = visitors(signed)
    refused: Refusal | None = None
    if request.method == "POST" and not request.POST.get("more"):
        try:
            return _visited(request, able)
        except Refusal as error:
            refused = error
    faults = faults_of(refused)
    page = {
        "homes": homes(able), "programmes": [(d.key, d.programme.name) for d in for_residents()],
        "needs": range(rows_shown(request)), "most": _MOST, "given": _given(request, able), "faults": faults,
        "says": said(refused) if refused and not faults else "",
    }  # fmt: skip
    return render(request, "web/visit.html", page, status=refused.status if refused else 200)


def rows_shown(request: HttpRequest) -> int:
    """How many needs the form has room for."""
    n = request.POST.get("n", "")
    shown = min(int(n), _MOST) if n.isascii() and n.isdigit() and len(n) < 3 else _FIRST
    return max(min(shown + (1 if request.POST.get("more") else 0), _MOST), 1)


def _given(request: HttpRequest, able: tuple[Actor, ...]) -> Mapping[str, str]:
    if request.method == "POST":
        kept = {} if request.POST.get("more") else {"key": str(uuid.uuid4())}
        return request.POST.dict() | kept
    return {"place": able[0].bounds.lo[:12], "key": str(uuid.uuid4())}


def _visited(request: HttpRequest, able: tuple[Actor, ...]) -> HttpResponse:
    given, path = request.POST, request.POST.get("place", "")
    by = under_whose_range(able, path)
    if path and not by.bounds.holds(path):
        raise BadInput("这个社区不在您的范围内。", field="place")
    rows = filled_rows(request)
    if not rows:
        raise BadInput("请至少写一件。", field="0-body")
    who = {"name": given.get("name", ""), "phone": given.get("phone", "")}
    needs = [need_in(request, n, path, by, channel="visit", **who) for n in rows]
    try:
        receipts = open_several(said=needs, by=by, at=clock_now())
    except BadAnswers as error:
        raise placed(error, rows) from None
    return _receipts(request, receipts, needs)


def filled_rows(request: HttpRequest) -> list[int]:
    """The rows of a form of several needs in which something stands."""
    given = request.POST
    return [n for n in range(rows_shown(request)) if given.get(f"{n}-body", "").strip()]


def placed(error: BadAnswers, rows: list[int]) -> BadAnswers:
    """A refusal whose faults stand at the rows of the form, not at those that were filled in."""
    out = {}
    for name, text in error.faults.items():
        n, dash, field = name.partition("-")
        if not dash or not n.isdigit() or not rows:
            out[name] = text
        else:
            out[field if field in _SHARED else f"{rows[int(n)]}-{field}"] = text
    return BadAnswers(out)


def need_in(
    request: HttpRequest,
    n: int,
    path: str,
    by: Actor,
    *,
    channel: str,
    name: str = "",
    phone: str = "",
) -> Raised:
    """What stands in one row of a form of several needs."""
    given = request.POST
    form = given.get("key", "")[:40]
    return Raised(
        programme_for(given.get(f"{n}-programme", ""), by), path, "", given.get(f"{n}-body", ""),
        channel=channel, private=given.get(f"{n}-private") == "true", name=name, phone=phone,
        key=f"{form}-{n}" if form else None,
    )  # fmt: skip


def _receipts(
    request: HttpRequest, receipts: tuple[Receipt, ...], needs: list[Raised]
) -> HttpResponse:
    rows = [
        {
            "number": r.number,
            "again": r.again,
            "id": r.matter_id,
            "text": need.body,
            "read_out": read_out(r.secret),
            "qr": qr_of(request, r.secret),
        }
        for r, need in zip(receipts, needs, strict=True)
    ]
    answer = render(
        request, "web/visited.html", {"rows": rows, "again": all(r.again for r in receipts)}
    )
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "POST"])
@for_staff
def chat(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Paste one message of a chat group: it becomes a form to confirm; nothing is kept until then."""
    able = visitors(signed)
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            words = one_message(request.POST.get("message", ""))
            return _confirm(request, able, words)
        except Refusal as error:
            refused = error
    try:
        given = request.POST or _from_a_robot(request, able)
    except Refusal as error:
        refused, given = error, {"place": able[0].bounds.lo[:12]}
    page = {
        "programmes": [(d.key, in_words(d.programme.name)) for d in for_residents()],
        "given": given, "homes": homes(able),
        "faults": faults_of(refused), "says": said(refused) if refused else "",
    }  # fmt: skip
    return render(request, "web/chat.html", page, status=refused.status if refused else 200)


def _from_a_robot(request: HttpRequest, able: tuple[Actor, ...]) -> Mapping[str, str]:
    """What the form starts from: the words that a robot's link carries, if it came by one. Raises BadInput"""
    start, ticket = {"place": able[0].bounds.lo[:12]}, request.GET.get("m", "")
    if not ticket:
        return start
    return start | {"message": words_behind(ticket[:4000], int(clock_now().timestamp()))}


def _confirm(request: HttpRequest, able: tuple[Actor, ...], words: str) -> HttpResponse:
    """The form of a matter, filled in with the message, for a person to confirm."""
    path = request.POST.get("place", "")
    by = within_range(able, path)
    d = current(programme_for(request.POST.get("programme", ""), by))
    given = {"body": words, "place": path, "channel": "chat", "key": str(uuid.uuid4())}
    return form_of(request, d, list(able), given)
