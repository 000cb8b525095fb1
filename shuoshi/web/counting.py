"""What pages and API say of counts: under whose duty, options, what a form means."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import segno
from django.conf import settings
from django.http import QueryDict
from markupsafe import Markup

from shuoshi.counts.editions import Edition, edition_called, editions
from shuoshi.counts.resulting import finds_results
from shuoshi.counts.sites import SiteRow
from shuoshi.counts.terms import STEPS, Bound, CountSaid, MayNotCount, MayNotPlan, SiteSaid
from shuoshi.events import duties
from shuoshi.kernel.clock import local
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words
from shuoshi.units.queries import units_under
from shuoshi.units.terms import UnitKind
from shuoshi.web.answering import chosen_id
from shuoshi.web.helping import moment_of, number_of
from shuoshi.web.riding import minute_of

T = TypeVar("T")
_NEAR = timedelta(days=30)
_LABS = (UnitKind.HEALTH_STATION, UnitKind.DEPARTMENT, UnitKind.FIRM)
"""Units that may find results."""


def workers(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties under which somebody counts. Raises MayNotCount."""
    able = tuple(filter(duties.works, actors))
    if not able:
        raise MayNotCount
    return able


def leaders(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties under which somebody plans counts. Raises MayNotPlan."""
    able = tuple(filter(duties.leads, actors))
    if not able:
        raise MayNotPlan
    return able


def leads(actors: Sequence[Actor]) -> bool:
    """Whether somebody does."""
    return any(map(duties.leads, actors))


def under_lab(able: Sequence[Actor], count_id: UUID, do: Callable[[Actor], T]) -> T:
    """What comes of it under the duty of the unit that finds a count's results, else under the first, which is
    refused."""
    return do(next((a for a in able if finds_results(count_id, a)), able[0]))


def words_of(edition: Edition) -> Mapping[str, Any]:
    """Names and options of one edition for its pages."""
    found = edition.results.of if edition.results else {}
    return {
        "edition": edition,
        "container_name": in_words(edition.container.name),
        "size_options": [(str(n), str(n)) for n in edition.container.sizes.values()],
        "usual": str(edition.container.sizes[edition.container.usual]),
        "reason_options": [(k, in_words(r.name)) for k, r in edition.missing.items()],
        "reason_names": {k: in_words(r.name) for k, r in edition.missing.items()},
        "result_options": [(k, in_words(r.name)) for k, r in found.items()],
        "result_names": {k: in_words(r.name) for k, r in found.items()},
        "step_names": {s.value: in_words(n) for s, n in STEPS.items()},
        "set_up_options": [(k, in_words(n)) for k, n in edition.site.set_up.items()],
    }


def edition_options() -> list[tuple[str, str]]:
    """Editions to choose from."""
    return [(k, in_words(e.name)) for k, e in editions().items()]


def edition_names() -> dict[str, str]:
    """What each edition is called."""
    return {k: in_words(e.name) for k, e in editions().items()}


def lab_options() -> list[tuple[str, str]]:
    """Units of the district that may find results."""
    found = [u for u in units_under(settings.DISTRICT_CODE) if u.kind in _LABS]
    return [(str(u.id), u.name) for u in sorted(found, key=lambda u: (_LABS.index(u.kind), u.name))]


def count_of(given: QueryDict, at: datetime) -> CountSaid:
    """A count as a form says it; until when by the edition's hours where it says nothing. Raises BadInput with its
    field."""
    name = given.get("edition", "")
    edition = editions().get(name)
    if edition is None:
        raise BadInput("请从选项里选。", field="edition")
    starts = _moment(given.get("starts_at", ""), "starts_at") or at
    if abs(starts - at) > _NEAR:
        raise BadInput("最多 %(most)s 天。", field="starts_at", most=_NEAR.days)
    until = _moment(given.get("until", ""), "until") or starts + timedelta(hours=edition.hours)
    lab, before = given.get("lab", ""), given.get("before", "")
    return CountSaid(
        given.get("place", ""), chosen_id(given.get("unit"), "unit"), given.get("name", ""), name, starts, until,
        chosen_id(lab, "lab") if lab and edition.results else None, chosen_id(before, "before") if before else None,
    )  # fmt: skip


def _moment(text: str, field: str) -> datetime | None:
    return moment_of(text, field) if text.strip() else None


def site_of(given: QueryDict, row: SiteRow | None = None) -> SiteSaid:
    """A site as a form says it; the place of one that there is stays. Raises BadInput with its field."""
    return SiteSaid(
        chosen_id(given.get("unit"), "unit"), row.path if row else given.get("place", ""), given.get("name", ""),
        given.get("address", ""), number_of(given.get("stations") or "1", "stations"),
        minute_of(given.get("opens", ""), "opens", 8 * 60), minute_of(given.get("closes", ""), "closes", 20 * 60),
        number_of(given.get("slot_min") or "30", "slot_min"), number_of(given.get("slot_room") or "0", "slot_room"),
        frozenset(given.getlist("serves")),
    )  # fmt: skip


_CODE = "shuoshi:count:"
"""What stands before a person's number in the code that they show at a site."""


def count_code(person_id: UUID) -> Markup:
    """The code that somebody shows at a site, to be scanned, as SVG: their number in the register, which says nothing
    else."""
    made = segno.make(f"{_CODE}{person_id}", error="m")
    return Markup(made.svg_inline(scale=4, border=2, omitsize=True))  # noqa: S704 - segno's own SVG of our own code


def code_of(text: str) -> UUID | None:
    """The person whose code was scanned; None for any other text."""
    if not text.startswith(_CODE):
        return None
    try:
        return UUID(text.removeprefix(_CODE))
    except ValueError:
        return None


def slot_of(text: str) -> datetime:
    """The slot that a form names. Raises BadInput with its field."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadInput("请从名单里选。", field="slot") from None
    if found.tzinfo is None:
        raise BadInput("请从名单里选。", field="slot")
    return found


def bound_of(given: QueryDict, edition: Edition, at: datetime, subject: UUID | None) -> Bound:
    """Somebody for a container as a form says it, under the numbers that the page was given. Raises BadInput."""
    fields = (
        {}
        if subject
        else {n: said for n in edition.guests if (said := given.get(f"field-{n}", "").strip())}
    )
    return Bound(
        chosen_id(given.get("member")), at, chosen_id(given.get("container")), given.get("code", ""),
        number_of(given.get("most") or "0", "most"), subject, fields,
    )  # fmt: skip


def fresh_id(at: datetime) -> UUID:
    """The number for the next member or container of a page: a second click brings the same."""
    return new_id(at)


def typed(at: datetime) -> str:
    """A moment as a form takes it."""
    return local(at).strftime("%Y-%m-%dT%H:%M")


def shown_edition(name: str) -> Mapping[str, Any]:
    """Words of the edition of a count."""
    return words_of(edition_called(name))
