"""The knowledge base is for whoever answers a caller: what may be said to anybody."""

from shuoshi.reach.declared import Open

DECLARED = (
    Open("knowledge_knowledgeentry", "Answers that may be given to anybody; it names no person."),
)
