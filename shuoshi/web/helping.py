"""What pages and API say of helpers: options, who keeps them, what a form means."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from shuoshi.helpers.actions import may_keep
from shuoshi.helpers.certificate import Certificate, pdf_of
from shuoshi.helpers.queries import Certified, HelperRow, kinds
from shuoshi.helpers.rules import keeps_some
from shuoshi.helpers.terms import (
    DAYS,
    LANGUAGES,
    PARTS,
    SKILLS,
    SLOTS,
    STATES,
    WORDS,
    MayNotKeep,
    Profile,
)
from shuoshi.kernel.clock import ZONE, local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.texts import Bilingual
from shuoshi.reach.terms import Actor, Reach
from shuoshi.ui.words import in_words
from shuoshi.units.queries import unit, units_under
from shuoshi.units.terms import BODIES
from shuoshi.web.answering import chosen_day

_ALL_DAY = 0b111


def helping(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties under which somebody keeps helpers. Raises MayNotKeep without any."""
    able = tuple(filter(keeps_some, actors))
    if not able:
        raise MayNotKeep
    return able


def units_of(able: Sequence[Actor]) -> list[tuple[str, str]]:
    """Units whose helpers these duties keep: id and name."""
    found: dict[UUID, str] = {}
    for a in able:
        if a.reach is Reach.HOLDING and a.unit_id is not None:
            found[a.unit_id] = unit(a.unit_id).name
        elif a.reach is Reach.TERRITORIAL:
            found |= {u.id: u.name for u in units_under(a.bounds.lo) if u.kind not in BODIES}
    return [(str(i), name) for i, name in sorted(found.items(), key=lambda x: x[1])]


def keeping(able: Sequence[Actor], unit_id: UUID) -> Actor:
    """The first of these duties that keeps a unit's helpers, else the first, which is refused."""
    return next((a for a in able if may_keep(unit(unit_id), a)), able[0])


def words_of_helpers() -> Mapping[str, Any]:
    """Options and names for the pages of helpers."""
    known = kinds()
    return {
        "kind_names": {k.code: in_words(k.name) for k in known},
        "kind_options": [(k.code, in_words(k.name)) for k in known],
        "skill_names": {c: in_words(n) for c, n in SKILLS.items()},
        "skill_options": [(c, in_words(n)) for c, n in SKILLS.items()],
        "language_options": [(c, in_words(n)) for c, n in LANGUAGES.items()],
        "language_names": {c: in_words(n) for c, n in LANGUAGES.items()},
        "state_names": {s.value: in_words(n) for s, n in STATES.items()},
        "word_names": {w.value: in_words(n) for w, n in WORDS.items()},
        "parts": [in_words(p) for p in PARTS], "days": [in_words(d) for d in DAYS],
        "today": local_date(clock_now()),
    }  # fmt: skip


def profile_of(given: QueryDict) -> Profile:
    """What a form says of a helper. Raises BadInput."""
    reach = given.get("reach_m", "").strip()
    return Profile(
        given.get("kind", ""), given.get("name", ""), given.get("phone", ""), frozenset(given.getlist("skills")),
        frozenset(given.getlist("languages")), tuple(dict.fromkeys(filter(None, given.getlist("areas")))),
        slots_of(given.getlist("slots")), number_of(given.get("most", "3"), "most"),
        number_of(reach, "reach_m") if reach else None,
    )  # fmt: skip


def slots_of(chosen: Sequence[str]) -> int:
    """Ticked parts of a week as bits. Raises BadInput."""
    bits = 0
    for text in chosen:
        if not text.isdecimal() or int(text) not in SLOTS:
            raise BadInput("请从选项里选。", field="slots")
        bits |= 1 << int(text)
    return bits


def slots_said(slots: int) -> str:
    """A week's free time in words: 周一上午、周六全天."""
    if not slots:
        return _("随时")
    said, whole = [], Bilingual("全天", "all day")
    for d, day in enumerate(DAYS):
        part = slots >> (d * len(PARTS)) & _ALL_DAY
        parts = [whole] if part == _ALL_DAY else [p for n, p in enumerate(PARTS) if part >> n & 1]
        said += [_("%(day)s%(part)s") % {"day": in_words(day), "part": in_words(p)} for p in parts]
    return "、".join(said)


def helper_options(found: Iterable[HelperRow]) -> list[tuple[str, str]]:
    """Helpers to choose from, by unit; the masked phone tells two of one surname apart."""
    return [
        (str(h.id), " · ".join(filter(None, (h.name, h.phone, h.unit))))
        for h in sorted(found, key=lambda h: (h.unit, h.name, h.phone, h.id))
    ]


def number_of(text: str, field: str) -> int:
    """A whole number of a form. Raises BadInput."""
    if not text.strip().isdecimal() or len(text.strip()) > 9:
        raise BadInput("请写整数。", field=field)
    return int(text)


def half_hours_of(text: str, field: str) -> float:
    """Hours of a form, by halves: 1.5. Raises BadInput."""
    try:
        found = float(text.strip())
    except ValueError:
        found = -1.0
    if not 0 <= found < 1e4 or found * 2 != int(found * 2):
        raise BadInput("请写小时，可以有半小时，如 1.5。", field=field)
    return found


def moment_of(text: str, field: str) -> datetime:
    """A local moment of a form. Raises BadInput."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=ZONE)
    except ValueError:
        raise BadInput("请选日期和时间。", field=field) from None


def period_of(since: str, until: str) -> tuple[date, date]:
    """From a day to a day; this year where none is said. Raises BadInput."""
    today = local_date(clock_now())
    first = chosen_day(since, "since") if since else today.replace(month=1, day=1)
    last = chosen_day(until, "until") if until else today
    if not first <= last or (last - first).days > 3 * 366:
        raise BadInput("结束日期要在开始以后、三年以内。", field="until")
    return first, last


def certificate_of(found: Certified) -> bytes:
    """The certificate in the reader's language. Duty is not in it."""
    hours = f"{found.minutes / 60:.1f}"
    says = (
        _("%(name)s（%(kind)s，%(unit)s）")
        % {"name": found.name, "kind": in_words(found.kind), "unit": found.unit},
        _("%(since)s 至 %(until)s 参加志愿服务 %(n)s 次，共 %(hours)s 小时。")
        % {"since": found.since_on, "until": found.until_on, "n": len(found.rows), "hours": hours},
    )
    rows = [(r.on.isoformat(), r.what, str(r.minutes)) for r in found.rows]
    foot = _("只列组织者确认过的志愿服务，不含工作任务。") + f" {local_date(clock_now())}"
    return pdf_of(
        Certificate(_("志愿服务证明"), says, (_("日期"), _("内容"), _("分钟")), rows, foot)
    )
