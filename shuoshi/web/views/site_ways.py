"""Where a unit is told, and whether what left the house arrived: for the site's administrator."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.kernel.clock import now as clock_now
from shuoshi.notices.addresses import add_address, addresses_of, drop_address, try_address
from shuoshi.notices.ports import ADAPTERS
from shuoshi.notices.queries import fared
from shuoshi.notices.terms import UNIT_WAYS, Way
from shuoshi.places.queries import way_to
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words
from shuoshi.units.queries import unit
from shuoshi.web.administering import administered, for_administrator, inside
from shuoshi.web.answering import chosen_id
from shuoshi.web.asking import who


@require_http_methods(["GET", "POST"])
@for_administrator
def ways(request: HttpRequest, by: Actor, unit_id: UUID) -> HttpResponse:
    """A unit's robots and mailbox: add one, try it, take it away."""
    of = unit(unit_id)
    found = who(request)
    inside((found and found.administrator(of.path)) or by, of.path)

    def add(given: QueryDict, by: Actor, at: datetime) -> str:
        to, secret = given.get("to", "").strip()[:1000], given.get("secret", "").strip()[:200]
        add_address(
            unit_id=unit_id, way=given.get("way", ""), to=f"{to}\n{secret}" if secret else to,
            by=by, at=at, path=of.path,
        )  # fmt: skip
        return _("已加上。请点“发一条试试”。")

    def attempt(given: QueryDict, by: Actor, at: datetime) -> str:
        text = _("【说事】这是一条测试，收到就说明接通了。")
        try_address(unit_id=unit_id, address_id=_chosen(given), text=text, at=at)
        return _("发出去了，请到群里或邮箱里看。")

    def drop(given: QueryDict, by: Actor, at: datetime) -> str:
        drop_address(unit_id=unit_id, address_id=_chosen(given), by=by, at=at, path=of.path)
        return _("已去掉。")

    def show() -> dict[str, object]:
        names = {way: in_words(name) for way, name in UNIT_WAYS.items()}
        return {
            "of": of, "way": way_to(of.path),
            "rows": [(row, names[row.way]) for row in addresses_of(unit_id)],
            "ways": [(way, name) for way, name in names.items() if way in ADAPTERS],
            "fared": fared(at=clock_now()), "names": names | _others(),
        }  # fmt: skip

    does = {"add": add, "try": attempt, "drop": drop}
    return administered(request, by, "web/site/ways.html", show, does)


def _others() -> dict[str, str]:
    """How the ways that are nobody's address are called."""
    return {Way.SMS: _("短信"), Way.PUSH: _("浏览器"), Way.CITY: _("市12345平台")}


def _chosen(given: QueryDict) -> UUID:
    return chosen_id(given.get("address", ""), "address")
