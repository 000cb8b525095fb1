"""All that a decision about one matter is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shuoshi.kernel.worktime import WorkCalendar
from shuoshi.matters.clocks import Anchor, Clocking, ends_of
from shuoshi.matters.sealed import plain_fields
from shuoshi.matters.terms import Snapshot
from shuoshi.programmes.conditions import names_of
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import Ends


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a decision is made from.

    Shape:   `outcomes` are the blocks' outcomes that have come; `guards` says, by move, why a block
             holds it back.
    """

    definition: Definition
    matter: Snapshot
    calendar: WorkCalendar
    at: datetime
    outcomes: frozenset[str] = frozenset()
    guards: Mapping[str, str] = field(default_factory=dict)

    def names(self, answers: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The names that conditions may use, with typed blanks for what is absent."""
        m, d = self.matter, self.definition
        return names_of(
            d.field_types, d.moves, form=plain_fields(d, {**m.form, **(answers or {})}), now=self.at,
            counts=m.counts(), children=m.children, place={"kind": m.place_kind, "path": m.path},
            matter={
                "kind": m.kind, "stage": m.stage, "lot": m.lot, "channel": m.channel,
                "private": m.private, "excluded": str(m.marks.get("excluded", "")),
                "opened_at": m.opened_at, "stage_since": m.stage_since,
            },
        )  # fmt: skip

    def ends(self, anchor: Anchor = lambda event: None) -> Ends:
        """How the file's limits end, worked out when asked; without anchors of its own for plain spans."""
        m = self.matter

        def end(name: str, since: datetime) -> datetime | None:
            c = Clocking(
                self.definition, self.calendar, self.names(), m.limits, m.opened_at, anchor, m.due_at,
                m.overall_due_at,
            )  # fmt: skip
            return ends_of(c)(name, since)

        return end
