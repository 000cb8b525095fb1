"""What helpers hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Nothing, Sensitivity

_HELP = Bilingual("安排帮手、开具服务证明", "To arrange help, and to certify service")
DECLARED = (
    Nothing("helpers_helperkind", ("zh", "en"), "Names of kinds of helpers."),
    Holds(
        "helpers_helper",
        (
            "name",
            "phone",
            "person_id",
            "account_id",
            "path",
            "skills",
            "languages",
            "areas",
            "slots",
            "cleared_until",
        ),
        Bilingual(
            "帮手：称呼、电话、会什么、哪天有空", "Helpers: name, phone, what they can, when"
        ),
        _HELP,
        Basis.CONSENT,
        Sensitivity.PERSONAL,
        "helpers",
    ),
    Nothing("helpers_team", ("name", "path", "formed_on"), "Names of teams, and since when."),
    Holds(
        "helpers_teammember",
        ("helper_id", "path"),
        Bilingual("在哪支队伍", "In which team"),
        _HELP,
        Basis.CONSENT,
        Sensitivity.PERSONAL,
        "helpers",
    ),
    Nothing(
        "helpers_deployment",
        ("what", "declined_why", "path"),
        "What a community asked for; it names no person.",
    ),
    Holds(
        "helpers_service",
        ("helper_id", "path", "what", "on", "minutes", "said_by", "why"),
        Bilingual("服务了什么、多久、谁确认的", "What was served, how long, who confirmed it"),
        _HELP,
        Basis.CONSENT,
        Sensitivity.PERSONAL,
        "helpers",
    ),
)
