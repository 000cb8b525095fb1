"""A made-up resident, as themselves, and something that they raised."""

from uuid import UUID

from shuoshi.matters.opening import open_matter
from shuoshi.matters.terms import Raised
from shuoshi.reach.terms import Actor, Reach
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.scenarios.lishi.walking import Walk
from tests.conftest import AT


def own(person_id: UUID) -> Actor:
    return Actor(reach=Reach.RESIDENT, role="resident", person_id=person_id, said="居民")


def raised(person_id: UUID, body: str = "路灯不亮三天了。") -> Walk:
    said = Raised("shuoshi_yishi", YONGNING, "", body, kind="livelihood")
    return Walk(open_matter(said=said, by=own(person_id), at=AT), YONGNING, AT)
