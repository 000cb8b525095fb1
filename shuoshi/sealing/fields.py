"""The model field of a sealed text."""

from typing import Any

from django.db import models

from shuoshi.sealing.cipher import seal, unseal
from shuoshi.sealing.terms import Masked, Purpose


class SealedText(models.BinaryField):  # type: ignore[type-arg]
    """A text that is sealed on its way to the database and opened on its way back.

    Shape:   `purpose` names its key, `mask` how a page shows it.
    """

    def __init__(
        self,
        *args: Any,
        purpose: Purpose = Purpose.CONTACT,
        mask: Masked = Masked.TEXT,
        **kwargs: Any,
    ) -> None:
        self.purpose, self.mask = purpose, mask
        super().__init__(*args, **kwargs)

    @property
    def bound_to(self) -> str:
        """The column's name, to which its values are bound."""
        return f"{self.model._meta.db_table}.{self.column}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = seal(value, purpose=self.purpose, bound_to=self.bound_to)
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else unseal(bytes(value), bound_to=self.bound_to)

    def to_python(self, value: Any) -> Any:
        return value
