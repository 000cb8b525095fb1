"""Several matters that were said at once: at one door, in one meeting. All of them, or none."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from shuoshi.kernel.errors import Refusal
from shuoshi.kernel.texts import Worded
from shuoshi.matters.changes import Change
from shuoshi.matters.opening import opened_as, opening_change
from shuoshi.matters.terms import BadAnswers, Raised, Receipt
from shuoshi.reach.terms import Actor


def open_several(*, said: Sequence[Raised], by: Actor, at: datetime) -> tuple[Receipt, ...]:
    """Open what was said at once, in one transaction; who left the same name and phone is one person.

    Shape:   two statements for each. Faults carry the place of what they belong to: "2-body".
    Raises:  BadAnswers with every fault of every one, NotAllowed, SameKeyOther
    """
    changes, faults = list[Change](), dict[str, Worded]()
    for n, one in enumerate(said):
        try:
            changes.append(opening_change(said=one, by=by, at=at)[0])
        except BadAnswers as error:
            faults |= {f"{n}-{name}": text for name, text in error.faults.items()}
        except Refusal as error:
            faults[f"{n}-body"] = Worded(error.text, error.values)
    if faults:
        raise BadAnswers(faults)
    with transaction.atomic():
        return tuple(_opened(said, changes))


def _opened(said: Sequence[Raised], changes: Sequence[Change]) -> Iterator[Receipt]:
    """Open them in order. Only somebody whose row was written just now can be the next one's raiser: one
    that was known already by its key wrote none."""
    written: dict[tuple[str, str], str] = {}
    for one, change in zip(said, changes, strict=True):
        who, person = (one.name.strip(), one.phone.strip()), change["person"]
        if person is not None and who in written:
            change["person"], change["matter"]["raiser_id"] = None, written[who]
        receipt = opened_as(change)
        if change["person"] is not None and not receipt.again:
            written[who] = change["person"]["id"]
        yield receipt
