"""What counts hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Nothing, Sensitivity

_COUNTED = Bilingual("应急期间把人清点到", "To reach everybody in an emergency")
_CHAIN = Bilingual("谁封、谁签、谁交、谁收", "Who sealed, signed, handed over, received")
DECLARED = (
    Nothing("counts_count", ("name", "path"), "An area and the rules by which it is counted."),
    Nothing("counts_expected", ("path",), "How many live in a building."),
    Nothing("counts_tally", ("path",), "How many of a grid in an hour."),
    Nothing("counts_site", ("name", "path", "address"), "A place where people are counted."),
    Holds(
        "counts_bag", ("path", "handed_to", "bagged_by", "handed_by", "received_by"), _CHAIN, _COUNTED,
        Basis.EMERGENCY, Sensitivity.PERSONAL, "counted",
    ),
    Holds(
        "counts_container", ("path", "opened_by", "sealed_by", "signed_by", "resulted_by"), _CHAIN, _COUNTED,
        Basis.EMERGENCY, Sensitivity.PERSONAL, "counted",
    ),
    Holds(
        "counts_member", ("subject_id",), Bilingual("谁在哪一管（单）里", "Who is in which container"), _COUNTED,
        Basis.EMERGENCY, Sensitivity.SENSITIVE, "counted",
    ),
    Holds(
        "counts_counted", ("path", "subject_id"), Bilingual("谁清点到了", "Who was counted"), _COUNTED,
        Basis.EMERGENCY, Sensitivity.PERSONAL, "counted",
    ),
    Holds(
        "counts_guest", ("fields",), Bilingual("不在册的人的姓名、电话", "Name and phone of who is in no register"),
        _COUNTED, Basis.EMERGENCY, Sensitivity.PERSONAL, "counted",
    ),
    Holds(
        "counts_missing", ("path", "subject_id", "reason", "note"),
        Bilingual("谁没清点到、为什么", "Who is missing, and why"),
        _COUNTED, Basis.EMERGENCY, Sensitivity.SENSITIVE, "counted",
    ),
    Holds(
        "counts_booking", ("path", "subject_id"), Bilingual("谁约了什么时段", "Who booked which slot"), _COUNTED,
        Basis.EMERGENCY, Sensitivity.PERSONAL, "counted",
    ),
    Nothing("counts_ticket", ("path",), "A number in a queue, of nobody by name."),
    Holds(
        "counts_single", ("path", "subject_id"), Bilingual("谁要单独再来一次", "Who comes again alone"), _COUNTED,
        Basis.EMERGENCY, Sensitivity.SENSITIVE, "counted",
    ),
)  # fmt: skip
