"""The site's limits, words, working calendar and keys: for the district's administrator."""

from datetime import date, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from shuoshi.accounts.actions import end_key, make_key
from shuoshi.accounts.queries import account_called, keys
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.privacy.consenting import publish_notice, told_now
from shuoshi.privacy.ports import ACTIVITIES
from shuoshi.programmes.actions import set_limit, word
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.fields import LimitCase
from shuoshi.programmes.queries import current, installed, limit_rows, texts
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words
from shuoshi.units.actions import publish_year, set_day
from shuoshi.units.queries import days_of
from shuoshi.web.administering import (
    Do,
    administered,
    for_administrator,
    for_security,
    of_district,
    soon,
)
from shuoshi.web.answering import chosen_day, chosen_id
from shuoshi.web.due import limit_in_words

_FIRST_YEAR, _LAST_YEAR = 2018, 2100


@require_http_methods(["GET", "POST"])
@for_administrator
def limits(request: HttpRequest, by: Actor, key: str) -> HttpResponse:
    """How long each stage of a programme may take: the file's limits, and the site's own."""
    of_district(by)
    d = current(key[:40])

    def put(given: QueryDict, by: Actor, at: datetime) -> str:
        name = given.get("name", "")
        set_limit(
            programme=d.key, name=name, case=_case(given), by=by, at=at, path=settings.DISTRICT_CODE,
            starts_on=chosen_day(given.get("starts_on", ""), "starts_on"),
        )  # fmt: skip
        return _("已记下，从 %(day)s 起用。") % {"day": given.get("starts_on", "")}

    def show() -> dict[str, object]:
        return {
            "d": d, "rows": limit_rows(d.key), "limit_in_words": limit_in_words,
            "programmes": installed(), "today": local_date(clock_now()),
            "choices": _choices(d),
        }  # fmt: skip

    return administered(request, by, "web/site/limits.html", show, {"put": put})


def _choices(d: Definition) -> list[tuple[str, str]]:
    """The limits by name, with the stages that they bound."""
    stages = {name: list[str]() for name in d.programme.limits}
    for stage in d.programme.stages.values():
        if stage.within:
            stages[stage.within].append(in_words(stage.name))
    return [(name, f"{'、'.join(bounded)} {name}".strip()) for name, bounded in stages.items()]


def _case(given: QueryDict) -> LimitCase:
    said = {"limit": given.get("limit", "").strip(), "source": given.get("source", "").strip()}
    try:
        return LimitCase.model_validate(said | {"mark": given.get("mark", "")})
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        words = {"limit": "时限写成“5 working_days”“7 days”这样。"}
        raise BadInput(words.get(field, "请从选项里选。"), field=field) from None


@require_http_methods(["GET", "POST"])
@for_administrator
def words(request: HttpRequest, by: Actor, key: str) -> HttpResponse:
    """Every text of a programme, in the file's words and the site's own."""
    of_district(by)
    d, at_path = current(key[:40]), request.GET.get("text", "")[:160]

    def put(given: QueryDict, by: Actor, at: datetime) -> str:
        zh, en = given.get("zh", ""), given.get("en", "")
        try:
            word(
                programme=d.key, path=at_path, zh=zh, en=en, by=by, at=at,
                where=settings.DISTRICT_CODE,
            )  # fmt: skip
        except BadInput as error:
            raise BadInput(error.text, field="zh", **error.values) from None
        return _("已改好；各页面马上这样写，不用新版本。")

    def show() -> dict[str, object]:
        rows = texts(d.key)
        chosen = next((row for row in rows if row.path == at_path), None)
        return {"d": d, "rows": rows, "chosen": chosen, "programmes": installed()}

    return administered(request, by, "web/site/words.html", show, {"put": put})


@require_http_methods(["GET", "POST"])
@for_administrator
def told(request: HttpRequest, by: Actor) -> HttpResponse:
    """What people are told of each activity that they may consent to, and other words for it."""
    of_district(by)

    def put(given: QueryDict, by: Actor, at: datetime) -> str:
        version = publish_notice(
            activity=given.get("activity", ""), zh=given.get("zh", ""), en=given.get("en", ""), by=by,
            at=at, path=settings.DISTRICT_CODE,
        )  # fmt: skip
        return _("第 %(n)s 版从今天起告知；已经同意的人，同意的还是原来那一版。") % {"n": version}

    def show() -> dict[str, object]:
        today = local_date(clock_now())
        return {"rows": [(a, told_now(a.code, today)) for a in ACTIVITIES.values()]}

    return administered(request, by, "web/site/told.html", show, {"put": put})


@require_http_methods(["GET", "POST"])
@for_administrator
def calendar(request: HttpRequest, by: Actor, year: int) -> HttpResponse:
    """The days of a year on which work differs from Monday to Friday."""
    of_district(by)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadInput("没有这一年的日历。")

    def put(given: QueryDict, by: Actor, at: datetime) -> str:
        on, worked = chosen_day(given.get("on", ""), "on"), given.get("worked", "")
        if on.year != year:
            raise BadInput("这一页只记 %(year)s 年的日子。", field="on", year=year)
        if worked not in ("yes", "no"):
            raise BadInput("请从选项里选。", field="worked")
        set_day(
            on=on, worked=worked == "yes", name=given.get("name", "").strip()[:40], by=by, at=at,
            path=settings.DISTRICT_CODE,
        )  # fmt: skip
        soon("recount_due_times")
        return _("已记下；在办的事的时限随后重算。")

    def publish(given: QueryDict, by: Actor, at: datetime) -> str:
        publish_year(
            year=year, source=given.get("source", ""), by=by, at=at, path=settings.DISTRICT_CODE
        )
        soon("recount_due_times")
        return _("已记下：这一年的放假安排登记齐了。")

    def show() -> dict[str, object]:
        days, published = days_of(year)
        return {"year": year, "days": days, "published": published, "first": date(year, 1, 1)}

    return administered(
        request, by, "web/site/calendar.html", show, {"put": put, "publish": publish}
    )


@require_http_methods(["GET", "POST"])
@for_security
def program_keys(request: HttpRequest, by: Actor) -> HttpResponse:
    """Keys of programs: who has one, and a way to end it. A new one is shown this once."""
    of_district(by)

    def make(given: QueryDict, by: Actor, at: datetime) -> dict[str, object]:
        name = given.get("key_name", "").strip()[:60]
        if not name:
            raise BadInput("请写这个密钥给哪个程序用。", field="key_name")
        account = account_called(given.get("username", ""))
        key = make_key(account_id=account, name=name, by=by, at=at, path=settings.DISTRICT_CODE)
        return {"fresh": [key], "rows": keys()}

    def end(given: QueryDict, by: Actor, at: datetime) -> str:
        key_id = chosen_id(given.get("key", ""), "key")
        end_key(key_id=key_id, by=by, at=at, path=settings.DISTRICT_CODE)
        return _("密钥已停用。")

    does: dict[str, Do] = {"make": make, "end": end}
    return administered(
        request, by, "web/site/keys.html", lambda: {"rows": keys(), "fresh": []}, does
    )
