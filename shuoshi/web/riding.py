"""What pages and API say of rounds: options, names, what a form means."""

from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import normalize

from django.http import QueryDict

from shuoshi.helpers.queries import helper_shown, helpers_within, names_of_helpers
from shuoshi.helpers.terms import SKILLS
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.reach.terms import Actor, Reach
from shuoshi.rounds.queries import CrewRow, StopRow
from shuoshi.rounds.terms import (
    ARRANGERS,
    CAR_KMH,
    DRIVERS,
    FACTOR,
    KINDS,
    MODES,
    RECEIPTS,
    STOP_STATES,
    WALK_KMH,
    WHY_LEFT,
    CrewSaid,
    Going,
    MayNotPlan,
    Spot,
    StopAsks,
    StopSaid,
)
from shuoshi.ui.words import in_words
from shuoshi.web.answering import chosen_day, chosen_id
from shuoshi.web.helping import helper_options, number_of, units_of

_GOERS = 500
"""How many helpers are offered to choose from."""
FIRST = 5
"""The priority of what is urgent."""


def riders(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties under which somebody arranges rounds or goes on them. Raises MayNotPlan."""
    able = tuple(
        a for a in actors
        if (a.reach is Reach.TERRITORIAL and a.role in ARRANGERS)
        or (a.reach is Reach.HOLDING and a.role in DRIVERS)
    )  # fmt: skip
    if not able:
        raise MayNotPlan
    return able


def planners(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties under which somebody arranges rounds. Raises MayNotPlan."""
    able = tuple(a for a in actors if a.reach is Reach.TERRITORIAL and a.role in ARRANGERS)
    if not able:
        raise MayNotPlan
    return able


def words_of_rounds() -> Mapping[str, Any]:
    """Options and names for the pages of rounds."""
    return {
        "round_kinds": {k.value: in_words(n) for k, n in KINDS.items()},
        "kind_options": [(k.value, in_words(n)) for k, n in KINDS.items()],
        "mode_names": {m.value: in_words(n) for m, n in MODES.items()},
        "mode_options": [(m.value, in_words(n)) for m, n in MODES.items()],
        "stop_states": {s.value: in_words(n) for s, n in STOP_STATES.items()},
        "receipt_names": {r.value: in_words(n) for r, n in RECEIPTS.items()},
        "receipt_options": [(r.value, in_words(n)) for r, n in RECEIPTS.items()],
        "why_left": {w: in_words(n) for w, n in WHY_LEFT.items()},
        "skill_options": [(c, in_words(n)) for c, n in SKILLS.items()],
        "skill_names": {c: in_words(n) for c, n in SKILLS.items()},
        "today": local_date(clock_now()), "hm": hour_and_minute, "km": kilometres, "what_of": what_of,
    }  # fmt: skip


def hour_and_minute(seconds: int | None) -> str:
    """Seconds of a day as 8:05; nothing where there are none."""
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}" if seconds is not None else ""


def kilometres(metres: int) -> str:
    """Metres as kilometres with one digit."""
    return f"{metres / 1000:.1f}"


def minute_of(text: str, field: str, otherwise: int) -> int:
    """A time of day of a form, in minutes; another where it is left empty. Raises BadInput."""
    if not text.strip():
        return otherwise
    hours, colon, minutes = normalize("NFKC", text).strip().partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and len(text.strip()) <= 5):
        raise BadInput("请按 8:30 的样子填时间。", field=field)
    found = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or found > 24 * 60:
        raise BadInput("请按 8:30 的样子填时间。", field=field)
    return found


def degrees_of(text: str, field: str) -> float:
    """Degrees of a form. Raises BadInput."""
    try:
        found = float(text.strip())
    except ValueError:
        found = 999.0
    if not -180 <= found <= 180:
        raise BadInput("请写度数，如 37.524。", field=field)
    return found


def going_of(given: QueryDict) -> Going:
    """What a form says of a day. Raises BadInput."""
    return Going(
        given.get("place", ""), chosen_day(given.get("on", ""), "on"), given.get("name", ""), given.get("base", ""),
        degrees_of(given.get("base_lat", ""), "base_lat"), degrees_of(given.get("base_lon", ""), "base_lon"),
        _decimal(given.get("factor", ""), "factor", FACTOR), _decimal(given.get("car_kmh", ""), "car_kmh", CAR_KMH),
        _decimal(given.get("walk_kmh", ""), "car_kmh", WALK_KMH),
    )  # fmt: skip


def _decimal(text: str, field: str, otherwise: float) -> float:
    if not text.strip():
        return otherwise
    try:
        found = float(text)
    except ValueError:
        raise BadInput("请写数字。", field=field) from None
    return found if found == found and abs(found) < 1e6 else -1.0


