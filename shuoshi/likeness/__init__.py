"""How like texts are, and what they are about: no Django, no database.

Nouns: Likeness (two texts), Topic (many texts on one incident), Suggester (which class, and why).
Invariants: what a page needs is plain Python; scikit-learn is imported by whoever learns or groups,
never by a page.
"""
