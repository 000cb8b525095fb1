"""What a phone's number looks like, and its digits."""

import re

_PHONE = re.compile(r"[+(]?\d[\d ()\-]{5,18}\d")


def is_phone(text: str) -> bool:
    """Whether it is written as a phone is: 7 to 20 digits, spaces, dashes and brackets."""
    return _PHONE.fullmatch(text) is not None


def digits_of(text: str) -> str:
    """The digits of a phone, without the country's 86."""
    found = re.sub(r"\D", "", text)
    return found[2:] if len(found) == 13 and found.startswith("86") else found
