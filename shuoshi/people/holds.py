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
)
