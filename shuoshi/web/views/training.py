"""Courses for residents, helpers and medics: given, signed up for, and what came of them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.helpers.queries import helpers_within
from shuoshi.kernel.clock import now as clock_now
from shuoshi.reach.terms import Actor
from shuoshi.training.actions import give_course, sign_up, tell_outcome
from shuoshi.training.queries import courses_within, trainees_of
from shuoshi.training.terms import LATER, OUTCOMES, WHOM, Outcome, Taught
from shuoshi.ui.words import in_words
from shuoshi.web.answering import Given, answered, chosen_day, chosen_id, for_staff
from shuoshi.web.asking import under_any
from shuoshi.web.helping import (
    half_hours_of,
    helper_options,
    helping,
    keeping,
    units_of,
    words_of_helpers,
)

_OFFERED = 500
"""How many helpers are offered to choose from."""


@require_http_methods(["GET", "POST"])
@for_staff
def training_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Courses of my range or unit; one of them with who is in it."""
    able = helping(signed.actors())
    course = request.GET.get("course", "")

    def give(given: QueryDict) -> Given:
        unit = chosen_id(given.get("unit"), "unit")
        taught = Taught(
            given.get("whom", ""), given.get("what", ""), given.get("skill", ""),
            chosen_day(given.get("on", ""), "on"), half_hours_of(given.get("hours", ""), "hours"),
        )  # fmt: skip
        give_course(unit_id=unit, taught=taught, by=keeping(able, unit), at=clock_now())
        return _("培训登记了。")

    def sign(given: QueryDict) -> Given:
        of, helper = chosen_id(given.get("course")), given.get("helper", "")
        chosen = chosen_id(helper, "helper") if helper else None
        name = given.get("name", "")
        under_any(
            able,
            lambda a: sign_up(course_id=of, helper_id=chosen, name=name, by=a, at=clock_now()),
        )
        return _("报上名了。")

    def tell(given: QueryDict) -> Given:
        trainee, outcome, later = (
            chosen_id(given.get("trainee")), given.get("outcome", ""), given.get("later", ""),
        )  # fmt: skip
        under_any(
            able,
            lambda a: tell_outcome(
                trainee_id=trainee, outcome=outcome, later=later, by=a, at=clock_now()
            ),
        )
        return _("记下了。")

    def show() -> Mapping[str, Any]:
        return _courses(able, chosen_id(course) if course else None)

    return answered(request, "web/training.html", show, {"give": give, "sign": sign, "tell": tell})


def _courses(able: tuple[Actor, ...], course: UUID | None) -> Mapping[str, Any]:
    found = {c.id: c for a in able for c in courses_within(by=a)}
    looked = found.get(course) if course else None
    there = under_any(able, lambda a: trainees_of(looked.id, by=a)) if looked else ()
    helpers = {h.id: h for a in able for h in helpers_within(by=a, most=_OFFERED)} if looked else {}
    return {
        "courses": list(found.values()), "looked": looked, "trainees": there, "units": units_of(able),
        "helpers": helper_options(helpers.values()),
        "whom_names": {w.value: in_words(n) for w, n in WHOM.items()},
        "whom_options": [(w.value, in_words(n)) for w, n in WHOM.items()],
        "outcome_names": {o.value: in_words(n) for o, n in OUTCOMES.items()},
        "outcome_options": [(o.value, in_words(n)) for o, n in OUTCOMES.items() if o is not Outcome.SIGNED],
        "later_names": {w.value: in_words(n) for w, n in LATER.items()},
        "later_options": [(w.value, in_words(n)) for w, n in LATER.items()], **words_of_helpers(),
    }  # fmt: skip
