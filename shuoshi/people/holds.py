"""What people hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Sensitivity

_SERVE = Bilingual("联系本人、上门服务、清点和救助", "To reach, serve, count and rescue the person")
DECLARED = (
    Holds(
        "people_person",
        ("phone_by",),
        Bilingual("谁登记的电话（账号）", "Who wrote the phone down (account)"),
        Bilingual("核实号码要另一个人来办", "So that another proves it"),
        Basis.EMPLOYMENT,
        Sensitivity.INNER,
        "matters",
    ),
    Holds(
        "people_person",
        ("name", "phone"),
        Bilingual("姓名、电话", "Name, phone"),
        _SERVE,
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "matters",
    ),
    Holds(
        "people_person",
        ("identity_number", "born_on"),
        Bilingual("身份证号、出生日期", "Identity number, date of birth"),
        Bilingual("核对身份和条件", "To check identity and conditions"),
        Basis.DUTY,
        Sensitivity.SENSITIVE,
        "matters",
    ),
    Holds(
        "people_person",
        ("path",),
        Bilingual("住在或者在哪里说的事", "Where they live or spoke from"),
        _SERVE,
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "matters",
    ),
    Holds(
        "people_household",
        ("path", "door"),
        Bilingual("楼栋和门牌", "Building and door"),
        _SERVE,
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "households",
    ),
    Holds(
        "people_foundby",
        ("person_id", "path", "token"),
        Bilingual("查人用的带密钥的指纹", "Keyed tokens by which a person is found"),
        _SERVE,
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "matters",
    ),
    Holds(
        "people_household",
        ("lat", "lon"),
        Bilingual("住处在图上的位置", "Where a home stands on a map"),
        Bilingual("上门路线", "Rounds to the door"),
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "households",
    ),
    Holds(
        "people_person",
        ("left_on", "left_why", "same_as_id"),
        Bilingual("搬走、去世、重复登记", "Moved away, died, registered twice"),
        Bilingual("不再上门，能改回来", "No more visits; can be put right"),
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "left",
    ),
    Holds(
        "people_membership",
        ("person_id", "household_id", "path", "tie", "since_on", "until_on"),
        Bilingual(
            "住在哪一户、什么关系、从哪天到哪天", "Which household, what tie, from when to when"
        ),
        _SERVE,
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "left",
    ),
    Holds(
        "people_atrisk",
        (
            "person_id",
            "path",
            "group",
            "note",
            "source",
            "found_on",
            "review_on",
            "ended_on",
            "ended_why",
        ),
        Bilingual(
            "为什么需要关照、谁说的、何时再核对",
            "Why somebody needs looking after, who says so, when it is looked at again",
        ),
        Bilingual(
            "上门关爱、应急时先找到", "Care at the door, and to be found first in an emergency"
        ),
        Basis.DUTY,
        Sensitivity.SENSITIVE,
        "risks",
    ),
    Holds(
        "people_pair",
        ("one_id", "other_id", "path", "kept_id", "filled", "moved"),
        Bilingual("疑似重复的登记", "Registrations that may be one person"),
        Bilingual("登记准确，能撤销", "An accurate register, and an undo"),
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "left",
    ),
    Holds(
        "people_census",
        ("path", "account_id", "duty_id", "sheet", "outcomes"),
        Bilingual("导入的居民表（加密）", "A sheet of residents (sealed)"),
        Bilingual("逐行登记，退回批注的表", "To register row by row and give it back marked"),
        Basis.DUTY,
        Sensitivity.SENSITIVE,
        "censuses",
    ),
)
