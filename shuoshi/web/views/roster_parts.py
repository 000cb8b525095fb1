"""One spot and one member of a roster: mended, wished, given a turn by hand, dropped; one's own turns."""

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
from shuoshi.rosters.arranging import (
    drop_member,
    drop_spot,
    drop_wish,
    mend_member,
    mend_spot,
    wish_for,
)
from shuoshi.rosters.queries import member_shown, own_turns, roster_shown, spot_shown
from shuoshi.rosters.serving import begin_turn, end_turn, fix_turn, give_turn, take_back_turn
from shuoshi.rosters.swapping import agree_to_swap, ask_swap, take_back_swap
from shuoshi.rosters.terms import SpotNotFound
from shuoshi.web.answering import Given, answered, chosen_id, for_staff, to_login
from shuoshi.web.asking import as_resident, under_any
from shuoshi.web.helping import number_of
from shuoshi.web.rostering import (
    arrangers,
    member_of,
    member_values,
    shift_options,
    spot_of,
    spot_values,
    wish_of,
    words_of_rosters,
)


@require_http_methods(["GET", "POST"])
@for_staff
def spot_page(
    request: HttpRequest, signed: SignedIn, roster_id: UUID, spot_id: UUID
) -> HttpResponse:
    """How many a spot asks for; mended or dropped."""
    by, spot = under_any(arrangers(signed.by_duty()), lambda a: (a, spot_shown(spot_id, by=a)))
    if spot.roster_id != roster_id:
        raise SpotNotFound
    shown = roster_shown(roster_id, by=by)

    def mend(given: QueryDict) -> Given:
        mend_spot(spot_id=spot_id, spot=spot_of(given, shown.pattern), by=by, at=clock_now())
        messages.success(request, _("改好了；重新排一次才照办。"))
        return redirect("roster", roster_id=roster_id)

    def drop(given: QueryDict) -> Given:
        drop_spot(spot_id=spot_id, by=by, at=clock_now())
        messages.success(request, _("岗点删掉了。"))
        return redirect("roster", roster_id=roster_id)

    def show() -> Mapping[str, Any]:
        return {
            "shown": shown, "r": shown.row, "spot": spot, "values": spot_values(spot),
            "shifts": shift_options(shown.pattern), **words_of_rosters(),
        }  # fmt: skip

    return answered(request, "web/roster_spot.html", show, {"mend": mend, "drop": drop})


@require_http_methods(["GET", "POST"])
@for_staff
def member_page(
    request: HttpRequest, signed: SignedIn, roster_id: UUID, member_id: UUID
) -> HttpResponse:
    """What holds for a member, what they wish, their turns."""
    able = arrangers(signed.by_duty())
    by, (shown, member) = under_any(able, lambda a: (a, member_shown(member_id, by=a)))

    def mend(given: QueryDict) -> Given:
        mend_member(member_id=member_id, said=member_of(given), by=by, at=clock_now())
        return _("改好了；重新排一次才照办。")

    def wish(given: QueryDict) -> Given:
        wish_for(member_id=member_id, wish=wish_of(given), by=by, at=clock_now())
        return _("记下了，排的时候尽量照顾。")

    def unwish(given: QueryDict) -> Given:
        drop_wish(
            member_id=member_id, wish_id=chosen_id(given.get("wish")), by=by, at=clock_now()
        )  # fmt: skip
        return _("去掉了。")

    def give(given: QueryDict) -> Given:
        spot = given.get("spot", "")
        give_turn(
            member_id=member_id, day=number_of(given.get("day", ""), "day"), shift=given.get("shift", ""),
            spot_id=chosen_id(spot, "spot") if spot else None, by=by, at=clock_now(),
        )  # fmt: skip
        return _("定好了；重新排一次，别人的班跟着调。")

    def fix(given: QueryDict) -> Given:
        fixed, turn = given.get("fixed") == "true", chosen_id(given.get("turn"))
        fix_turn(turn_id=turn, fixed=fixed, by=by, at=clock_now())
        return _("这一班固定了。") if fixed else _("这一班可以再调了。")

    def drop(given: QueryDict) -> Given:
        drop_member(member_id=member_id, by=by, at=clock_now())
        messages.success(request, _("不再排这位了；重新排一次。"))
        return redirect("roster", roster_id=shown.row.id)

    def show() -> Mapping[str, Any]:
        return {
            "shown": shown, "r": shown.row, "m": member, "values": member_values(member), "now": clock_now(),
            "shifts": shift_options(shown.pattern), "spots": [(str(s.id), s.name) for s in shown.spots],
            **words_of_rosters(),
        }  # fmt: skip

    does = {"mend": mend, "wish": wish, "unwish": unwish, "give": give, "fix": fix, "drop": drop}
    return answered(request, "web/roster_member.html", show, does)


@require_http_methods(["GET", "POST"])
def my_duty_page(request: HttpRequest) -> HttpResponse:
    """One's own turns: sign in, sign out, swap."""
    by = as_resident(request)
    if by is None:
        return to_login(request)

    def begin(given: QueryDict) -> Given:
        begin_turn(turn_id=chosen_id(given.get("turn")), by=by, at=clock_now())
        return _("签到了。")

    def end(given: QueryDict) -> Given:
        end_turn(turn_id=chosen_id(given.get("turn")), by=by, at=clock_now())
        return _("签退了，时长等组织者确认。")

    def back(given: QueryDict) -> Given:
        take_back_turn(turn_id=chosen_id(given.get("turn")), by=by, at=clock_now())
        return _("签到撤回了。")

    def ask(given: QueryDict) -> Given:
        taker, colon, theirs = given.get("with", "").partition(":")
        ask_swap(
            turn_id=chosen_id(given.get("turn")), taker_id=chosen_id(taker, "with"),
            back_id=chosen_id(theirs, "with") if colon and theirs else None, by=by, at=clock_now(),
        )  # fmt: skip
        return _("问了对方，答应以后等安排的人同意。")

    def answer(given: QueryDict) -> Given:
        yes = given.get("yes") == "true"
        agree_to_swap(swap_id=chosen_id(given.get("swap")), yes=yes, by=by, at=clock_now())
        return _("答应了，等安排的人同意。") if yes else _("没有答应。")

    def off(given: QueryDict) -> Given:
        take_back_swap(swap_id=chosen_id(given.get("swap")), by=by, at=clock_now())
        return _("不换了。")

    def show() -> Mapping[str, Any]:
        return {"mine": own_turns(by=by, at=clock_now()), "now": clock_now(), **words_of_rosters()}

    does = {"begin": begin, "end": end, "back": back, "ask": ask, "answer": answer, "off": off}
    return answered(request, "web/my_duty.html", show, does)
