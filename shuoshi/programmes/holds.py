"""What programmes hold: nothing personal."""

from shuoshi.sealing.dictionary import Nothing

DECLARED = (
    Nothing(
        "programmes_version",
        ("text", "questions", "digest"),
        "Programme files: a mechanism, no person.",
    ),
    Nothing("programmes_limitrow", ("name",), "Names of limits."),
    Nothing("programmes_wording", ("path", "zh", "en"), "Wording of a programme's texts."),
)
