"""What meetings hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Nothing, Sensitivity

_VOTE = Bilingual("议事表决：名册、谁投了什么", "Votes of bodies: the roll, who chose what")
_SITTING = Bilingual(
    "座谈会纪要：谁到会、说了什么", "Minutes of a meeting: who came, what was said"
)
DECLARED = (
    Holds(
        "meetings_sitting",
        ("attendees",),
        Bilingual("到会的人", "Who came"),
        _SITTING,
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "sittings",
    ),
    Holds(
        "meetings_sitting",
        ("title", "minutes", "agenda", "path", "recorded_by"),
        Bilingual(
            "会议、纪要、谁记的（账号）", "The meeting, its minutes, who kept them (account)"
        ),
        _SITTING,
        Basis.DUTY,
        Sensitivity.INNER,
        "sittings",
    ),
    Holds(
        "meetings_member",
        ("account_id",),
        Bilingual("名册", "The roll"),
        _VOTE,
        Basis.DUTY,
        Sensitivity.OPEN,
        "accounts",
    ),
    Holds(
        "meetings_voter",
        ("account_id",),
        Bilingual("谁可以投", "Who may vote"),
        _VOTE,
        Basis.DUTY,
        Sensitivity.INNER,
        "votes",
    ),
    Holds(
        "meetings_vote",
        ("choice", "recorded_by"),
        Bilingual("投了什么、谁代记", "Choice, recorded by"),
        _VOTE,
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "votes",
    ),
    Holds(
        "meetings_elector",
        ("door", "name", "phone", "token", "area_dm2", "path"),
        Bilingual(
            "业主、户代表：房号、姓名、电话、面积", "Owners, households: door, name, phone, area"
        ),
        _VOTE,
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "electors",
    ),
    Holds(
        "meetings_attendance",
        ("account_id",),
        Bilingual("谁到了会", "Who came to a meeting"),
        _VOTE,
        Basis.DUTY,
        Sensitivity.INNER,
        "sittings",
    ),
    Holds(
        "meetings_advice",
        ("choice",),
        Bilingual("手机上说的意见", "What was said by phone"),
        _VOTE,
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "votes",
    ),
    Nothing("meetings_bodyrule", ("phone",), "Whether votes by phone count."),
    Nothing("meetings_agendaitem", ("path",), "The place of a body, of no person."),
    Nothing("meetings_attendance", ("path",), "The place of a body, of no person."),
    Nothing("meetings_ballot", ("phone",), "Whether votes by phone count."),
    Nothing("meetings_bodyrule", ("meeting_days",), "Days on which a kind of body meets."),
)
