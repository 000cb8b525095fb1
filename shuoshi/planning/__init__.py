"""Planning: a problem goes in, a result comes out, nothing is read and nothing is written.

Nouns: rounds (who goes where, in which order), match (who does what for whom).
Invariants: no Django below here; problems and results are frozen values; the seed, the limit and the
parameters are arguments; whatever a result leaves out, it says why; each result is checked by code that shares
nothing with the solver. Needs the extra `planning`.
"""
