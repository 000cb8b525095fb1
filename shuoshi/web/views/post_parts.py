"""How a post is set up; who registered there."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.posts.queries import (
    PostRow,
    RegisteredRow,
    post_shown,
    registered_at,
    registered_opened,
)
from shuoshi.posts.setting_up import close_post, mend_post
from shuoshi.ui.words import in_words
from shuoshi.web.answering import Given, answered, chosen_id, for_staff
from shuoshi.web.asking import under_any
from shuoshi.web.looks import looks_in_words
from shuoshi.web.posting import leaders, post_of, words_of_posts, workers
from shuoshi.web.views.posts import choices_of


@require_http_methods(["GET", "POST"])
@for_staff
def set_up_page(request: HttpRequest, signed: SignedIn, post_id: UUID) -> HttpResponse:
    """Mend a post, or close it."""
    able = leaders(signed.by_duty())
    by, shown = under_any(able, lambda a: (a, post_shown(post_id, by=a, at=clock_now())))

    def mend(given: QueryDict) -> Given:
        mend_post(post_id=post_id, said=post_of(given, shown.row), by=by, at=clock_now())
        messages.success(request, _("改好了。"))
        return redirect("post", post_id=post_id)

    def close(given: QueryDict) -> Given:
        close_post(post_id=post_id, by=by, at=clock_now())
        messages.success(request, _("这个值守点撤了，记过的数字还在。"))
        return redirect("posts")

    def show() -> Mapping[str, Any]:
        r = shown.row
        values = {
            "name": r.name, "site": r.site, "unit": r.unit_id, "lanes": r.lanes, "phone": r.phone,
            "equipment": r.equipment, "leader": r.leader_id or "", "spots": [str(s) for s in r.spots],
        }  # fmt: skip
        return {"r": r, "values": values, **_with_its_own(r, choices_of(able)), **words_of_posts()}

    return answered(request, "web/post_set_up.html", show, {"mend": mend, "close": close})


def _with_its_own(r: PostRow, choices: dict[str, Any]) -> dict[str, Any]:
    """The choices with what stands there already, which the reader might not see among others: it must not be lost."""
    own = {
        "unit_options": [(str(r.unit_id), r.unit)],
        "leader_options": [(str(r.leader_id), r.leader)] if r.leader_id else [],
        "spot_options": [(str(s), _("原来的岗点")) for s in r.spots],
    }
    known = {name: {code for code, _said in choices[name]} for name in own}
    return choices | {
        name: [*choices[name], *(o for o in options if o[0] not in known[name])]
        for name, options in own.items()
    }


@require_http_methods(["GET", "POST"])
@for_staff
def registered_page(request: HttpRequest, signed: SignedIn, post_id: UUID) -> HttpResponse:
    """Who registered at a post, masked; one in full with a purpose."""
    able = workers(signed.by_duty())
    by, shown = under_any(able, lambda a: (a, post_shown(post_id, by=a, at=clock_now())))

    def look(given: QueryDict) -> Given:
        one = chosen_id(given.get("registered"))
        found = registered_opened(one, purpose=given.get("purpose", ""), by=by, at=clock_now())
        return {"opened": one, "found": found}

    def show() -> Mapping[str, Any]:
        rows = registered_at(post_id, by=by)
        names = {name: said for r in rows for name, said in _names(r).items()}
        return {
            "r": shown.row, "rows": rows, "names": names, "looks": looks_in_words(), "opened": None, "found": {},
        }  # fmt: skip

    return answered(request, "web/registered.html", show, {"look": look})


def _names(row: RegisteredRow) -> dict[str, str]:
    fields = row.checks.registers.fields if row.checks.registers else {}
    return {name: in_words(rule.name) for name, rule in fields.items()}
