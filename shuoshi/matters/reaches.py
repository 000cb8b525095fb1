"""Who sees what of matters: a territory, the unit that holds it, its raiser, whoever has its receipt."""

from shuoshi.reach.declared import Open
from shuoshi.reach.policies import Guarded

_OF_MATTER = ("matter_id", "matters_matter")
DECLARED = (
    Guarded(
        "matters_matter",
        path="path",
        unit="holder_id",
        person="raiser_id",
        token="secret_hash",  # noqa: S106 - a column
    ),
    Guarded("matters_mattertext", through=_OF_MATTER),
    Guarded("matters_step", through=_OF_MATTER, engine="SELECT, INSERT"),
    Guarded("matters_timer", engine="SELECT, INSERT, UPDATE"),
    Guarded("matters_attachment", through=_OF_MATTER, public="released"),
    Guarded("matters_answer", through=_OF_MATTER, engine="SELECT, INSERT"),
    Guarded("matters_report", through=_OF_MATTER, engine="SELECT, INSERT"),
    Guarded("matters_request", engine="SELECT, INSERT"),
    Guarded("matters_published", through=_OF_MATTER, public="hidden_at IS NULL"),
    Guarded("matters_metoo", through=_OF_MATTER, engine="SELECT, INSERT, DELETE"),
    Guarded("matters_sought", engine="SELECT, INSERT, UPDATE, DELETE"),
    Guarded("matters_publishedsought", public="true", engine="SELECT, INSERT, UPDATE, DELETE"),
    Open("matters_numberseries", "The next number of a year: a count, of no matter and no person."),
)
