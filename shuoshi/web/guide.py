"""The demonstration's guide; scenarios register who plays in it, as they lie above this room."""

from dataclasses import dataclass

from shuoshi.kernel.texts import Bilingual


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A login of the demonstration."""

    username: str
    password: str
    name: Bilingual
    does: Bilingual


_accounts: list[DemoAccount] = []


def register_accounts(accounts: tuple[DemoAccount, ...]) -> None:
    """Say who can sign in to the demonstration."""
    _accounts[:] = accounts


def accounts_of_the_demo() -> tuple[DemoAccount, ...]:
    """Who can sign in to the demonstration."""
    return tuple(_accounts)
