"""Logins, duties, keys of programs; builds the Actor.

Nouns: Account, Duty, ApiKey, Session.
Invariants: a duty is a role at a place, of a unit, from a day until another; reading merges all of
a person's duties, each write is made under one; a session's row tells who and which duties in one
statement.
"""
