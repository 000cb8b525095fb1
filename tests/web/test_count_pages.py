"""A count by its pages and the API: planned, a site, a tube of people, two hands, a bag, results, who is missing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shuoshi.kernel.clock import local_date, now
from shuoshi.kernel.ids import new_id
from shuoshi.privacy.switching import switch_on
from shuoshi.reach.queries import forget_switches
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.web.api import api
from tests.care.making import unit as unit_id
from tests.conftest import Cast, Rows
from tests.people.making import GRID_1, registered
from tests.web.riding import a_day, does, unit
from tests.web.using import client, text

PLANNED = {"place": YONGNING, "name": "第一轮", "edition": "sampling_2022_03"}
SITE = {"place": GRID_1, "name": "广场", "address": "东门", "stations": "2"}


@pytest.fixture
def count(cast: Cast, rows: Rows) -> Iterator[str]:
    """The page of a count, with an epidemic on."""
    switch_on(
        kind="epidemic", order_number="1", legal_basis="x", purpose="x", keep_days=3, drill=False,
        last_on=local_date(now()) + timedelta(days=9), by=cast("zhihui"), at=now(),
    )  # fmt: skip
    yield does(
        "shuji", "/staff/counts", "plan", unit=unit(), lab=str(unit_id("health_station")), **PLANNED
    )
    rows("DELETE FROM reach_switch")
    forget_switches()


@pytest.fixture
def site(count: str) -> str:
    """The page of a site of it."""
    return does("shuji", count, "site", unit=unit(), **SITE)


def into(
    page: str,
    subject: str,
    container: str,
    code: str,
    by: str = "wangge",
    status: int = 302,
    **more: str,
) -> str:
    """Somebody put into a tube of ten."""
    given = {
        "container": container,
        "code": code,
        "most": "10",
        "subject": subject,
        "member": str(new_id(now())),
    }
    return does(by, page, "bind", status, **(given | more))


def test_a_tube_goes_from_the_roll_to_its_result(cast: Cast, count: str, site: str) -> None:
    who = registered(cast("shuji"), "张一", phone="13800000031")
    tube = str(new_id(now()))
    page = client("wangge").get(f"{site}?fresh={tube}&code=T-0001&most=10")
    assert "T-0001" in text(page)
    assert "13800000031"[-4:] in text(
        client("wangge").post(
            site, {"do": "find", "text": "张一", "container": tube, "code": "T-0001", "most": "10"}
        )
    )
    into(site, str(who), tube, "T-0001")
    assert "1/10" in text(client("wangge").get(f"{site}?container={tube}"))
    into(site, str(who), tube, "T-0001", status=409)
    into(site, "", tube, "T-0001", status=422, **{"field-name": "客"})
    into(site, "", tube, "T-0001", **{"field-name": "客", "field-phone": "13800000008"})
    does("wangge", site, "seal", 409, container=tube, n="3")
    does("wangge", site, "seal", container=tube, n="2")
    does("wangge", site, "sign", 409, container=tube, n="2")
    does("shuji", site, "sign", container=tube, n="2")
    bag = str(new_id(now()))
    does("wangge", site, "bag", 422, bag=bag, bag_code="B-0001")
    does("wangge", site, "bag", bag=bag, bag_code="B-0001", containers=tube)
    does("wangge", site, "hand", 422, to="送样员")
    does("wangge", site, "hand", bags=bag, to="送样员")
    lab = f"{count}/results"
    assert client("shuji").get(lab).status_code == 403
    does("yiwu", lab, "receive", codes="B-0001 1")
    left = does("yiwu", lab, "result", 200, results="T-0001\nT-9999", result="positive")
    assert "T-9999 没有这个编号" in left
    assert ">T-9999" in left
    singles = text(client("shuji").get(f"{count}/singles"))
    assert "张*" in singles
    assert "还没来" in singles


def test_who_is_missing_is_said_and_taken_back(cast: Cast, count: str) -> None:
    who = str(registered(cast("shuji"), "欧阳缺"))
    page = f"{count}/missing/{GRID_1}"
    assert "欧阳*" in text(client("wangge").get(page))
    does("wangge", page, "say", 422, subject=who, reason="")
    does("wangge", page, "say", subject=who, reason="cannot_come", note="腿伤")
    assert "腿伤" in text(client("wangge").get(f"{page}?reason=cannot_come"))
    day = a_day().rsplit("/", 1)[1]
    does("wangge", page, "car", 422, round="")
    assert day in does("wangge", page, "car", round=day)
    assert "上门采样" in text(client("wangge").get(f"/staff/rounds/{day}"))
    row = count.rsplit("/", 1)[1]
    sent = client("wangge").post(
        f"/api/v1/counts/{row}/car/{day}", {}, content_type="application/json"
    )
    assert sent.json() == {"stops": 0}
    does("wangge", page, "back", subject=who)
    assert "腿伤" not in text(client("wangge").get(page))


def test_sites_are_proposed_and_set_up_made_ready_mended_closed(count: str) -> None:
    shown = text(client("shuji").get(f"{count}?propose=1&place={YONGNING}"))
    assert "照这样设点" in shown
    page = does("shuji", count, "site", unit=unit(), **SITE)
    does("shuji", count, "site", 409, unit=unit(), **SITE)
    does("shuji", count, "site", 422, unit=unit(), **(SITE | {"address": ""}))
    does("wangge", page, "ready", ready="tents")
    does("shuji", page, "mend", unit=unit(), **(SITE | {"name": "大广场"}))
    assert "大广场" in text(client("wangge").get(page))
    does("shuji", page, "close")
    assert "已经撤了" in text(client("wangge").get(page))


def test_a_round_is_ended_and_goes_on(count: str) -> None:
    does("shuji", count, "end")
    assert "接着清点" in text(client("shuji").get(count))
    does("shuji", count, "go_on")
    assert "结束这一轮" in text(client("shuji").get(count))
    does("wangge", count, "end", 403)


def test_the_api_says_the_same(cast: Cast, count: str, site: str) -> None:
    who = str(registered(cast("shuji"), "张一"))
    here, tube, at = site.rsplit("/", 1)[1].split("?")[0], str(new_id(now())), now().isoformat()
    one = {
        "id": str(new_id(now())),
        "at": at,
        "container": tube,
        "code": "T-0001",
        "most": 10,
        "subject": who,
    }
    sent = {"edition": "sampling_2022_03", "members": [one]}
    base = "/api/v1"

    def post(path: str, body: dict, by: str = "wangge"):
        return client(by).post(base + path, body, content_type="application/json").json()

    assert [c["came"] for c in post(f"/sites/{here}/members", sent)] == ["kept"]
    assert [c["came"] for c in post(f"/sites/{here}/members", sent)] == ["same"]
    n = {"containers": [{"container": tube, "n": 1, "at": at}]}
    assert post(f"/sites/{here}/sealed", n)["went"] == {tube: "done"}
    assert post(f"/sites/{here}/signed", n, "shuji")["went"] == {tube: "done"}
    whole = client("wangge").get(f"{base}/sites/{here}").json()
    assert [(c["code"], c["n"]) for c in whole["sealed"]] == [("T-0001", 1)]
    row = count.rsplit("/", 1)[1]
    shown = client("shuji").get(f"{base}/counts/{row}").json()
    assert shown["figures"]["counted"] == 1
    missing = client("wangge").get(f"{base}/counts/{row}/missing?place={GRID_1}").json()
    assert who not in {m["subject"] for m in missing}
    assert client("wangge").get(f"{base}/counts").json()[0]["counted"] == 1
    proposed = client("shuji").get(f"{base}/counts/{row}/proposal?place={YONGNING}").json()
    assert sum(p["people"] for p in proposed) == shown["figures"]["expected"]
    assert {e["of"] for e in client("wangge").get(f"{base}/counts/editions").json()} == {
        "person",
        "household",
    }


def test_no_two_schemas_of_the_document_share_a_name() -> None:
    """Two of one name would stand in the document as one, and the other's answers break it."""
    found = dict[str, set[str]]()
    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                for model in _models(operation):
                    found.setdefault(model.__name__, set()).add(
                        f"{model.__module__}.{model.__qualname__}"
                    )
    twice = {name: where for name, where in found.items() if len(where) > 1}
    assert twice == {}
    assert len(found) > 100


def _models(operation) -> set[type]:
    """Every schema that an operation takes or gives, with those inside."""
    seen, waiting = set(), [operation.response_models, *operation.models]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, type) and hasattr(part, "model_fields"):
            if part not in seen and part.__module__.startswith("shuoshi"):
                seen.add(part)
            waiting += [
                f.annotation for f in part.model_fields.values() if f.annotation not in seen
            ]
        elif hasattr(part, "__args__"):
            waiting += part.__args__
    return seen
