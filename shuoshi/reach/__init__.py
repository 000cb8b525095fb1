"""Who acts, and what the database lets them see.

Nouns: Actor, Reach, Guarded (a table's policies).
Invariants: one PostgreSQL role a reach, each with one indexable policy on a table; ranges have two
bounds, so that an empty setting shows nothing; the app's login owns no table.
"""
