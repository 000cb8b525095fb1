"""Everything that opening one matter writes, whoever opens it. Pure but for the next number's year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shuoshi.kernel.bigrams import lexemes
from shuoshi.kernel.clock import local
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.limits import parse_limit
from shuoshi.kernel.worktime import add_limit
from shuoshi.matters.changes import Change, iso
from shuoshi.matters.clocks import Clocking, enter_stage, timers_of
from shuoshi.matters.consequences import outbox, timer_rows, told_at
from shuoshi.matters.ground import Ground
from shuoshi.matters.receipts import hash_of, secret_of
from shuoshi.matters.sealed import BODY, TITLE, plain_fields, plain_words, sealed_text
from shuoshi.matters.terms import Clockwork, Raised
from shuoshi.programmes.conditions import names_of
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import ANCHORS
from shuoshi.reach.queries import accepting
from shuoshi.reach.terms import Actor, SwitchRow


@dataclass(frozen=True, slots=True)
class Kin:
    """What a matter has from the one whose move opened it; `holder` where that move named a unit."""

    parent_id: UUID
    raiser_id: UUID | None
    link: str
    limit: str | None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A matter that is about to be opened: `said` is judged and shaped, `form` is as it is kept.

    Shape:   `switched` is the emergency's switch under which it is accepted, if its programme is one.
    """

    id: UUID
    definition: Definition
    ground: Ground
    said: Raised
    by: Actor
    at: datetime
    form: Mapping[str, Any]
    switched: SwitchRow | None = None
    kin: Kin | None = None

    @property
    def key(self) -> str | None:
        """The emergency's key that seals its texts."""
        return self.switched.key if self.switched else None

    @property
    def lot(self) -> int:
        """The stable lot, 0 to 99."""
        return self.id.int % 100

    @property
    def private(self) -> bool:
        """Whether it is private: by the raiser's word or by its kind."""
        public = self.definition.programme.public
        return self.said.private or bool(public and self.said.kind in public.private_kinds)

    def names(self) -> dict[str, Any]:
        """What conditions may name of it."""
        d, said, at = self.definition, self.said, self.at
        return names_of(
            d.field_types, d.moves, form=plain_fields(d, self.form), now=at,
            place={"kind": self.ground.place_kind, "path": said.path},
            matter={
                "kind": said.kind, "stage": d.programme.first, "lot": self.lot,
                "channel": said.channel, "private": self.private, "opened_at": at,
                "stage_since": at,
            },
        )  # fmt: skip


def switched_on(d: Definition, path: str, at: datetime) -> SwitchRow | None:
    """The switch under which an emergency's programme accepts something now. One statement for such
    a programme, none for others.

    Raises:  EmergencyOff
    """
    kind = d.programme.emergency
    return accepting(kind, path, captured_at=at, at=at) if kind else None


def written(new: Newcomer, names: Mapping[str, Any]) -> Change:
    """Everything that opening one matter writes."""
    d, said, by, at = new.definition, new.said, new.by, new.at
    clockwork = _clockwork(new, names)
    named = new.kin.holder if new.kin else None
    holder = named or new.ground.holder(d.stages[d.programme.first].owner)
    matter = _matter(new) | {
        "holder_id": holder,
        "due_at": iso(clockwork.due_at),
        "overall_due_at": iso(clockwork.overall_due_at),
        "marks": {"limit": [clockwork.limit, iso(at)]} | _marks(new.switched),
    }
    account = by.account_id and str(by.account_id)
    return {
        "matter": matter,
        "title": sealed_text(said.title, TITLE, new.key),
        "body": sealed_text(said.body, BODY, new.key),
        "form": dict(new.form),
        "words": _words(new),
        "step": {
            "id": str(new_id(at)), "move": "open", "to_stage": d.programme.first, "at": iso(at),
            "recorded_at": iso(at), "role": by.role, "said_by": by.said, "account_id": account,
            "unit_id": by.unit_id and str(by.unit_id), "holder_id": holder,
            "due_at": matter["due_at"],
        },
        "journal": {
            "id": str(new_id(at)), "recorded_at": iso(at), "happened_at": iso(at),
            "kind": "matters.open", "subject_id": matter["id"],
            "other_id": matter["parent_id"], "path": said.path, "account_id": account,
            "duty_id": by.duty_id and str(by.duty_id), "role": by.role,
        },
        "notices": outbox(told_at(d, "open", replies=False), at),
        "timers": timer_rows(clockwork.timers, 1, at),
    }  # fmt: skip


def _words(new: Newcomer) -> str | None:
    """What it is found by: none of what an emergency seals."""
    if new.key:
        return None
    plain = plain_words(new.definition, new.form)
    return lexemes((new.said.title, new.said.body, *plain))


def _marks(switched: SwitchRow | None) -> Change:
    if switched is None:
        return {}
    return {"switch": str(switched.id)} | ({"drill": True} if switched.drill else {})


def _matter(new: Newcomer) -> Change:
    """The matter's own row, but for its number, which the statement gives."""
    d, said, kin, at = new.definition, new.said, new.kin, new.at
    return {
        "id": str(new.id),
        "version_id": str(d.version_id),
        "programme": d.key,
        "stage": d.programme.first,
        "place_id": str(new.ground.place_id),
        "path": said.path,
        "raiser_id": str(kin.raiser_id) if kin and kin.raiser_id else None,
        "secret_hash": hash_of(secret_of(new.id)),
        "kind": said.kind,
        "channel": said.channel,
        "private": new.private,
        "opened_at": iso(at),
        "year": local(at).year,
        "lot": new.lot,
        "outside_id": said.outside_id,
        "parent_id": str(kin.parent_id) if kin else None,
        "link": kin.link if kin else "",
    }


def _clockwork(new: Newcomer, names: Mapping[str, Any]) -> Clockwork:
    """The times of the first stage; a limit that the opening move gave comes before the file's."""
    d, path, at = new.definition, new.said.path, new.at
    clocking = Clocking(
        d, new.ground.calendar, names, new.ground.limits, at,
        lambda event: ANCHORS[event](path, at) if event in ANCHORS else None,
    )  # fmt: skip
    first = d.programme.first
    times = enter_stage(clocking, first, at)
    if new.kin is None or new.kin.limit is None:
        return times
    due = add_limit(new.ground.calendar, at, parse_limit(new.kin.limit))
    rings = timers_of(clocking, first, at, due, times.overall_due_at)
    return Clockwork(due, times.overall_due_at, rings, new.kin.limit)
