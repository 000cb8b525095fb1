"""Counts of posts are of hashed addresses."""

from shuoshi.reach.declared import Open

DECLARED = (Open("web_posted", "Keyed hashes of addresses with counts, gone within the day."),)
