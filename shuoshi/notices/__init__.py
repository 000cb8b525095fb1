"""Who is told what: the outbox, one rule file, notices in the house and a log adapter.

Nouns: Outbox row, Notice, adapter.
Invariants: a move writes its outbox rows in its own statement; they are sent after commit, by a
job; a notice is sent once to each person.
"""
