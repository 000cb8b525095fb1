"""What places hold: nothing personal."""

from shuoshi.sealing.dictionary import Nothing

DECLARED = (
    Nothing("places_place", ("path", "name"), "Places and their codes: of no person."),
    Nothing("places_placename", ("name",), "Names of places."),
    Nothing("places_estate", ("name",), "Names of housing estates."),
    Nothing("places_site", ("name",), "Names of spots."),
)
