"""What the rooms below hold of a person, as they take it along."""

from collections.abc import Mapping
from uuid import UUID

from shuoshi.kernel.clock import local
from shuoshi.kernel.texts import Bilingual
from shuoshi.people.queries import known_of
from shuoshi.people.terms import VALUES
from shuoshi.privacy.asking import requests_of
from shuoshi.privacy.consenting import consents_of
from shuoshi.privacy.ports import ACTIVITIES, Exporter
from shuoshi.privacy.terms import REQUESTS
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.sealing.queries import looks_at
from shuoshi.sealing.terms import LOOKS, Look

Row = Mapping[str, str]


def _known(person_id: UUID, by: Actor) -> list[Row]:
    with acting(by):
        known = known_of(person_id)
    return [{VALUES[n][1].zh: v for n, v in known.values.items() if v}] if known else []


def _looks(person_id: UUID, by: Actor) -> list[Row]:
    return [
        {
            "时间": local(row.at).isoformat(timespec="minutes"),
            "谁看的": row.said_by,
            "看了什么": "、".join(VALUES[f][1].zh if f in VALUES else f for f in row.fields),
            "用途": LOOKS[Look(row.purpose)].zh,
            "说明": row.why,
        }
        for row in looks_at(person_id, by=by)
    ]


def _consents(person_id: UUID, by: Actor) -> list[Row]:
    return [
        {
            "用途": ACTIVITIES[c.activity].name.zh if c.activity in ACTIVITIES else c.activity,
            "告知版本": str(c.version),
            "同意": local(c.given_at).isoformat(timespec="minutes"),
            "监护人": c.guardian,
            "撤回": local(c.withdrawn_at).isoformat(timespec="minutes") if c.withdrawn_at else "",
        }
        for c in consents_of(person_id, by=by)
    ]


def _requests(person_id: UUID, by: Actor) -> list[Row]:
    return [
        {
            "申请": REQUESTS[r.kind].zh,
            "内容": r.words,
            "时间": local(r.asked_at).isoformat(timespec="minutes"),
            "答复": r.answer,
        }
        for r in requests_of(person_id, by=by)
    ]


OWN: tuple[tuple[str, Bilingual, Exporter], ...] = (
    ("known", Bilingual("登记的信息", "What is registered"), _known),
    ("looks", Bilingual("谁看过", "Who looked"), _looks),
    ("consents", Bilingual("同意", "Consents"), _consents),
    ("requests", Bilingual("申请", "Requests"), _requests),
)
