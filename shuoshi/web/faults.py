"""A refusal as what stands beside the fields of a form."""

from shuoshi.kernel.errors import BadInput, Refusal
from shuoshi.matters.terms import BadAnswers
from shuoshi.ui.words import in_words, said


def faults_of(error: Refusal | None) -> dict[str, str]:
    """The fault of each field, in the reader's language; empty where it belongs to none."""
    if isinstance(error, BadAnswers):
        return {name: in_words(text) for name, text in error.faults.items()}
    if isinstance(error, BadInput) and error.field:
        return {error.field: said(error)}
    return {}
