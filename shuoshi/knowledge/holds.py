"""What the knowledge base holds: nothing personal."""

from shuoshi.sealing.dictionary import Nothing

DECLARED = (
    Nothing(
        "knowledge_knowledgeentry",
        ("path", "answer"),
        "Answers that may be given to anybody, for a place; the form says that no names go in.",
    ),
)
