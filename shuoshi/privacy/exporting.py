"""What a person takes along: everything that the rooms hold of them, as data, as a page, with the files."""

import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import IO
from uuid import UUID

from allauth.mfa.models import Authenticator

from shuoshi.accounts.logins import logins_of
from shuoshi.accounts.queries import logins_held
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local
from shuoshi.kernel.errors import NotAllowed
from shuoshi.kernel.texts import Bilingual
from shuoshi.people.queries import known_of
from shuoshi.people.terms import VALUES, PersonNotFound
from shuoshi.places.queries import names_of
from shuoshi.privacy.asking import requests_of
from shuoshi.privacy.consenting import consents_of
from shuoshi.privacy.ports import ACTIVITIES, EXPORTERS, FILE_EXPORTERS, Exporter, Row
from shuoshi.privacy.terms import REQUESTS
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.sealing.queries import looks_at
from shuoshi.sealing.terms import LOOKS, Look

Held = Mapping[str, list[Mapping[str, str]]]
"""What the rooms hold of a person, by room: rows of label and text."""
_EVERY, _IN_MEMORY = 1_000_000, 8_000_000


def taken_along(person_id: UUID, *, by: Actor, language: str = "zh") -> Held:
    """All that the rooms hold of a person, by room: their own reach shows no more than theirs.

    Raises:  NotAllowed for anybody but the person
    """
    if by.role != "resident" or by.person_id != person_id:
        raise NotAllowed

    def said(value: str | Bilingual) -> str:
        return value if isinstance(value, str) else value.says(language)

    return {
        name: [
            {said(label): said(value) for label, value in row} for row in exporter(person_id, by)
        ]
        for name, (_title, exporter) in EXPORTERS.items()
    }


def export(
    *,
    person_id: UUID,
    page: Callable[[Held], str],
    by: Actor,
    at: datetime,
    language: str = "zh",
) -> IO[bytes]:
    """A zip of what a person takes along: data.json, index.html to read it in, and the files.

    Shape:   labels and `page` in the reader's language; that it was taken is journalled. A file to be read
             and closed, in memory up to eight million bytes.
    Raises:  NotAllowed
    """
    held = taken_along(person_id, by=by, language=language)
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        told = {"made_at": at.isoformat(), "person": str(person_id), "held": held}
        zipped.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=1))
        zipped.writestr("index.html", page(held))
        for files in FILE_EXPORTERS:
            for name, content in files(person_id, by):
                zipped.writestr(f"files/{name}", content)
    with acting(by) as scope:
        known = known_of(person_id)
        if known is None:
            raise PersonNotFound
        scope.write_as_engine()
        record(kind="privacy.export", subject_id=person_id, path=known.path, by=by, at=at)
    out.seek(0)
    return out


def moment(at: datetime | None) -> str:
    """A time as it stands in what is taken along; '' for none."""
    return local(at).isoformat(timespec="minutes") if at else ""


_AT, _WHO, _WORDS = Bilingual("时间", "When"), Bilingual("谁", "Who"), Bilingual("内容", "Words")


def _known(person_id: UUID, by: Actor) -> list[Row]:
    with acting(by):
        known = known_of(person_id)
    if known is None:
        return []
    row: list[tuple[Bilingual, str | Bilingual]] = [
        (VALUES[n][1], v) for n, v in known.values.items() if v
    ]
    row.append((Bilingual("地点", "Place"), names_of([known.path]).get(known.path, known.path)))
    return [row]


def _login(person_id: UUID, by: Actor) -> list[Row]:
    """The login and where it is open; second factors by their kind."""
    rows: list[Row] = []
    for login in logins_held(person_id):
        factors = Authenticator.objects.filter(user_id=login.id).values_list("type", flat=True)
        rows.append(
            [
                (Bilingual("用户名", "User name"), login.username),
                (Bilingual("密码", "Password"), _YES if login.has_password else _NO),
                (Bilingual("手机验证码", "Codes by phone"), _YES if login.phone_proved else _NO),
                (Bilingual("第二道验证", "Second factors"), ", ".join(sorted(factors))),
            ]
        )
        rows += [
            [(Bilingual("登录", "Signed in"), moment(one.began_at)), (Bilingual("到", "Until"), moment(one.ends_at))]
            for one in logins_of(login.id, "")
        ]  # fmt: skip
    return rows


_YES, _NO = Bilingual("有", "yes"), Bilingual("没有", "no")


def _looks(person_id: UUID, by: Actor) -> list[Row]:
    return [
        [
            (_AT, moment(row.at)),
            (Bilingual("谁看的", "Who looked"), row.said_by),
            (Bilingual("看了什么", "At what"), _fields(row.fields)),
            (Bilingual("用途", "Purpose"), LOOKS[Look(row.purpose)]),
            (Bilingual("说明", "Why"), row.why),
        ]
        for row in looks_at(person_id, by=by, most=_EVERY)
    ]


def _fields(names: tuple[str, ...]) -> Bilingual:
    known = [VALUES[n][1] if n in VALUES else Bilingual(n, n) for n in names]
    return Bilingual("、".join(k.zh for k in known), ", ".join(k.en for k in known))


def _consents(person_id: UUID, by: Actor) -> list[Row]:
    return [
        [
            (Bilingual("用途", "Purpose"), ACTIVITIES[c.activity].name if c.activity in ACTIVITIES else c.activity),
            (Bilingual("告知版本", "Version told"), str(c.version)),
            (Bilingual("同意", "Given"), moment(c.given_at)),
            (Bilingual("监护人", "Guardian"), c.guardian),
            (Bilingual("撤回", "Withdrawn"), moment(c.withdrawn_at)),
        ]
        for c in consents_of(person_id, by=by)
    ]  # fmt: skip


def _requests(person_id: UUID, by: Actor) -> list[Row]:
    return [
        [
            (Bilingual("申请", "Request"), REQUESTS[r.kind]),
            (_WORDS, r.words),
            (_AT, moment(r.asked_at)),
            (Bilingual("答复", "Answer"), r.answer),
            (_WHO, r.said_by),
        ]
        for r in requests_of(person_id, by=by)
    ]


OWN: tuple[tuple[str, Bilingual, Exporter], ...] = (
    ("known", Bilingual("登记的信息", "What is registered"), _known),
    ("login", Bilingual("账号和登录", "Account and logins"), _login),
    ("looks", Bilingual("谁看过", "Who looked"), _looks),
    ("consents", Bilingual("同意", "Consents"), _consents),
    ("requests", Bilingual("申请", "Requests"), _requests),
)
