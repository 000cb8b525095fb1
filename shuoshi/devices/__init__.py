"""Devices: phones that record without a network, and what they bring home.

Nouns: Device, Sent. Invariants: a record is sealed and signed when it is written, and only the house opens it; its duty
is judged at the moment it was captured; a phone lets go of a record only once the house has read back what it kept;
nothing that was refused is lost before somebody decided.
"""
