"""Training: a course for residents, helpers or medics, who came, and what came of it.

Nouns: Course, Trainee. Invariants: a trainee is a helper, or a resident by a name that is sealed; whoever passed has
the skill from that day on; outcomes are told as numbers, never as a ranking.
"""
