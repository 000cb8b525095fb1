"""Places: district, streets and towns, communities and villages, grids, buildings; sites.

Nouns: Place, PlaceCode, PlaceName, Succession, Estate, Site.
Invariants: a place's path is assigned once and never renumbered; codes and names are dated; an
estate is an attribute of its buildings; a merger writes a succession and changes no path.
"""
