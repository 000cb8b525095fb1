"""Stops on a phone without a network: one's way of today, and what a phone brings home of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shuoshi.devices.rules import text_of
from shuoshi.devices.terms import About, Ask, Candidate, Differs, Item, Written
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import Conflict
from shuoshi.kernel.texts import Bilingual
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, Reach
from shuoshi.rounds.driving import drives, look_at_stop, note_stop, write_came
from shuoshi.rounds.models import Crew, Stop
from shuoshi.rounds.queries import StopRow, crews_within, stop_shown
from shuoshi.rounds.terms import (
    ARRANGERS,
    KINDS,
    NOTE_MOST,
    RECEIPTS,
    SAID,
    STOP_STATES,
    Came,
    Kind,
    StopNotFound,
    StopState,
)


class StopKind:
    """What came of a stop, by the stop."""

    name = "stop"
    title = Bilingual("上门一站", "Stop")
    order = 1
    arrangers: Collection[str] = ARRANGERS

    def candidates(self, able: Sequence[Actor], at: datetime) -> list[Candidate]:
        """The stops that wait on the way of one's own crews, in their order; a visit is done with its stop."""
        found = list[Candidate]()
        for by in filter(drives, able):
            crews = _crews(by, at)
            with acting(SYSTEM):
                waits = Stop.objects.filter(crew_id__in=crews, state=StopState.WAITS)
                stops = list(waits.order_by("crew__name", "n").values_list("id", "carer_id"))
            found += [Candidate(self.name, i, by, ("visit", c) if c else None) for i, c in stops]
        return found

    def item(self, candidate: Candidate, at: datetime) -> Item | None:
        """None where nobody goes there any more."""
        try:
            values = look_at_stop(stop_id=candidate.subject_id, by=candidate.by, at=at)
            crew, stop = stop_shown(candidate.subject_id, by=candidate.by)
        except (StopNotFound, Conflict):
            return None
        return _item(stop, crew, values)

    def sees(self, subject_id: UUID, by: Actor) -> bool:
        if not drives(by):
            return False
        with acting(by):
            return Stop.objects.filter(id=subject_id).exists()

    def about(self, subject_id: UUID) -> About | None:
        stop = Stop.objects.filter(id=subject_id).first()
        return About(stop.path, stop.person_id, stop.household_id) if stop else None

    def asks(self, subject_id: UUID) -> tuple[Ask, ...]:
        stop = Stop.objects.filter(id=subject_id).first()
        return _asks(stop.kind) if stop else ()

    def take(
        self, written: Written, able: Sequence[Actor], given: Actor | None, at: datetime
    ) -> None:
        """Raises StopNotFound, Differs, BadInput with its field."""
        came = came_as(written)
        try:
            self._note(came, written.captured_at, able, given, at)
        except Conflict:
            with acting(SYSTEM):
                raise Differs(self.theirs(written)) from None

    def _note(
        self, came: Came, when: datetime, able: Sequence[Actor], given: Actor | None, at: datetime
    ) -> None:
        for by in filter(drives, able):
            try:
                note_stop(came=came, by=by, at=at, done_at=when)
            except StopNotFound:
                continue
            return
        if given is None or not drives(given):
            raise StopNotFound
        with acting(SYSTEM):
            write_came(came, given, at, when)

    def kept(self, written: Written) -> bool:
        said, found = came_as(written), Stop.objects.filter(id=written.subject_id).first()
        return found is not None and (found.state, found.receipt, str(found.note or "")) == (
            said.state, said.receipt, said.note,
        )  # fmt: skip

    def theirs(self, written: Written) -> Mapping[str, Any]:
        stop = Stop.objects.filter(id=written.subject_id).first()
        if stop is None:
            return {}
        return {"state": stop.state, "receipt": stop.receipt, "note": str(stop.note or "")}

    def settle(self, written: Written, able: Sequence[Actor], at: datetime) -> None:
        """What somebody chose holds; what was called off stays so. Raises StopNotFound, BadInput with its field."""
        by = next((a for a in able if self.sees(written.subject_id, a)), None)
        if by is None:
            raise StopNotFound
        came = came_as(written)
        with acting(SYSTEM):
            if came.state != StopState.OFF and not self.kept(written):
                write_came(came, by, at, written.captured_at, anew=written.id)


def _crews(by: Actor, at: datetime) -> list[UUID]:
    """The crews of today in which somebody goes: those of their unit, of a neighbour or a grid worker their own."""
    found = [crew_id for crew_id, _name, _day in crews_within(by=by, on=local_date(at))]
    if by.reach is not Reach.TERRITORIAL:
        return found
    with acting(SYSTEM):
        own = Crew.objects.filter(id__in=found, helper__account_id=by.account_id)
        mine = set(own.values_list("id", flat=True))
    return [i for i in found if i in mine]


def _item(stop: StopRow, crew: str, values: Mapping[str, str]) -> Item:
    """One line with the values that are needed there."""
    kind = KINDS[Kind(stop.kind)]
    what = Bilingual(f"{kind.zh}：{stop.called.zh}", f"{kind.en}: {stop.called.en}")
    facts: list[tuple[Bilingual, str | Bilingual]] = [
        (Bilingual("组", "Crew"), crew), (Bilingual("做什么", "What for"), what),
    ]  # fmt: skip
    if stop.begins_s is not None:
        planned = f"{stop.begins_s // 3600}:{stop.begins_s % 3600 // 60:02}"
        facts.append((Bilingual("计划几点", "Planned at"), planned))
    if values.get("door"):
        facts.append((Bilingual("门牌", "Door"), values["door"]))
    if values.get("contact"):
        facts.append((Bilingual("紧急联系人", "Whom to call"), values["contact"]))
    return Item(
        StopKind.name, stop.id, values.get("name") or stop.name or stop.place, stop.place, tuple(facts),
        values.get("phone", ""), _asks(stop.kind),
    )  # fmt: skip


def _asks(kind: str) -> tuple[Ask, ...]:
    found = [
        Ask("state", Bilingual("办成了没有", "What came of it"), "choice",
            tuple((s.value, n) for s, n in STOP_STATES.items() if s in SAID), True,
            known=((StopState.OFF.value, STOP_STATES[StopState.OFF]),)),
    ]  # fmt: skip
    if kind == "delivery":
        found.append(
            Ask("receipt", Bilingual("谁签收的", "Who took it"), "choice",
                tuple((r.value, n) for r, n in RECEIPTS.items()), True, when=("state", ("done",)))
        )  # fmt: skip
    return (*found, Ask("note", Bilingual("说一句", "In words"), "text", most=NOTE_MOST))


def came_as(written: Written) -> Came:
    """What came of a stop as a phone wrote it. Raises BadInput with its field."""
    v = written.values
    return Came(written.subject_id, text_of(v, "state"), text_of(v, "receipt"), text_of(v, "note"))
