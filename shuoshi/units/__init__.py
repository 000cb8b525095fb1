"""Units: who holds duties and matters; the working calendar's table.

Nouns: Unit (committee, street office, department, body, firm …), CalendarDay, CalendarYear.
Invariants: a unit stands at one place; a body (representatives, two committees …) is a unit, so
that what is put to it is held by it; a published day of the calendar is a row, and editable.
"""
