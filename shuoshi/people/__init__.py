"""People, as far as somebody who raises a matter needs it.

Nouns: Person.
Invariants: name, phone and identity number are sealed; what a person may be called on a page for
the public is never here. Households, groups at risk and membership come with their own issue.
"""
