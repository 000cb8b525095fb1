"""What somebody writes stays text: in pages, addresses, answers to programs, SQL, files (V1)."""

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shuoshi.programmes.loading import parse
from shuoshi.programmes.terms import BadProgramme
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.scenarios.lishi.walking import walk_yishi
from tests.web.using import client, raise_one, text

SOURCE = Path(__file__).parents[2] / "shuoshi"
RUNNERS = {"eval", "exec", "compile", "__import__", "execfile"}
UNPACKERS = {"pickle", "marshal", "shelve", "dill", "jsonpickle"}
PATTERNS = {
    "compile",
    "match",
    "search",
    "fullmatch",
    "sub",
    "subn",
    "split",
    "findall",
    "finditer",
}


def _calls(within: type[ast.AST] = ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call in the house's source, with its file and line; inside such a node alone."""
    for file in sorted(SOURCE.rglob("*.py")):
        for part in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(part, within):
                for node in ast.walk(part):
                    if isinstance(node, ast.Call):
                        yield f"{file.relative_to(SOURCE)}:{node.lineno}", node


def _name(node: ast.AST) -> str:
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""


@pytest.mark.usefixtures("at_test_time")
def test_what_was_written_is_escaped_where_it_is_shown(world: None) -> None:
    c = client()
    body = text(c.get(raise_one(c, body="灯 <img src=x onerror=alert(1)> \"'> </p></title>")))
    assert "<img src=x" not in body
    assert "&lt;img src=x onerror=alert(1)&gt; &#34;&#39;&gt; &lt;/p&gt;" in body
    inside = text(client().post("/login", {"username": '"><b id=x>', "password": "x"}))
    assert "<b id=x>" not in inside
    assert 'value="&#34;&gt;&lt;b id=x&gt;"' in inside


@pytest.mark.usefixtures("at_test_time")
def test_what_looks_encoded_is_decoded_once(world: None) -> None:
    c = client()
    body = text(c.get(raise_one(c, body="灯 %3Cb%3E %253C &lt;i&gt; \\u003c +")))
    assert "%3Cb%3E %253C &amp;lt;i&amp;gt; \\u003c +" in body


@pytest.mark.usefixtures("at_test_time")
def test_what_looks_like_a_template_is_shown_as_it_is(world: None) -> None:
    c = client()
    written = "灯 {{7*7}} {% raw %} ${7*7} #{7*7} <%= 7 %>"
    assert "{{7*7}} {% raw %} ${7*7} #{7*7} &lt;%= 7 %&gt;" in text(
        c.get(raise_one(c, body=written))
    )
    found = [at for at, call in _calls() if _name(call.func).endswith(("from_string", "Template"))]
    assert found == [], "every template is a file of the house"


def test_what_looks_like_a_format_is_shown_as_it_is(world: None) -> None:
    for written in ("%(number)s%d%", "{0.__class__}", "%n%s%x"):
        c = client("shuji")
        c.raise_request_exception = False  # what breaks is an answer too
        page = text(c.get("/staff/find", {"number": written}, follow=True))
        assert f"没有编号为“{written}”的事" in page


def test_an_address_in_a_page_is_encoded(world: None) -> None:
    page = text(client().get('/m/"><b id=x>&next=//evil.example'))
    links = re.findall(r'href="(/look/[^"]*)"', page)
    assert len(links) == 2
    for link in links:
        assert link.split("?next=")[1].startswith("/m/%22%3E%3Cb%20id%3Dx%3E%26next%3D//evil")


@pytest.mark.parametrize(
    "to", ["//evil.example", "/\\x", "javascript:alert(1)", "data:text/html,x"]
)
def test_only_an_address_of_this_house_is_followed(world: None, to: str) -> None:
    assert client().get("/look/language/en", {"next": to}).get("Location", "") == "/"


def test_a_name_in_a_programs_answer_stays_inside_it(world: None) -> None:
    odd = 'x":"","code":"owned'
    given = {"place": YONGNING, "body": "灯", odd: 1}
    answer = client().post("/api/v1/matters", json.dumps(given), "application/json")
    assert answer.get("Content-Type", "") == "application/problem+json"
    assert odd in answer.content.decode().replace('\\"', '"')
    assert '"code":"owned' not in answer.content.decode(), "its quotes are escaped"
    assert answer.json()["code"] == "bad_input"
    assert list(answer.json()["errors"]) == [odd]


def test_a_quote_in_what_is_looked_for_is_a_letter(say: Callable[..., Any], rows: Any) -> None:
    number = say().receipt.number
    staff, other = client("shuji"), client()
    other.raise_request_exception = False
    for tail in (
        "' OR '1'='1",
        "'; DROP TABLE matters_step; --",
        "') UNION SELECT 1 --",
        '"',
        "\\",
    ):
        assert other.get(f"/m/{number}{tail}").status_code == 404
        assert client().get("/board", {"kind": tail, "place": tail}).status_code == 200
        assert staff.get("/staff/find", {"number": tail}).status_code == 302
        assert client().post("/login", {"username": tail, "password": tail}).status_code == 422
        assert client("wangge").post("/staff/people", {"query": tail}).status_code in (200, 422)
    assert rows("SELECT count(*) FROM matters_step") == [(1,)]
    rows("DELETE FROM axes_accessattemptexpiration")
    rows("DELETE FROM axes_accessattempt")


def test_no_command_goes_through_a_shell() -> None:
    for at, call in _calls():
        name = _name(call.func)
        assert name not in ("os.system", "os.popen", "subprocess.getoutput"), at
        assert not any(k.arg == "shell" for k in call.keywords), at
        if name.startswith("subprocess.") and name.rsplit(".", 1)[1] in ("run", "Popen"):
            assert isinstance(call.args[0], ast.List) or _name(call.args[0].func) == "list", at


def test_nothing_that_comes_in_is_run_or_unpacked_as_code() -> None:
    for at, call in _calls():
        name = _name(call.func)
        assert name not in RUNNERS, at
        assert name.split(".")[0] not in UNPACKERS, at
        if name in ("yaml.load", "yaml.load_all"):
            assert [_name(k.value) for k in call.keywords] == ["_Strict"], at
        assert not name.startswith("yaml.unsafe_load"), at


def test_no_pattern_is_made_of_what_comes_in() -> None:
    for at, call in _calls(ast.FunctionDef):
        module, _, what = _name(call.func).partition(".")
        if module == "re" and what in PATTERNS:
            assert isinstance(call.args[0], ast.Constant), at


def test_a_programme_file_makes_no_object(tmp_path: Path) -> None:
    made = tmp_path / "made"
    with pytest.raises(BadProgramme):
        parse(f"programme: !!python/object/apply:os.mkdir [{str(made)!r}]", "x.yaml")
    assert not made.exists()


@pytest.mark.usefixtures("at_test_time")
def test_marks_that_disguise_a_text_are_taken_out(world: None) -> None:
    c = client()
    body = text(c.get(raise_one(c, body="灯\u202egnp.exe\u2066\x08坏了")))
    assert "灯gnp.exe坏了" in body


@pytest.mark.usefixtures("at_test_time")
@pytest.mark.parametrize("n", [0, -1, 6, 2**15, 2**31, 2**63, 10**40, "1e999"])
def test_a_number_beyond_its_range_is_refused(say: Callable[..., Any], rows: Any, n: Any) -> None:
    walk = walk_yishi(say(), "done")
    where = f"/t/{walk.receipt.secret}/acts/survey/answer"
    answer = client().post(where, {"solved": "yes", "rating": str(n)})
    assert answer.status_code == 422
    assert "满意度从 1 到 5" in text(answer)
    assert rows("SELECT count(*) FROM matters_answer") == [(0,)]
