"""What rounds hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Nothing, Sensitivity

_GO = Bilingual("上门走访、采样、送货", "To visit, sample and deliver at home")
DECLARED = (
    Nothing("rounds_leg", ("start", "end"), "Places, and how far apart they lie."),
    Nothing(
        "rounds_round", ("name", "base", "base_lat", "base_lon", "path", "on", "routes"),
        "A day, where it starts, ids of stops.",
    ),
    Holds(
        "rounds_crew",
        ("helper_id", "name", "path", "start_name", "start_lat", "start_lon", "end_name", "end_lat", "end_lon"),
        Bilingual("哪一组、谁去、从哪里到哪里", "Which crew, who goes, from where to where"), _GO,
        Basis.DUTY, Sensitivity.PERSONAL, "rounds",
    ),
    Holds(
        "rounds_stop",
        ("person_id", "path", "what", "lat", "lon", "receipt", "note", "over_at", "why_left"),
        Bilingual("去谁家、做什么、谁签收的", "To whose home, what for, who took it"),
        _GO, Basis.DUTY, Sensitivity.PERSONAL, "rounds",
    ),
)  # fmt: skip
