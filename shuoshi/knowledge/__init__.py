"""Answers that a desk gives out: what people ask, what is said, on whose word, until when it must be looked at again.

An entry belongs to a place and holds for all that lies in it. It is never changed: a new one takes its place, so
that it stays known what was said when. It names no person.
"""
