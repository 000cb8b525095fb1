"""When something that a phone brings home may have happened."""

from datetime import datetime, timedelta

from shuoshi.kernel.errors import BadInput
from shuoshi.reach.queries import HOME_LATE

AHEAD = timedelta(minutes=5)
"""By how much a device's clock may run ahead."""


def moment_fits(said: datetime, at: datetime) -> None:
    """Raises BadInput for what was captured more than 72 hours ago, or ahead of the clock."""
    if said > at + AHEAD:
        raise BadInput("手机的时间走快了，请校准以后再记。", field="at")
    if said < at - HOME_LATE:
        raise BadInput("记了三天以上才传上来，要由管这一片的人补记。", field="at")
