"""Care: who looks after whom, when they come next, what they found.

Nouns: Scheme (a file: for whom, which roles, what each sees, how often), Pairing (one person, household or place under
a scheme), Carer (a helper in a role of a pairing), Visit, Pause, Contract (a family doctor's, with its services due).
Invariants: everybody consents, the person and each helper, and may refuse; a carer sees what their role needs and no
more; two misses in a row climb the same day; who is away is not missed; a contract holds a term and days, never a
clinical value; what moves with people moves here too.
"""
