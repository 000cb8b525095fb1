"""What is put into the outbox of a warning. As engine, in the caller's scope."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from shuoshi.notices.actions import tell_each
from shuoshi.notices.terms import About
from shuoshi.warnings.models import Call
from shuoshi.warnings.terms import Stand

_COMMUNITY = 12
_AFTER = timedelta(milliseconds=1)
"""Households are told after whoever calls there: the outbox goes by time, and there are many of them."""
_GONE = (Stand.MOVED, Stand.ARRIVED)


def tell_relayed(warning_id: UUID, calls: Iterable[Call], at: datetime) -> None:
    """Whoever calls, the secretaries of the communities, every household that has not left."""
    there = list(calls)
    _tell_callers(warning_id, "warned", {c.path[:_COMMUNITY] for c in there}, at)
    asked = [f"household:{c.id}" for c in there if c.stand not in _GONE]
    _tell_homes(warning_id, "warned_home", asked, at)


def tell_again(warning_id: UUID, at: datetime) -> None:
    """The same of a warning that stands again."""
    tell_relayed(warning_id, Call.objects.filter(warning_id=warning_id).order_by("path", "id"), at)


def tell_over(warning_id: UUID, at: datetime) -> None:
    """Everybody who was told."""
    calls = Call.objects.filter(warning_id=warning_id).order_by("path", "id")
    rows = list(calls.values_list("id", "path"))
    _tell_callers(warning_id, "warning_over", {path[:_COMMUNITY] for _id, path in rows}, at)
    _tell_homes(warning_id, "warning_over", [f"over:{call}" for call, _path in rows], at)


def tell_help(call: Call, at: datetime) -> None:
    """Whoever calls there, the grid worker, the secretary: somebody needs help."""
    about = About(warning_id=call.warning_id)
    tell_each(about=about, template="call_help", audiences=[f"help:{call.id}"], at=at)


def _tell_callers(warning_id: UUID, template: str, there: set[str], at: datetime) -> None:
    to = ["callers", *(f"secretary@{path}" for path in sorted(there))]
    tell_each(about=About(warning_id=warning_id), template=template, audiences=to, at=at)


def _tell_homes(warning_id: UUID, template: str, to: list[str], at: datetime) -> None:
    tell_each(
        about=About(warning_id=warning_id),
        template=template,
        audiences=to,
        at=at + _AFTER,
        by="sms",
    )
