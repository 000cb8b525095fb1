"""What warnings hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Nothing, Sensitivity

_CALLED = Bilingual("应急期间叫应、转移、安置", "To warn, move and house people in an emergency")
DECLARED = (
    Nothing("warnings_warning", ("path", "text", "ended_why", "figures"), "What was warned of, for which area."),
    Holds(
        "warnings_plan", ("path", "route", "shelter", "needs"),
        Bilingual("有危险时往哪里走、要什么", "Where a household goes in danger, and what it needs"), _CALLED,
        Basis.DUTY, Sensitivity.SENSITIVE, "plans",
    ),
    Holds(
        "warnings_call", ("path", "where"),
        Bilingual("这一户应答了没有、走了没有、在哪里", "Whether a household answered and left, and where it is"),
        _CALLED, Basis.EMERGENCY, Sensitivity.SENSITIVE, "called",
    ),
    Holds(
        "warnings_callstep", ("path", "account_id", "said_by", "where", "why", "note"),
        Bilingual("谁在什么时候说的", "Who said so, and when"),
        _CALLED, Basis.EMERGENCY, Sensitivity.SENSITIVE, "called",
    ),
    Holds(
        "warnings_caller", ("path", "helper_id"), Bilingual("谁去叫应", "Who calls there"), _CALLED, Basis.EMERGENCY,
        Sensitivity.PERSONAL, "called",
    ),
)  # fmt: skip
