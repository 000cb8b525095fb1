"""The Matter: one case of a programme, from said to evaluated.

Nouns: Matter, Step, Timer, Attachment, Published.
Invariants: a move is the only way a matter changes; one statement writes the matter, its step, its
journal line, its notices and its timers; a matter's place never changes; a number can't be used
twice; what the public sees is a row that a reviewer released.
"""
