"""Tables of matters. They are written by the engine's SQL functions (see sql/)."""

from shuoshi.matters.models.matter import Matter, MatterText, NumberSeries, Step, Timer
from shuoshi.matters.models.said import Answer, Attachment, Report, Request
from shuoshi.matters.models.shown import MeToo, Published
from shuoshi.matters.models.sought import PublishedSought, Sought

__all__ = [
    "Answer",
    "Attachment",
    "Matter",
    "MatterText",
    "MeToo",
    "NumberSeries",
    "Published",
    "PublishedSought",
    "Report",
    "Request",
    "Sought",
    "Step",
    "Timer",
]
