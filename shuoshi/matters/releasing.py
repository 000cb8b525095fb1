"""What is looked at before a release, beside the predicate of every move."""

from collections.abc import Mapping
from typing import Any

from shuoshi.kernel.texts import Worded, marked
from shuoshi.matters.forms import private_numbers
from shuoshi.matters.situation import Situation
from shuoshi.matters.terms import BadAnswers, Snapshot
from shuoshi.people.queries import contact
from shuoshi.reach.terms import SYSTEM, Actor


def fit_for_all(now: Situation, name: str, by: Actor, answers: Mapping[str, Any]) -> None:
    """Look at every text that this move shows to everybody.

    Raises:  BadAnswers for a number or a name that leads to the raiser, and where a matter that is
             private by its kind is released without a word why
    """
    m, public = now.matter, now.definition.programme.public
    rule = now.definition.programme.builtin.release
    shows = set(public.shows) if public else set()
    texts: dict[str, Any] = {}
    if name == "release":
        texts = {k: v for k, v in m.form.items() if k in shows} | dict(answers)
    elif m.published and rule and by.role in rule.by:
        texts = {k: v for k, v in answers.items() if k in shows}
    faults = _named(m, texts)
    for field, text in texts.items():
        found = private_numbers(text) if isinstance(text, str) and field != "reason" else []
        if found:
            where = field if field in answers else "public_text"
            faults[where] = Worded(_NUMBERS, {"found": "、".join(found)})
    if name == "release" and m.private and not answers.get("reason"):
        faults["reason"] = marked("这件事默认不公开。确实要公开的，请写明理由。")
    if faults:
        raise BadAnswers(faults)


def _named(m: Snapshot, texts: Mapping[str, Any]) -> dict[str, Worded | str]:
    """The public words in which the raiser's own name stands. One statement in a scope, none where
    nothing is shown or nobody is known."""
    if m.raiser_id is None or not texts:
        return {}
    known = contact(m.raiser_id, by=SYSTEM)
    name = known.name.strip() if known else ""
    if len(name) < _NAME_LEAST or name in _NOBODY:
        return {}
    return {
        field if field.startswith("public_") else "public_text": Worded(_NAME, {"name": name})
        for field, text in texts.items()
        if isinstance(text, str) and field != "reason" and name in text
    }


_NAME_LEAST = 2
_NOBODY = frozenset({"居民", "村民", "业主", "住户", "群众", "匿名", "市民"})
_NAME = marked("里面有说事人的称呼“%(name)s”，请去掉：写事不写人。")
_NUMBERS = marked("里面像有电话或身份证号：%(found)s，请去掉。")
