"""Consents and requests as pages show and take them: of oneself, and for somebody at the desk."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.numbers import whole_or
from shuoshi.privacy.asking import ask
from shuoshi.privacy.consenting import (
    consents_of,
    give_consent,
    told_now,
    told_then,
    withdraw_consent,
)
from shuoshi.privacy.ports import ACTIVITIES
from shuoshi.privacy.terms import Consented, Told
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words


@dataclass(frozen=True, slots=True)
class Shown:
    """An activity with what is told of it today, the consent that runs, and those before, each with what
    was told then."""

    code: str
    name: str
    told: Told
    running: Consented | None
    before: tuple[tuple[Consented, Told], ...]


def consents_shown(person_id: UUID, by: Actor) -> list[Shown]:
    """Every activity with a person's consents to it, under the reader's reach."""
    today, given = local_date(clock_now()), consents_of(person_id, by=by)
    found = []
    for activity in ACTIVITIES.values():
        own = [c for c in given if c.activity == activity.code]
        running = next((c for c in own if c.withdrawn_at is None), None)
        before = tuple((c, told_then(c.activity, c.version)) for c in own)
        found.append(
            Shown(
                activity.code, in_words(activity.name), told_now(activity.code, today), running,
                before,
            )
        )  # fmt: skip
    return found


class Rights:
    """What somebody does about a person's data, as forms of a page: their own, or at the desk."""

    def __init__(self, person_id: UUID, by: Actor) -> None:
        self.person_id, self.by = person_id, by

    def consent(self, given: QueryDict) -> str:
        """Raises as `give_consent`."""
        give_consent(
            person_id=self.person_id, activity=given.get("activity", ""), by=self.by, at=clock_now(),
            version=whole_or(given.get("version", ""), 0), guardian=given.get("guardian", ""),
        )  # fmt: skip
        return _("已记下同意，随时可以撤回。")

    def withdraw(self, given: QueryDict) -> str:
        """Raises as `withdraw_consent`."""
        withdraw_consent(
            person_id=self.person_id, activity=given.get("activity", ""), by=self.by, at=clock_now()
        )
        return _("已撤回。")

    def ask(self, given: QueryDict) -> str:
        """Raises as `ask`."""
        ask(
            person_id=self.person_id, kind=given.get("kind", ""), words=given.get("words", ""),
            by=self.by, at=clock_now(),
        )  # fmt: skip
        return _("申请已登记，会在这里答复。")
