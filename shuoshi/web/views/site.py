"""The site's places and posts: for its administrator."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.actions import close_account, end_duty, give_duty, open_account
from shuoshi.accounts.entering import remove_factors
from shuoshi.accounts.passwords import first_password
from shuoshi.accounts.proving import reset_password
from shuoshi.accounts.queries import account_called, duties_at
from shuoshi.accounts.terms import ADMINISTRATOR, NOT_DUTIES, ROLES, SECURITY
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.places.actions import (
    add_estate,
    add_site,
    name_also,
    put_in_estate,
    succeed,
)
from shuoshi.places.queries import place_at, place_page
from shuoshi.places.terms import (
    CODE_SYSTEMS,
    NAME_KINDS,
    PLACE_KINDS,
    SITE_KINDS,
    SUCCESSION_KINDS,
    PlaceKind,
    PlaceNotFound,
    SuccessionKind,
)
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words
from shuoshi.units.actions import add_answered_place, add_unit
from shuoshi.units.queries import units_at, units_of
from shuoshi.units.terms import BODIES, UNIT_KINDS, UnitKind
from shuoshi.web.administering import (
    Do,
    administered,
    for_administrator,
    for_keepers,
    inside,
    once,
    soon,
)
from shuoshi.web.answering import Given, chosen_day, chosen_id


@require_safe
@for_keepers(ADMINISTRATOR, SECURITY)
def index(request: HttpRequest, by: Actor) -> HttpResponse:
    """Where an administrator begins: the place of their duty, or the accounts there."""
    return redirect("site_place" if by.role == ADMINISTRATOR else "site_posts", path=by.bounds.lo)


@require_http_methods(["GET", "POST"])
@for_administrator
def place(request: HttpRequest, by: Actor, path: str) -> HttpResponse:
    """A place: codes and names with their days, what is under it, estates, sites, succession."""
    here = _Place(inside(by, path))
    show = {
        "kinds": PLACE_KINDS, "names": NAME_KINDS, "codes": CODE_SYSTEMS,
        "site_kinds": [(k, in_words(n)) for k, n in SITE_KINDS.items()],
        "succession_kinds": SUCCESSION_KINDS,
    }  # fmt: skip
    return administered(
        request, by, "web/site/place.html", lambda: {"p": place_page(path, local_date(clock_now()))} | show,
        {"place": here.add, "alias": here.alias, "estate": here.estate,
         "buildings": here.buildings, "site": here.site, "succeed": here.succeed},
    )  # fmt: skip


class _Place:
    """What the forms of a place's page do."""

    def __init__(self, path: str) -> None:
        self.path = path

    def add(self, given: QueryDict, by: Actor, at: datetime) -> str:
        name, part = _named(given, "child_name"), given.get("part", "").strip()
        wanted = given.get("child_kind", "")
        if wanted not in set(PlaceKind):
            raise BadInput("请从选项里选。", field="child_kind")
        made = add_answered_place(
            parent_path=self.path,
            kind=PlaceKind(wanted),
            name=name,
            part=part or None,
            by=by,
            at=at,
        )
        return _("已新增：%(name)s（%(path)s）。") % {"name": made.name, "path": made.path}

    def alias(self, given: QueryDict, by: Actor, at: datetime) -> str:
        name_also(path=self.path, alias=_named(given, "alias"), by=by, at=at)
        return _("已记下这个别名。")

    def estate(self, given: QueryDict, by: Actor, at: datetime) -> str:
        add_estate(name=_named(given, "estate_name"), community=self.path, by=by, at=at)
        return _("已新增小区，请再选它有哪些楼栋。")

    def buildings(self, given: QueryDict, by: Actor, at: datetime) -> str:
        chosen = given.getlist("buildings")
        estate = chosen_id(given.get("estate", ""), "estate")
        put_in_estate(estate_id=estate, buildings=chosen, by=by, at=at)
        return _("已记下：%(n)s 栋楼。") % {"n": len(chosen)}

    def site(self, given: QueryDict, by: Actor, at: datetime) -> str:
        add_site(
            name=_named(given, "site_name"), kind=given.get("site_kind", ""), path=self.path,
            by=by, at=at,
        )  # fmt: skip
        return _("已新增场所。")

    def succeed(self, given: QueryDict, by: Actor, at: datetime) -> str:
        kind, after = given.get("succession", ""), given.get("after", "").strip()
        if kind not in set(SuccessionKind):
            raise BadInput("请从选项里选。", field="succession")
        if given.get("sure") != "true":
            raise BadInput("请先核对，再勾上“我核对过了”。", field="sure")
        try:
            place_at(after)
        except PlaceNotFound:
            raise BadInput("没有这个编号的地点。", field="after") from None
        succeed(
            before_path=self.path, after_path=inside(by, after), kind=SuccessionKind(kind),
            on=chosen_day(given.get("succeed_on", ""), "succeed_on"), by=by, at=at,
        )  # fmt: skip
        soon("follow", timestamp=int(at.timestamp()))
        return _("已记下沿革；原来的事不搬动，新单位的人接着能看到、能办。")


