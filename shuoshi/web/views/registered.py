"""What hangs on somebody in the register: why they need looking after, where they move, when they left."""

from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from shuoshi.kernel.clock import now as clock_now
from shuoshi.people.moving import leave, move_person
from shuoshi.people.risks import add_risk, end_risk, review_risk
from shuoshi.reach.terms import Actor
from shuoshi.web.answering import Do, Given, chosen_day, chosen_id
from shuoshi.web.residents import review_day, where_of


class RegisterDeeds:
    """What the forms about reasons and moves on a person's page do."""

    def __init__(self, person_id: UUID, by: Actor) -> None:
        self.person_id, self.by = person_id, by

    def does(self) -> dict[str, Do]:
        """By the form's `do`."""
        return {
            "risk": self.risk, "review": self.review, "end": self.end, "move": self.move, "leave": self.leave,
        }  # fmt: skip

    def risk(self, given: QueryDict) -> Given:
        add_risk(
            person_id=self.person_id, group=given.get("group", ""), note=given.get("note", ""),
            source=given.get("source", ""), review_on=review_day(given.get("review_on", "")), by=self.by,
            at=clock_now(),
        )  # fmt: skip
        return _("已登记，到期会提醒核对。")

    def review(self, given: QueryDict) -> Given:
        review_risk(
            risk_id=chosen_id(given.get("risk")), review_on=review_day(given.get("review_on", "")),
            by=self.by, at=clock_now(),
        )  # fmt: skip
        return _("核对过了，还是这样。")

    def end(self, given: QueryDict) -> Given:
        end_risk(
            risk_id=chosen_id(given.get("risk")),
            why=given.get("why", ""),
            by=self.by,
            at=clock_now(),
        )
        return _("这一条结束了。")

    def move(self, given: QueryDict) -> Given:
        move_person(
            person_id=self.person_id,
            to=where_of(given),
            tie=given.get("tie", ""),
            by=self.by,
            at=clock_now(),
        )
        return _("已搬过去，名单和待办都跟着走了。")

    def leave(self, given: QueryDict) -> Given:
        on = chosen_day(given.get("on", ""), "on")
        leave(person_id=self.person_id, why=given.get("why", ""), on=on, by=self.by, at=clock_now())
        return _("已记下，不再安排上门。")
