"""How long a text may be, said of the field it stands in."""

from shuoshi.kernel.errors import BadInput


def says(text: str, field: str, most: int) -> None:
    """Raises BadInput for a text that says nothing, or too much."""
    if not text.strip():
        raise BadInput("不能空着。", field=field)
    at_most(text, field, most)


def at_most(text: str, field: str, most: int) -> None:
    """Raises BadInput for a text of more letters than this."""
    if len(text) > most:
        raise BadInput("最多 %(most)s 个字。", field=field, most=most)
