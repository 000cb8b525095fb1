"""Texts to be grouped, and the groups: values that need no library of text methods."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One text of a heap: who said it, where if that is known, when, and how many agreed."""

    key: str
    who: str
    title: str
    body: str
    at: datetime
    place: str = ""
    votes: int = 0


@dataclass(frozen=True, slots=True)
class Topic:
    """Texts about one incident, in order of time.

    Shape:   `heat` is the number of different people who said it, and of those who agreed its
             natural logarithm (one and more): a hundred clicks do not outweigh ten who wrote.
             One person's many letters are no heat. Ours (mark P).
    """

    messages: tuple[Message, ...]
    name: str
    places: tuple[str, ...]
    people: int
    votes: int
    heat: float

    @property
    def first_at(self) -> datetime:
        """When it was first said."""
        return self.messages[0].at

    @property
    def last_at(self) -> datetime:
        """When it was last said."""
        return self.messages[-1].at
