"""What a mechanism is: a file that says its form, stages, moves, rights, limits.

Nouns: Programme (the file), Version (installed, never changed), Limit row (dated), Block.
Invariants: a version is immutable; every limit carries unit and mark; every text is in both
languages; conditions are CEL, compiled once a version; a file that fails `check` is not installed.
"""
