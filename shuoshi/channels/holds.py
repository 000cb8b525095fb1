"""What the ways in hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Sensitivity

_HELP = Bilingual("由社区联系，帮上忙", "So that the community can bring both together")
DECLARED = (
    Holds(
        "channels_offer",
        ("person_id", "words", "path"),
        Bilingual("谁说能帮、怎么帮、哪里的事", "Who offers help, how, where"),
        _HELP,
        Basis.CONSENT,
        Sensitivity.PERSONAL,
        "offers",
    ),
    Holds(
        "channels_offer",
        ("answered_by",),
        Bilingual("谁答复的（账号）", "Who answered (account)"),
        _HELP,
        Basis.EMPLOYMENT,
        Sensitivity.INNER,
        "offers",
    ),
)
