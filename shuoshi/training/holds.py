"""What training holds that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Nothing, Sensitivity

DECLARED = (
    Nothing("training_course", ("what", "path", "on"), "Courses, and when they are given."),
    Holds(
        "training_trainee", ("helper_id", "name", "outcome", "later", "path"),
        Bilingual("谁参加了培训、学会没有", "Who took a course, and what came of it"),
        Bilingual("组织培训、跟进结果", "To give courses, and follow up"), Basis.CONSENT,
        Sensitivity.PERSONAL, "training",
    ),
)  # fmt: skip
