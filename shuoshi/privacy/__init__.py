"""What the law owes a person: how long anything is kept, what is erased, what they may ask for.

Nouns: Rule (of retention), Erasure, Switch (its life), Request, Consent, Activity, Holding.
Invariants: nothing personal is kept without a rule that ends it; what a job erased is written down in
counts; an emergency collects nothing without its switch, ends by itself, and its key is destroyed.
"""
