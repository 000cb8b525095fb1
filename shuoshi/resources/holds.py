"""What resources hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Nothing, Sensitivity

DECLARED = (
    Nothing("resources_offer", ("what", "cost", "path", "areas"), "What units offer."),
    Nothing(
        "resources_mean",
        ("name", "opens", "phone", "path"),
        "Clinics, pharmacies, their own phones.",
    ),
    Nothing("resources_good", ("name", "measure", "path"), "Names of goods."),
    Holds(
        "resources_movement",
        ("donor", "what", "account_id", "matter_id", "path"),
        Bilingual("谁捐的、发给了谁、谁记的", "Who gave, to whom it went, who wrote it down"),
        Bilingual(
            "收发有据，能致谢、能追溯",
            "So that what came and went is on record, and thanks can be said",
        ),
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "stock",
    ),
)
