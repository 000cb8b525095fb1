"""Rosters: put together, planned, published, served, swapped; the same actions as the pages."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Status

from shuoshi.kernel.clock import now as clock_now
from shuoshi.reach.terms import Actor, Reach
from shuoshi.rosters.arranging import (
    add_members,
    add_spot,
    ask_roster,
    drop_member,
    drop_roster,
    drop_spot,
    drop_wish,
    mend_member,
    mend_rules,
    mend_spot,
    publish_roster,
    start_roster,
    wish_for,
)
from shuoshi.rosters.queries import on_duty, own_turns, roster_shown, rosters_within
from shuoshi.rosters.serving import begin_turn, end_turn, fix_turn, give_turn, take_back_turn
from shuoshi.rosters.swapping import agree_to_swap, ask_swap, decide_swap, take_back_swap
from shuoshi.rosters.terms import TurnNotFound
from shuoshi.web.administering import soon
from shuoshi.web.api.base import Errors, actors, in_person
from shuoshi.web.asking import under_any, under_whose_range
from shuoshi.web.roster_schemas import (
    AskPlanIn,
    FixedIn,
    GiveIn,
    MemberIn,
    MembersIn,
    RosterIn,
    RosterOut,
    RosterRulesIn,
    RosterWholeOut,
    SpotIn,
    SwapIn,
    SwapOut,
    SwapYesIn,
    TurnOut,
    WishIn,
    asked_said,
    member_said,
    roster_out,
    rules_said,
    spot_said,
    swap_out,
    turn_out,
    whole_out,
    wish_said,
)
from shuoshi.web.rostering import arrangers, on_duty_seers

router = Router(tags=["rosters"])
Made = dict[str, UUID]


def _arranged(request: HttpRequest, do: Callable[[Actor], Any]) -> Any:
    return under_any(arrangers(in_person(request)), do)


def _served(request: HttpRequest, do: Callable[[Actor], Any]) -> Any:
    """Under one's own name, else of one's unit or range. Raises TurnNotFound for whoever has nothing to do with it."""
    able = [a for a in in_person(request) if a.reach is not Reach.TOKEN]
    if not able:
        raise TurnNotFound
    return under_any(sorted(able, key=lambda a: a.reach is not Reach.RESIDENT), do)


@router.get("/rosters", response={200: list[RosterOut], **Errors})
def rosters(request: HttpRequest) -> list[RosterOut]:
    """Rosters of my range, the newest first, fifty at most."""
    found = {r.id: r for a in arrangers(actors(request)) for r in rosters_within(by=a)}
    return [roster_out(r) for r in found.values()]


@router.post("/rosters", response={201: Made, **Errors})
def start(request: HttpRequest, given: RosterIn = Body(...)) -> Status:
    """A roster to make."""
    by = under_whose_range(arrangers(in_person(request)), given.place)
    return Status(201, {"id": start_roster(asked=asked_said(given), by=by, at=clock_now())})


@router.get("/rosters/{uuid:roster_id}", response={200: RosterWholeOut, **Errors})
def whole(request: HttpRequest, roster_id: UUID) -> RosterWholeOut:
    """One roster with its spots, members, turns and swaps, and what makes it impossible."""
    return whole_out(under_any(arrangers(actors(request)), lambda a: roster_shown(roster_id, by=a)))


@router.put("/rosters/{uuid:roster_id}/rules", response={204: None, **Errors})
def rules(request: HttpRequest, roster_id: UUID, given: RosterRulesIn = Body(...)) -> Status:
    """Other rules; they hold once it is planned anew."""

    def mend(by: Actor) -> None:
        asked = rules_said(given, roster_shown(roster_id, by=by))
        mend_rules(roster_id=roster_id, asked=asked, by=by, at=clock_now())

    _arranged(request, mend)
    return Status(204, None)


@router.delete("/rosters/{uuid:roster_id}", response={204: None, **Errors})
def dropped(request: HttpRequest, roster_id: UUID) -> Status:
    """A roster that was not published is not needed after all."""
    _arranged(request, lambda a: drop_roster(roster_id=roster_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/rosters/{uuid:roster_id}/spots", response={201: Made, **Errors})
def spot(request: HttpRequest, roster_id: UUID, given: SpotIn = Body(...)) -> Status:
    """Somewhere to be on duty."""
    made = _arranged(
        request, lambda a: add_spot(roster_id=roster_id, spot=spot_said(given), by=a, at=clock_now())
    )  # fmt: skip
    return Status(201, {"id": made})


@router.put("/rosters/spots/{uuid:spot_id}", response={204: None, **Errors})
def spot_mended(request: HttpRequest, spot_id: UUID, given: SpotIn = Body(...)) -> Status:
    """A spot asks for others than was said."""
    _arranged(
        request, lambda a: mend_spot(spot_id=spot_id, spot=spot_said(given), by=a, at=clock_now())
    )  # fmt: skip
    return Status(204, None)


@router.delete("/rosters/spots/{uuid:spot_id}", response={204: None, **Errors})
def spot_dropped(request: HttpRequest, spot_id: UUID) -> Status:
    """Nobody is on duty there after all."""
    _arranged(request, lambda a: drop_spot(spot_id=spot_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/rosters/{uuid:roster_id}/members", response={200: dict[str, int], **Errors})
def members(request: HttpRequest, roster_id: UUID, given: MembersIn = Body(...)) -> dict[str, int]:
    """Helpers who serve; gives how many are new."""
    many = _arranged(
        request,
        lambda a: add_members(roster_id=roster_id, helpers=given.helpers, by=a, at=clock_now()),
    )
    return {"new": many}


@router.put("/rosters/members/{uuid:member_id}", response={204: None, **Errors})
def member_mended(request: HttpRequest, member_id: UUID, given: MemberIn = Body(...)) -> Status:
    """Other rules for a member."""
    said = member_said(given)
    _arranged(request, lambda a: mend_member(member_id=member_id, said=said, by=a, at=clock_now()))
    return Status(204, None)


@router.delete("/rosters/members/{uuid:member_id}", response={204: None, **Errors})
def member_dropped(request: HttpRequest, member_id: UUID) -> Status:
    """Somebody serves no more who has not served yet."""
    _arranged(request, lambda a: drop_member(member_id=member_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/rosters/members/{uuid:member_id}/wishes", response={201: Made, **Errors})
def wish(request: HttpRequest, member_id: UUID, given: WishIn = Body(...)) -> Status:
    """What a member would like."""
    made = _arranged(
        request, lambda a: wish_for(member_id=member_id, wish=wish_said(given), by=a, at=clock_now())
    )  # fmt: skip
    return Status(201, {"id": made})


@router.delete(
    "/rosters/members/{uuid:member_id}/wishes/{uuid:roster_wish_id}", response={204: None, **Errors}
)
def wish_dropped(request: HttpRequest, member_id: UUID, roster_wish_id: UUID) -> Status:
    """A wish is taken back."""
    _arranged(
        request,
        lambda a: drop_wish(member_id=member_id, wish_id=roster_wish_id, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.put("/rosters/members/{uuid:member_id}/turn", response={204: None, **Errors})
def given_turn(request: HttpRequest, member_id: UUID, given: GiveIn = Body(...)) -> Status:
    """What a member does on a day, by hand."""
    _arranged(
        request,
        lambda a: give_turn(
            member_id=member_id, day=given.day, shift=given.shift, spot_id=given.spot, by=a, at=clock_now()
        ),
    )  # fmt: skip
    return Status(204, None)


@router.post("/rosters/{uuid:roster_id}/plan", response={202: None, **Errors})
def plan(request: HttpRequest, roster_id: UUID, given: AskPlanIn = Body(...)) -> Status:
    """Let it be planned, or planned anew round what has begun and is fixed; the worker does it."""
    _arranged(
        request,
        lambda a: ask_roster(roster_id=roster_id, seconds=given.seconds, by=a, at=clock_now()),
    )
    soon("plan_asked_rosters")
    return Status(202, None)


@router.post("/rosters/{uuid:roster_id}/publish", response={204: None, **Errors})
def publish(request: HttpRequest, roster_id: UUID) -> Status:
    """Let its members see it as it is planned now."""
    _arranged(request, lambda a: publish_roster(roster_id=roster_id, by=a, at=clock_now()))
    return Status(204, None)


@router.get("/duty", response={200: list[TurnOut], **Errors})
def duty(request: HttpRequest) -> list[TurnOut]:
    """Who is on duty now, of my range or unit."""
    able = on_duty_seers(actors(request))
    found = {t.id: t for a in able for t, _pattern in on_duty(by=a, at=clock_now())}
    return [turn_out(t) for t in found.values()]


@router.get("/my/turns", response={200: list[TurnOut], **Errors})
def mine(request: HttpRequest) -> list[TurnOut]:
    """My own turns, from yesterday on."""
    able = [a for a in actors(request) if a.reach is Reach.RESIDENT]
    return [turn_out(t) for a in able for t in own_turns(by=a, at=clock_now()).turns]


@router.post("/turns/{uuid:turn_id}/begin", response={204: None, **Errors})
def begin(request: HttpRequest, turn_id: UUID) -> Status:
    """Somebody is there."""
    _served(request, lambda a: begin_turn(turn_id=turn_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/turns/{uuid:turn_id}/end", response={204: None, **Errors})
def end(request: HttpRequest, turn_id: UUID) -> Status:
    """Somebody goes; the real minutes are reported to be confirmed."""
    _served(request, lambda a: end_turn(turn_id=turn_id, by=a, at=clock_now()))
    return Status(204, None)


@router.delete("/turns/{uuid:turn_id}/begin", response={204: None, **Errors})
def begun_taken_back(request: HttpRequest, turn_id: UUID) -> Status:
    """A beginning that was a mistake."""
    _served(request, lambda a: take_back_turn(turn_id=turn_id, by=a, at=clock_now()))
    return Status(204, None)


@router.put("/turns/{uuid:turn_id}/fixed", response={204: None, **Errors})
def fixed(request: HttpRequest, turn_id: UUID, given: FixedIn = Body(...)) -> Status:
    """Whatever is planned anew, this turn stays; or no longer."""
    _arranged(
        request, lambda a: fix_turn(turn_id=turn_id, fixed=given.fixed, by=a, at=clock_now())
    )  # fmt: skip
    return Status(204, None)


@router.get("/my/swaps", response={200: list[SwapOut], **Errors})
def swaps(request: HttpRequest) -> list[SwapOut]:
    """Swaps that I asked for, or am asked for."""
    able = [a for a in actors(request) if a.reach is Reach.RESIDENT]
    return [swap_out(s) for a in able for s in own_turns(by=a, at=clock_now()).swaps]


@router.post("/turns/{uuid:turn_id}/swap", response={201: Made, **Errors})
def swap(request: HttpRequest, turn_id: UUID, given: SwapIn = Body(...)) -> Status:
    """Ask another member to take my turn, for one of theirs or for nothing."""
    made = _served(
        request,
        lambda a: ask_swap(turn_id=turn_id, taker_id=given.taker, back_id=given.back, by=a, at=clock_now()),
    )  # fmt: skip
    return Status(201, {"id": made})


@router.post("/swaps/{uuid:swap_id}/answer", response={204: None, **Errors})
def answer(request: HttpRequest, swap_id: UUID, given: SwapYesIn = Body(...)) -> Status:
    """I was asked, and say yes or no."""
    _served(request, lambda a: agree_to_swap(swap_id=swap_id, yes=given.yes, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/swaps/{uuid:swap_id}/decide", response={204: None, **Errors})
def decide(request: HttpRequest, swap_id: UUID, given: SwapYesIn = Body(...)) -> Status:
    """Whoever arranges approves, or not."""
    _arranged(request, lambda a: decide_swap(swap_id=swap_id, yes=given.yes, by=a, at=clock_now()))
    return Status(204, None)


@router.delete("/swaps/{uuid:swap_id}", response={204: None, **Errors})
def taken_back(request: HttpRequest, swap_id: UUID) -> Status:
    """I asked, and take it back."""
    _served(request, lambda a: take_back_swap(swap_id=swap_id, by=a, at=clock_now()))
    return Status(204, None)
