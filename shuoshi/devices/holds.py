"""What devices hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Nothing, Sensitivity

_FIELD = Bilingual("没有网络时记录走访和上门", "To record visits and stops without a network")
DECLARED = (
    Holds(
        "devices_device",
        ("account_id", "name"),
        Bilingual("谁登记了哪台手机", "Who enrolled which phone"),
        _FIELD,
        Basis.EMPLOYMENT,
        Sensitivity.INNER,
        "devices",
    ),
    Nothing("devices_device", ("key",), "The public half of a phone's key."),
    Nothing(
        "devices_given",
        ("kind",),
        "A code of ours; which rows a phone carried, by their ids, for four days.",
    ),
    Holds(
        "devices_sent",
        (
            "account_id",
            "person_id",
            "household_id",
            "path",
            "values",
            "mended",
            "theirs",
            "why",
            "why_values",
            "decided_by",
        ),
        Bilingual(
            "手机传来、还没处理的记录：谁记的、关于谁、记了什么",
            "Records from phones that wait: by whom, of whom, what they say",
        ),
        _FIELD,
        Basis.DUTY,
        Sensitivity.SENSITIVE,
        "devices",
    ),
    Nothing(
        "devices_sent",
        ("kind", "digest", "field", "state", "taken_up_at"),
        "Codes of ours and a hash.",
    ),
)
