"""What happened: one line for each write, never changed, never erased.

Nouns: Entry, Seal.
Invariants: ids, kinds and times only, no free text and no personal value; partitions by month of
`recorded_at`; a hash chain seals what lies below the oldest running transaction.
"""
