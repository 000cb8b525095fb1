"""The block `visit`: visits that must take place in a stage of a matter, with what was found."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from pydantic import Field

from shuoshi.accounts.terms import ROLES
from shuoshi.care.models import Visit
from shuoshi.care.terms import OUTCOMES, WAYS, WORDS_MOST, By, Outcome
from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.texts import Bilingual
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.plain import Plain, Settings
from shuoshi.programmes.ports import ActRule, InStage, Panel
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor

_SAME = timedelta(minutes=10)


class VisitSettings(Settings):
    """How many visits must have met somebody, by how many different people, in which ways; who may record them."""

    of: tuple[str, ...]
    least: int = Field(1, ge=1, le=10)
    persons: int = Field(1, ge=1, le=5)
    ways: tuple[By, ...] = (By.HOME,)


class VisitBlock(Plain):
    """Visits that must take place: `visit.done` once there were enough, each told honestly, also those that failed."""

    name = "visit"
    settings = VisitSettings
    outcomes = ("done",)
    acts = (
        ActRule(
            "record",
            Bilingual("记一次走访", "Record a visit"),
            ("grid_worker", "village_secretary", "committee_member", "unit_handler", "provider"),
            ("way", "outcome", "words"),
        ),
    )  # fmt: skip

    def faults(self, settings: Any, d: Definition) -> Iterable[str]:
        roles = (f"'{r}' is no role" for r in settings.of if r not in ROLES)
        few = settings.least < settings.persons
        return (*roles, *(("fewer visits than people who must make them",) if few else ()))

    def load(self, stage: InStage, by: Actor) -> Any:
        with acting(by) as scope:
            scope.write_as_engine()  # whoever reads the matter reads its visits
            found = Visit.objects.filter(matter_id=stage.matter_id, entry=stage.entry)
            return [
                {"at": v.at, "way": v.way, "outcome": v.outcome, "words": str(v.words or ""), "who": v.account_id}
                for v in found.order_by("at", "id")
            ]  # fmt: skip

    def outcome(self, stage: InStage, state: Any, at: datetime) -> str | None:
        met = [v for v in state if v["outcome"] == Outcome.MET]
        enough = len(met) >= stage.settings.least
        return "done" if enough and len({v["who"] for v in met}) >= stage.settings.persons else None

    def options(self, stage: InStage, state: Any) -> Mapping[str, tuple[str, ...]]:
        return {"way": tuple(stage.settings.ways), "outcome": tuple(OUTCOMES)}

    def act(
        self, stage: InStage, act: str, answers: Mapping[str, Any], by: Actor, at: datetime
    ) -> None:
        if by.role not in stage.settings.of:
            raise NotAllowed
        way, outcome = str(answers.get("way") or ""), str(answers.get("outcome") or "")
        if way not in stage.settings.ways:
            raise BadInput("请从选项里选。", field="way")
        if outcome not in OUTCOMES:
            raise BadInput("请选见到了没有。", field="outcome")
        words = str(answers.get("words") or "").strip()
        if not words or len(words) > WORDS_MOST:
            raise BadInput("请写看到的情况，最多 %(most)s 个字。", field="words", most=WORDS_MOST)
        with acting(by) as scope:
            scope.write_as_engine()
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(hashtext(%s))", [f"visit:{stage.matter_id}"]
                )
            mine = Visit.objects.filter(
                matter_id=stage.matter_id, entry=stage.entry, account_id=by.account_id
            )
            if mine.filter(at__gt=at - _SAME, outcome=outcome).exists():
                raise BadInput("这次走访刚才已经记过了。", field="outcome")
            Visit(
                id=new_id(at), matter_id=stage.matter_id, entry=stage.entry, path=stage.path, unit_id=by.unit_id,
                way=way, outcome=outcome, at=at, recorded_at=at, account_id=by.account_id, words=words,
            ).save(force_insert=True)  # fmt: skip
            record(kind="care.visited", subject_id=stage.matter_id, path=stage.path, by=by, at=at)

    def told(self, stage: InStage, state: Any) -> Mapping[str, Any]:
        return {}

    def panel(self, stage: InStage, state: Any, by: Actor, at: datetime) -> Panel | None:
        rows = {
            "visits": state, "may": by.role in stage.settings.of, "ways": [(w, WAYS[w]) for w in stage.settings.ways],
            "outcomes": list(OUTCOMES.items()), "names": OUTCOMES, "least": stage.settings.least,
            "persons": stage.settings.persons,
        }  # fmt: skip
        return Panel("care/blocks/visit.html", rows)
