"""What accounts hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Nothing, Sensitivity

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
    Nothing("accounts_account", ("phone_unproved",), "Yes or no: whether codes go to the phone."),
    Nothing(
        "accounts_code",
        ("key", "phone", "digest"),
        "Sealed, with ids; a code lives five minutes, a count a day.",
    ),
    Nothing(
        "accounts_account", ("given_at",), "When a first password was made; gone once changed."
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
    Holds(
        "mfa_authenticator",
        ("data",),
        Bilingual("第二道验证的密钥（封存）", "Secrets of second factors (sealed)"),
        *_EMPLOYED,
        "accounts",
    ),
    Holds(
        "axes_accessattempt",
        ("ip_address", "username", "path_info", "get_data", "post_data"),
        Bilingual("失败的登录", "Failed logins"),
        Bilingual("防止猜密码", "To stop guessing"),
        Basis.DUTY,
        Sensitivity.INNER,
        "attempts",
    ),
    Holds(
        "axes_accessfailurelog",
        ("ip_address", "username", "path_info"),
        Bilingual("失败的登录", "Failed logins"),
        Bilingual("防止猜密码", "To stop guessing"),
        Basis.DUTY,
        Sensitivity.INNER,
        "attempts",
    ),
    Nothing(
        "axes_accesslog",
        ("ip_address", "username", "path_info", "session_hash"),
        "Switched off (AXES_DISABLE_ACCESS_LOG): stays empty.",
    ),
    Nothing("account_emailaddress", ("email",), "Nobody has an e-mail address here: stays empty."),
    Nothing("account_emailconfirmation", ("email_address_id",), "As the addresses: stays empty."),
    Nothing("auth_group", ("name",), "Django's groups are not used: stays empty."),
    Nothing("auth_permission", ("name", "codename"), "Names of Django's own permissions."),
    Nothing(
        "procrastinate_jobs",
        ("queue_name", "task_name", "lock", "args", "queueing_lock"),
        "Jobs carry times alone.",
    ),
    Nothing("procrastinate_periodic_defers", ("task_name",), "Names of tasks."),
)