def crew_of(given: QueryDict, by: Actor) -> CrewSaid:
    """What a form says of a crew; with a helper it is of the helper's unit. Raises BadInput, HelperNotFound."""
    room, helper = given.get("room", "").strip(), given.get("helper", "")
    who = chosen_id(helper, "helper") if helper else None
    if who is None and not given.get("unit"):
        raise BadInput("选谁去，或者选哪个单位，选一个。", field="unit")
    unit = helper_shown(who, by=by).unit_id if who else chosen_id(given.get("unit"), "unit")
    return CrewSaid(
        given.get("name", ""), given.get("mode", ""), unit, who, minute_of(given.get("starts", ""), "starts", 8 * 60),
        minute_of(given.get("ends", ""), "ends", 17 * 60), number_of(room, "room") if room else None,
        frozenset(given.getlist("skills")), given.get("rests", "") == "true", _spot(given, "start"),
        _spot(given, "end"),
    )  # fmt: skip


def _spot(given: QueryDict, field: str) -> Spot | None:
    """Where a crew starts or ends that does so elsewhere; None where nothing is said. Raises BadInput."""
    name, lat, lon = (given.get(f"{field}{part}", "").strip() for part in ("", "_lat", "_lon"))
    if not (name or lat or lon):
        return None
    return Spot(name, degrees_of(lat, f"{field}_lat"), degrees_of(lon, f"{field}_lon"))


def crew_values(k: CrewRow, base: Spot) -> Mapping[str, Any]:
    """What the form of a crew says before it is changed."""
    ends = {"start": k.start, "end": k.end}
    elsewhere = {name: spot for name, spot in ends.items() if spot != base}
    return {
        "name": k.name, "mode": k.mode, "unit": str(k.unit_id), "helper": str(k.helper_id or ""),
        "starts": hour_and_minute(k.starts_min * 60), "ends": hour_and_minute(k.ends_min * 60),
        "room": "" if k.room is None else str(k.room), "skills": k.skills, "rests": "true" if k.rests else "",
        **{name: spot.name for name, spot in elsewhere.items()},
        **{f"{name}_lat": spot.lat for name, spot in elsewhere.items()},
        **{f"{name}_lon": spot.lon for name, spot in elsewhere.items()},
    }  # fmt: skip


def stop_of(given: QueryDict) -> StopSaid:
    """What a form says of a stop. Raises BadInput."""
    person, household = given.get("person", ""), given.get("household", "")
    asks = asks_of(given)
    return StopSaid(
        asks.what, asks.opens_min, asks.closes_min, asks.service_min, asks.brings, asks.skills, asks.priority,
        kind=given.get("kind", ""), person_id=chosen_id(person) if person else None,
        household_id=chosen_id(household) if household else None,
    )  # fmt: skip


def asks_of(given: QueryDict, *, was: int = 1) -> StopAsks:
    """What a form says that a stop asks for; its priority stays what it was where the tick did not change.

    Raises:  BadInput
    """
    first = given.get("first") == "true"
    kept = first == (was >= FIRST)
    return StopAsks(
        given.get("what", ""), minute_of(given.get("opens", ""), "opens", 8 * 60),
        minute_of(given.get("closes", ""), "closes", 17 * 60),
        number_of(given.get("service_min") or "10", "service_min"),
        number_of(given.get("brings") or "0", "brings"), frozenset(given.getlist("skills")),
        was if kept else FIRST if first else 1,
    )  # fmt: skip


def stop_values(s: StopRow) -> Mapping[str, Any]:
    """What the form of a stop says before it is changed."""
    return {
        "what": s.what, "opens": hour_and_minute(s.opens_min * 60), "closes": hour_and_minute(s.closes_min * 60),
        "service_min": s.service_min, "brings": s.brings or "", "skills": s.skills,
        "first": "true" if s.priority >= FIRST else "",
    }  # fmt: skip


def what_of(s: StopRow) -> str:
    """What a stop is for, in the reader's words."""
    return in_words(s.called)


def who_may_go(by: Actor, now: CrewRow | None = None) -> Mapping[str, Any]:
    """Helpers and units to choose from for a crew; whoever goes now is among them."""
    helpers, units = helper_options(helpers_within(by=by, most=_GOERS)), units_of((by,))
    if now and now.helper_id and str(now.helper_id) not in dict(helpers):
        helpers.append((str(now.helper_id), names_of_helpers([now.helper_id])[now.helper_id]))
    if now and str(now.unit_id) not in dict(units):
        units.append((str(now.unit_id), now.unit))
    return {"goers": helpers, "units": units}
