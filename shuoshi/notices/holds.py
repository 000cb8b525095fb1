"""What notices hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Sensitivity

DECLARED = (
    Holds(
        "notices_notice",
        ("account_id", "title"),
        Bilingual("给谁的通知、什么事", "Whom it tells, of what"),
        Bilingual("告诉办事的人和说事的人", "To tell those who handle and those who raised"),
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "notices",
    ),
)
