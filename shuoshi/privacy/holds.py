"""What the rights of persons hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Nothing, Sensitivity

DECLARED = (
    Holds(
        "privacy_consent",
        ("person_id", "path", "recorded_by", "guardian"),
        Bilingual("谁同意了什么、监护人", "Who consented to what, guardian"),
        Bilingual("证明同意和撤回", "To prove consent and withdrawal"),
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "rights",
    ),
    Holds(
        "privacy_request",
        ("person_id", "path", "words", "answer", "said_by"),
        Bilingual("本人的申请和答复", "A person's requests and their answers"),
        Bilingual("办理本人的权利", "To meet the person's rights"),
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "rights",
    ),
    Nothing("privacy_noticetext", ("zh", "en"), "What everybody is told before they consent."),
)
