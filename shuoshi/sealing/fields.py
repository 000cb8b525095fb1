"""The model field of a sealed text."""

from typing import Any

from django.db import models

from shuoshi.sealing.cipher import seal, unseal


class SealedText(models.BinaryField):  # type: ignore[type-arg]
    """A text that is sealed on its way to the database and opened on its way back."""

    def _bound_to(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = seal(value, bound_to=self._bound_to())
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else unseal(bytes(value), bound_to=self._bound_to())

    def to_python(self, value: Any) -> Any:
        return value
