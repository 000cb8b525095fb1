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
    Holds(
        "notices_dispatch",
        ("address", "text"),
        Bilingual("发到哪里、发了什么（发完就清空）", "Where to and what (blanked once it went)"),
        Bilingual("告诉办事的人和说事的人", "To tell those who handle and those who raised"),
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "notices",
    ),
    Holds(
        "notices_subscription",
        ("account_id", "address", "token"),
        Bilingual("要通知的浏览器", "Browsers that want to be told"),
        Bilingual("把通知推到本人的手机", "To tell somebody on their own phone"),
        Basis.CONSENT,
        Sensitivity.PERSONAL,
        "accounts",
    ),
    Holds(
        "notices_unitaddress",
        ("address", "token"),
        Bilingual("单位工作群机器人、邮箱的地址", "Robot of a unit's work group, its mailbox"),
        Bilingual("告诉单位，不是哪个人", "To tell a unit, no person"),
        Basis.DUTY,
        Sensitivity.INNER,
        "notices",
    ),
)
