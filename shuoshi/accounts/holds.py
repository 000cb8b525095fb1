"""What accounts hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Sensitivity

_WORK = Bilingual("登录，分清谁在什么岗位", "To log in, and tell who serves in which post")
_EMPLOYED = (_WORK, Basis.EMPLOYMENT, Sensitivity.INNER)
DECLARED = (
    Holds(
        "accounts_account",
        ("username", "name", "password", "person_id"),
        Bilingual(
            "用户名、姓名、密码的散列、对应的居民",
            "User name, name, hash of the password, resident",
        ),
        *_EMPLOYED,
        "accounts",
    ),
    Holds(
        "accounts_duty",
        ("account_id", "path"),
        Bilingual("岗位和范围", "Duty and range"),
        *_EMPLOYED,
        "accounts",
    ),
    Holds(
        "accounts_session",
        ("session_key", "session_data", "account_id"),
        Bilingual("登录状态", "Session"),
        *_EMPLOYED,
        "sessions",
    ),
    Holds(
        "accounts_apikey",
        ("account_id", "name", "digest"),
        Bilingual("程序的密钥（散列）", "Keys of programs (hashed)"),
        *_EMPLOYED,
        "keys",
    ),
    Holds(
        "accounts_glass",
        ("account_id", "said_by", "path", "reason", "reviewer_id", "reviewed_by", "words"),
        Bilingual(
            "破例查看：谁、哪里、为什么、谁复核", "Break-glass: who, where, why, who reviewed"
        ),
        Bilingual("追究越权查看", "To answer for looking beyond one's range"),
        Basis.DUTY,
        Sensitivity.INNER,
        "glasses",
    ),
)
