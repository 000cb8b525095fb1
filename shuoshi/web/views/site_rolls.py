"""The roll of a body, and the rule by which it decides: for the site's administrator."""

import json
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.queries import account_called
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.workbooks import BYTES_MOST, Line, fitting, read
from shuoshi.matters.forms import clean
from shuoshi.meetings.actions import put_on_roll, set_rule, take_off_roll
from shuoshi.meetings.electors import BY_SHEET, count_of_roll, owners_in, roll_change, set_roll
from shuoshi.meetings.forms import rule_as_form, rule_of
from shuoshi.meetings.queries import members_of, rule_on
from shuoshi.places.queries import way_to
from shuoshi.reach.terms import Actor
from shuoshi.units.queries import unit
from shuoshi.units.terms import BODIES
from shuoshi.web.administering import administered, for_administrator, inside
from shuoshi.web.answering import Given, chosen_day, chosen_id
from shuoshi.web.asking import who

_ROLL_MOST = 4000


def _lines(request: HttpRequest) -> list[Line]:
    """The rows of the file, or those that were looked through before. Raises BadInput."""
    file = request.FILES.get("sheet")
    if file is not None:
        return read(file.read(BYTES_MOST + 1), most=_ROLL_MOST)
    given = request.POST.get("rows", "")
    try:
        lines = [(int(n), [clean(str(c)) for c in cells]) for n, cells in json.loads(given)]
    except (ValueError, TypeError, RecursionError):
        raise BadInput("请选一个表格文件。", field="sheet") from None
    return fitting(lines, most=_ROLL_MOST)


@require_http_methods(["GET", "POST"])
@for_administrator
def roll(request: HttpRequest, by: Actor, unit_id: UUID) -> HttpResponse:
    """Who sits in a body, and the rule by which it decides."""
    body = unit(unit_id)
    found = who(request)
    inside((found and found.administrator(body.path)) or by, body.path)
    if body.kind not in BODIES:
        raise BadInput("这个单位不是议事的会议，没有名册。")

    def add(given: QueryDict, by: Actor, at: datetime) -> str:
        account = account_called(given.get("username", ""))
        put_on_roll(
            unit_id=unit_id, account_id=account, starts_on=local_date(at), by=by, at=at,
            path=body.path,
        )  # fmt: skip
        return _("已上名册。")

    def end(given: QueryDict, by: Actor, at: datetime) -> str:
        member = chosen_id(given.get("member", ""), "member")
        if member not in {m.id for m in members_of(unit_id, local_date(at))}:
            raise BadInput("这个人已经不在名册上。")
        take_off_roll(member_id=member, by=by, at=at, path=body.path)
        return _("已从名册上去掉。")

    def put(given: QueryDict, by: Actor, at: datetime) -> str:
        inside(by, settings.DISTRICT_CODE)  # a kind of body decides alike in the whole district
        starts = chosen_day(given.get("starts_on", ""), "starts_on")
        set_rule(
            rule=rule_of(body.kind, given), starts_on=starts, by=by, at=at,
            path=settings.DISTRICT_CODE,
        )  # fmt: skip
        return _("已记下，从 %(day)s 起用。") % {"day": starts}

    def electors(given: QueryDict, by: Actor, at: datetime) -> Given:
        lines = _lines(request)
        owners = owners_in(lines)
        if not given.get("sure"):  # what it would change is shown first; nothing is kept until then
            rows = json.dumps(lines, ensure_ascii=False)
            return {"change": roll_change(unit_id, owners), "rows": rows, "n": len(owners)}
        n = set_roll(unit_id=unit_id, owners=owners, by=by, at=at)
        return _("名册换好了：%(n)s 人，从今天起用。") % {"n": n}

    def show() -> dict[str, object]:
        today = local_date(clock_now())
        members, rule = members_of(unit_id, today), rule_on(body.kind, today)
        return {
            "body": body, "way": way_to(body.path), "members": members, "rule": rule,
            "electors": count_of_roll(unit_id, today), "by_sheet": body.kind in BY_SHEET,
            "now_holds": rule_as_form(rule) if rule else {}, "change": None,
        }  # fmt: skip

    return administered(
        request,
        by,
        "web/site/roll.html",
        show,
        {"add": add, "end": end, "rule": put, "electors": electors},
    )
