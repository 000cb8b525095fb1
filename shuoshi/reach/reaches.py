"""Tables of the libraries that the house stands on; none of them holds a record of ours."""

from shuoshi.reach.declared import Open

_DJANGO = "Django's own bookkeeping of migrations and kinds: of no person."
_JOBS = "Jobs carry no arguments but times, each opens its own scope: of no person."
_SWITCHES = "Orders, purposes, days and counts of emergencies: of no person."
DECLARED = (
    Open("reach_switch", _SWITCHES),
    *(
        Open(table, _DJANGO)
        for table in (
            "auth_group", "auth_group_permissions", "auth_permission", "django_content_type",
            "django_migrations",
        )
    ),
    Open("account_emailaddress", "allauth's table of e-mail addresses: empty, nobody has one here."),
    Open("account_emailconfirmation", "As the addresses: empty."),
    Open("mfa_authenticator", "Second factors, read at login before there is a reach; secrets are sealed."),
    *(
        Open(f"axes_{table}", "Failed logins, counted before there is a reach; gone after a day.")
        for table in ("accessattempt", "accessattemptexpiration", "accessfailurelog", "accesslog")
    ),
    *(
        Open(f"procrastinate_{table}", _JOBS)
        for table in ("events", "jobs", "periodic_defers", "workers")
    ),
)  # fmt: skip
