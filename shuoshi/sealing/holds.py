"""What the access log holds that is personal, and what the rooms below hold: journal, switches."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Nothing, Sensitivity

DECLARED = (
    Holds(
        "journal_entry",
        ("path", "account_id"),
        Bilingual("哪个账号在哪里做了什么（只有编号）", "Which account did what where (ids alone)"),
        Bilingual("审计，不可抵赖", "Audit, so that nothing can be denied"),
        Basis.DUTY,
        Sensitivity.INNER,
        "journal",
    ),
    Nothing("journal_seal", ("digest",), "The hash chain over lines of ids."),
    Holds(
        "sealing_access",
        ("person_id", "purpose", "why", "account_id", "said_by", "path"),
        Bilingual("谁看了谁的什么、为什么", "Who looked at whose what, and why"),
        Bilingual("让本人知道，供审计", "For the person to know, and for audit"),
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "looks",
    ),
    Nothing(
        "reach_switch", ("path", "purpose", "counts"), "Orders, purposes, counts of emergencies."
    ),
)
