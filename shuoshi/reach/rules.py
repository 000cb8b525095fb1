"""Ranges of paths."""

from shuoshi.reach.terms import Bounds


def bounds_of(path: str) -> Bounds:
    """The range that holds `path` and everything under it.

    Raises:  ValueError on an empty path, which would hold everything
    """
    if not path or not path.isascii():
        raise ValueError(f"'{path}' is no path of a place")
    return Bounds(path, path[:-1] + chr(ord(path[-1]) + 1))
