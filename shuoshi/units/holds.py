"""What units hold: nothing personal."""

from shuoshi.sealing.dictionary import Nothing

DECLARED = (
    Nothing("units_unit", ("name", "path"), "Names and places of organisations."),
    Nothing("units_calendarday", ("name",), "Names of holidays."),
)
