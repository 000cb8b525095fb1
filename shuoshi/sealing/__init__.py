"""Sealed fields: what the disk holds is cipher text, bound to the column it was written for.

Nouns: SealedText.
Invariants: AES-256-GCM with a fresh nonce for each value; the column's name is authenticated, so a
value moved to another column does not open. Purposes, rotation, SM4, index tokens and masks come
with the room's next issue; the first byte of a value names its form, so that they can.
"""
