"""The nightly run: what is over is erased, and written down in counts."""

import logging
from datetime import datetime

from shuoshi.kernel.ids import new_id
from shuoshi.privacy.models import Erasure
from shuoshi.privacy.ports import RULES

_log = logging.getLogger(__name__)


def keep_to_retention(*, at: datetime) -> dict[str, int]:
    """Run every rule of retention; how many rows each erased.

    Shape:   a rule that fails is logged and holds up no other; safe to repeat.
    """
    done: dict[str, int] = {}
    for rule in RULES.values():
        try:
            erased = rule.erase(at)
        except Exception:
            _log.exception("retention rule %s failed", rule.name)
            continue
        done[rule.name] = erased
        if erased:
            Erasure.objects.create(id=new_id(at), at=at, rule=rule.name, erased=erased)
    return done
