"""What rosters hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Nothing, Sensitivity

_SERVE = Bilingual("排班值守", "To be on duty in turns")
DECLARED = (
    Nothing("rosters_roster", ("name", "path", "starts_on", "why", "cost"), "A period and its rules; ids of members."),
    Nothing("rosters_spot", ("name", "path", "people", "skills"), "Where people are on duty."),
    Holds(
        "rosters_member", ("helper_id", "path", "never", "off_on"),
        Bilingual("谁值守、哪天请假", "Who serves, days off"),
        _SERVE, Basis.DUTY, Sensitivity.PERSONAL, "rosters",
    ),
    Holds(
        "rosters_wish", ("member_id", "path", "on", "shift"),
        Bilingual("想上哪天的班", "Which days somebody would like"),
        _SERVE, Basis.DUTY, Sensitivity.PERSONAL, "rosters",
    ),
    Holds(
        "rosters_turn", ("member_id", "path", "on", "shown", "came_at", "left_at"),
        Bilingual("哪天哪班、几点到几点走", "Which shift, when they came and left"),
        _SERVE, Basis.DUTY, Sensitivity.PERSONAL, "rosters",
    ),
    Holds(
        "rosters_swap", ("giver_id", "taker_id", "path"), Bilingual("谁跟谁换班", "Who swaps with whom"), _SERVE,
        Basis.DUTY, Sensitivity.PERSONAL, "rosters",
    ),
)  # fmt: skip
