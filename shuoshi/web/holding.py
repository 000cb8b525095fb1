"""What pages and API say of resources: options and names."""

from collections.abc import Mapping
from typing import Any

from shuoshi.helpers.terms import SKILLS
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.resources.terms import COMES_IN, GOOD_KINDS, MEAN_KINDS, MEAN_STATES, WAYS
from shuoshi.ui.words import in_words


def words_of_resources() -> Mapping[str, Any]:
    """Options and names for the pages of resources."""
    return {
        "skill_names": {c: in_words(n) for c, n in SKILLS.items()},
        "skill_options": [(c, in_words(n)) for c, n in SKILLS.items()],
        "good_names": {k.value: in_words(n) for k, n in GOOD_KINDS.items()},
        "good_options": [(k.value, in_words(n)) for k, n in GOOD_KINDS.items()],
        "way_names": {w.value: in_words(n) for w, n in WAYS.items()},
        "way_options": [(w.value, in_words(n)) for w, n in WAYS.items()],
        "comes_in": COMES_IN,
        "mean_names": {k.value: in_words(n) for k, n in MEAN_KINDS.items()},
        "mean_options": [(k.value, in_words(n)) for k, n in MEAN_KINDS.items()],
        "mean_states": {s.value: in_words(n) for s, n in MEAN_STATES.items()},
        "mean_state_options": [(s.value, in_words(n)) for s, n in MEAN_STATES.items()],
        "today": local_date(clock_now()),
    }
