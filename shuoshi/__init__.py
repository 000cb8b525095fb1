"""Shuoshi (说事): a platform on which a district runs its grassroots work."""

__version__ = "0.1.0"
