"""Units and the working calendar are public."""

from shuoshi.reach.declared import Open

_WHY = "Which unit answers where, and which days are worked: public, of no person."
DECLARED = tuple(
    Open(f"units_{table}", _WHY)
    for table in ("unit", "calendaryear", "calendarday", "calendarrevision")
)
