"""Accounts are read before anybody has a reach: at the login that gives one."""

from shuoshi.reach.declared import Open

_LOGIN = "Read at login and at each session's start, before there is a reach; pages show posts, not names."
DECLARED = (
    Open("accounts_account", _LOGIN),
    Open("accounts_duty", _LOGIN),
    Open("accounts_session", _LOGIN),
    Open("accounts_glass", _LOGIN + " Its list is bounded by the reviewer's range in the query."),
    Open(
        "accounts_cache",
        "Counts of wrong codes and which codes were used, by a keyed hash; deleted the same night.",
    ),
    Open(
        "accounts_code",
        "Codes on their way to phones: the phone sealed, the code by its keyed hash, gone in minutes.",
    ),
    Open("accounts_apikey", _LOGIN + " Only a key's hash is kept."),
)
