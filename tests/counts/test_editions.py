"""Every edition of this house is read; what one may not say is refused."""

import pytest
import yaml
from pydantic import ValidationError

from shuoshi.counts.editions import FOLDER, Edition, edition_called, editions
from shuoshi.counts.terms import GATE, EditionNotFound
from shuoshi.events.kinds import kinds_of_events

FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_an_edition_is_of_a_kind_whose_switch_opens_counts(file) -> None:
    edition = editions()[file.stem]
    assert GATE in kinds_of_events()[edition.kind].opens
    assert edition.container.sizes[edition.container.usual] >= edition.alone


def wrong(**parts: object) -> None:
    said = yaml.safe_load((FOLDER / "sampling_2022_03.yaml").read_text("utf-8"))
    Edition.model_validate(said | parts)


def test_what_an_edition_may_not_say() -> None:
    tubes = {
        "name": {"zh": "管", "en": "Tube"},
        "sizes": {"ten": 10},
        "usual": "ten",
        "code": [4, 32],
        "bag": 20,
    }
    with pytest.raises(ValidationError, match="counted alone"):
        wrong(container=tubes)
    with pytest.raises(ValidationError, match="is no size"):
        wrong(container=tubes | {"usual": "two"})
    with pytest.raises(ValidationError, match="get there"):
        wrong(container=tubes | {"bag": 0})
    with pytest.raises(ValidationError, match="1 to 200"):
        wrong(container=tubes | {"sizes": {"ten": 500}})
    with pytest.raises(ValidationError, match="letters"):
        wrong(container=tubes | {"sizes": {"ten": 10, "one": 1}, "code": [9, 4]})
    with pytest.raises(EditionNotFound):
        edition_called("none")
