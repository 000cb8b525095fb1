"""Sealed values: what the disk holds is cipher text, bound to the column it was written for.

Nouns: Key, SealedText, mask, index token.
Invariants: a key serves one purpose and lies outside the database, so that a copy of the database
opens nothing; each value says under which purpose and version it was sealed, so that keys rotate
while the house runs; a key that was destroyed takes its values with it, in every backup.
"""