def _named(given: QueryDict, field: str) -> str:
    name = given.get(field, "").strip()
    if not 1 <= len(name) <= 80:
        raise BadInput("请写名称，最多 80 个字。", field=field)
    return name


@require_http_methods(["GET", "POST"])
@for_keepers(SECURITY, ADMINISTRATOR)
def posts(request: HttpRequest, by: Actor, path: str) -> HttpResponse:
    """The units at a place, and who holds which duty there."""
    inside(by, path)

    def show() -> dict[str, object]:
        roles = [(r.code, in_words(r.name)) for r in ROLES.values() if r.code not in NOT_DUTIES]
        return {
            "way": place_page(path, local_date(clock_now())).way,
            "below": place_page(path, local_date(clock_now())).children, "units": units_of(path), "kinds": UNIT_KINDS,
            "bodies": BODIES, "held": duties_at(path, local_date(clock_now())), "names": ROLES,
            "roles": roles, "fresh": None,
            "choices": [(u.id, u.name) for u in units_at(path, local_date(clock_now())) if by.bounds.holds(u.path)],
            "unit_kinds": [(k, in_words(n)) for k, n in UNIT_KINDS.items()],
            "estates": [(e.id, e.name) for e in place_page(path, local_date(clock_now())).estates],
        }  # fmt: skip

    here = _Posts(request, path)
    keeps: dict[str, Do] = {
        "account": here.account, "give": here.give, "end": here.end, "reset": here.reset,
        "factor": here.factor, "close": here.close,
    }  # fmt: skip
    does = keeps if by.role == SECURITY else {"unit": here.unit}
    return administered(request, by, "web/site/posts.html", show, does)


class _Posts:
    """What the forms of a place's posts do."""

    def __init__(self, request: HttpRequest, path: str) -> None:
        self.request, self.path = request, path

    def unit(self, given: QueryDict, by: Actor, at: datetime) -> str:
        kind = given.get("unit_kind", "")
        if kind not in set(UnitKind):
            raise BadInput("请从选项里选。", field="unit_kind")
        estate = given.get("unit_estate", "")
        made = add_unit(
            kind=UnitKind(kind), name=_named(given, "unit_name"), path=self.path, by=by, at=at,
            estate_id=chosen_id(estate, "unit_estate") if estate else None,
        )  # fmt: skip
        return _("已新增：%(name)s。") % {"name": made.name}

    def account(self, given: QueryDict, by: Actor, at: datetime) -> Given:
        program = given.get("program") == "true"
        username = given.get("new_username", "").strip()
        password = None if program else first_password()
        open_account(
            username=username, name=_named(given, "account_name"), by=by, at=at, path=self.path,
            password=password, given=not program,
        )  # fmt: skip
        if password is None:
            return _("已开程序账号：%(name)s。再给一个岗位，做一个密钥。") % {"name": username}
        return {"fresh": (username, password)}

    def give(self, given: QueryDict, by: Actor, at: datetime) -> str:
        account = account_called(given.get("username", ""))
        of = chosen_id(given.get("unit", ""), "unit")
        if of not in {u.id for u in units_at(self.path, local_date(at))}:
            raise BadInput("请从名单里选。", field="unit")
        starts = given.get("starts_on", "")
        give_duty(
            account_id=account, role=given.get("role", ""), path=self.path, unit_id=of, by=by, at=at,
            starts_on=chosen_day(starts, "starts_on") if starts else local_date(at),
        )  # fmt: skip
        return _("已给岗位。")

    def reset(self, given: QueryDict, by: Actor, at: datetime) -> Given:
        username = given.get("reset_username", "")
        once(self.request, given)
        fresh = reset_password(account_id=account_called(username), by=by, at=at)
        return {"fresh": (username, fresh)}

    def factor(self, given: QueryDict, by: Actor, at: datetime) -> str:
        username = given.get("factor_username", "")
        remove_factors(account_id=account_called(username), by=by, at=at)
        return _("已去掉 %(name)s 的第二道验证，下次登录要重新设置。") % {"name": username}

    def close(self, given: QueryDict, by: Actor, at: datetime) -> str:
        username = given.get("close_username", "")
        close_account(account_id=account_called(username), by=by, at=at)
        return _("已停用 %(name)s：岗位和密钥都已结束。") % {"name": username}

    def end(self, given: QueryDict, by: Actor, at: datetime) -> str:
        duty = chosen_id(given.get("duty", ""), "duty")
        if duty not in {held.id for held in duties_at(self.path, local_date(at))}:
            raise BadInput("这个岗位已经结束了。")
        if duty == by.duty_id:
            raise BadInput("不能结束自己的岗位，请另一位安全管理员来办。")
        end_duty(duty_id=duty, by=by, at=at)
        return _("岗位已结束。")
