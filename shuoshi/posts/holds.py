"""What posts hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Nothing, Sensitivity

_CHECKED = Bilingual("应急期间在值守点登记", "To register at a post in an emergency")
DECLARED = (
    Nothing("posts_post", ("name", "path", "phone", "equipment"), "A place and the number of its desk."),
    Holds(
        "posts_post", ("leader_id",), Bilingual("谁负责值守点", "Who leads a post"),
        Bilingual("应急值守", "To be on duty in an emergency"), Basis.DUTY, Sensitivity.PERSONAL, "helpers",
    ),
    Nothing("posts_passage", ("path", "decided"), "A passage counted: no plate, no identity."),
    Nothing("posts_tally", ("path", "decided"), "Figures by hour."),
    Holds(
        "posts_registered", ("path", "fields"),
        Bilingual("登记的车牌、电话、去哪里", "Plate, phone, destination as registered"), _CHECKED,
        Basis.EMERGENCY, Sensitivity.SENSITIVE, "registered",
    ),
    Holds(
        "posts_case", ("path", "who", "why", "account_id"),
        Bilingual("谁改判、为什么", "Who decided otherwise, and why"),
        _CHECKED, Basis.EMERGENCY, Sensitivity.PERSONAL, "registered",
    ),
    Holds(
        "posts_handover", ("path", "words", "by", "taken_by"),
        Bilingual("交接时说的话、谁交谁接", "What was said at a handover, by whom"), _CHECKED,
        Basis.EMERGENCY, Sensitivity.PERSONAL, "registered",
    ),
    Nothing("posts_handover", ("counts",), "Figures by outcome."),
    Nothing("posts_incident", ("path",), "Which matter came of what happened at a post."),
)  # fmt: skip
