"""What care holds that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Sensitivity

_CARE = Bilingual("结对关照、按时走访", "To look after people, and visit in time")
DECLARED = (
    Holds(
        "care_pairing",
        ("person_id", "path", "tier", "contact", "agreed_by", "agreed_on", "opened_on", "ended_on", "ended_why"),
        Bilingual(
            "谁按哪个办法结了对、紧急联系人、多久走访一次",
            "Who is paired, whom to call, how often they are visited",
        ),
        _CARE,
        Basis.CONSENT,
        Sensitivity.SENSITIVE,
        "care",
    ),
    Holds(
        "care_carer",
        ("helper_id", "substitute_id", "path", "why", "over_on"),
        Bilingual("哪位帮手管哪一户", "Which helper looks after whom"),
        _CARE,
        Basis.CONSENT,
        Sensitivity.PERSONAL,
        "care",
    ),
    Holds(
        "care_visit",
        ("words", "findings", "outcome", "path", "account_id", "matter_id", "raised", "before"),
        Bilingual("走访时的情况", "What was found on a visit"),
        _CARE,
        Basis.CONSENT,
        Sensitivity.SENSITIVE,
        "care",
    ),
    Holds(
        "care_pause",
        ("person_id", "path", "why", "since_on", "until_on"),
        Bilingual("住院、出门，停访到哪天", "Away or in hospital until when"),
        _CARE,
        Basis.CONSENT,
        Sensitivity.SENSITIVE,
        "care",
    ),
    Holds(
        "care_contract",
        ("path", "since_on", "until_on", "ended_on"),
        Bilingual("签约从哪天到哪天", "From when to when a contract runs"),
        _CARE,
        Basis.CONSENT,
        Sensitivity.PERSONAL,
        "care",
    ),
    Holds(
        "care_due",
        ("service", "due_on", "done_on", "done_by", "path"),
        Bilingual("签约服务哪天到期、哪天做的，不含病情", "Which service is due and done when; nothing of an illness"),
        _CARE,
        Basis.CONSENT,
        Sensitivity.PERSONAL,
        "care",
    ),
)  # fmt: skip
