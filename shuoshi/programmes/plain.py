"""What a block answers where it says nothing else: rooms build theirs on it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shuoshi.kernel.errors import BadInput
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import ActRule, Ends, InStage, Panel, Wish
from shuoshi.reach.terms import Actor


class Settings(BaseModel):
    """Settings of a block: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Plain:
    """What most blocks answer: no state, no guard, no outcome, no act, nothing to show."""

    outcomes: tuple[str, ...] = ()
    acts: tuple[ActRule, ...] = ()
    watches_moves = False
    for_raiser = False
    hands_over = False
    invites_objections = False

    def fields(self, settings: Mapping[str, Any]) -> tuple[str, ...]:
        return ()

    def body(self, settings: Mapping[str, Any]) -> str | None:
        return None

    def faults(self, settings: Any, d: Definition) -> Iterable[str]:
        return ()

    def load(self, stage: InStage, by: Actor) -> Any:
        return None

    def guard(
        self, stage: InStage, state: Any, move: str, answers: Mapping[str, Any]
    ) -> str | None:
        return None

    def completes(self, stage: InStage, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        return {}

    def outcome(self, stage: InStage, state: Any, at: datetime) -> str | None:
        return None

    def timers(self, settings: Any, since: datetime, ends: Ends) -> tuple[Wish, ...]:
        return ()

    def waiting(self, by: Actor, at: datetime) -> frozenset[UUID] | None:
        return None

    def makes_public(self, settings: Mapping[str, Any]) -> tuple[str, ...]:
        return ()

    def excludes(self, settings: Any) -> tuple[str, ...]:
        return ()

    def speaks_with(self, settings: Mapping[str, Any]) -> tuple[str, ...]:
        return ()

    def callers(self, settings: Mapping[str, Any], lot: int) -> tuple[str, ...]:
        return ()

    def act(
        self, stage: InStage, act: str, answers: Mapping[str, Any], by: Actor, at: datetime
    ) -> None:
        raise BadInput("这个阶段没有这一项。")

    def options(self, stage: InStage, state: Any) -> Mapping[str, tuple[str, ...]]:
        return {}

    def public(self, stage: InStage, state: Any) -> Mapping[str, Any]:
        return {}

    def told(self, stage: InStage, state: Any) -> Mapping[str, Any]:
        return self.public(stage, state)

    def panel(self, stage: InStage, state: Any, by: Actor, at: datetime) -> Panel | None:
        return None
