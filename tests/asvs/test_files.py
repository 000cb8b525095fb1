"""Files that come in and go out (V5, V3.2): known by their bytes, kept and named by the house."""

import io
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import Rows
from tests.web.using import KEY, client, photo, raise_one, text

pytestmark = pytest.mark.usefixtures("at_test_time")
NAMES = ("../../../evil.php", 'a";filename="evil.html', "evil\r\nSet-Cookie: a=b.jpg", "网页.html")


def _named(content: bytes, name: str) -> io.BytesIO:
    out = io.BytesIO(content)
    out.name = name
    return out


def _served(**given: Any) -> Any:
    c = client()
    where = raise_one(c, **given)
    link = re.search(rf"{where}/files/[0-9a-f-]+", text(c.get(where)))
    assert link
    answer = c.get(link.group())
    assert b"".join(answer.streaming_content)
    answer.close()
    return answer


def test_a_served_file_is_never_a_page_of_the_house(world: None) -> None:
    for content, kind in ((photo().read(), "inline"), (b"%PDF-1.4 <script>", "attachment")):
        answer = _served(files=_named(content, "a.html"), key=f"{KEY}{kind}")
        assert answer.get("Content-Security-Policy", "").endswith("sandbox")
        assert "default-src 'none'" in answer.get("Content-Security-Policy", "")
        assert answer.get("X-Content-Type-Options", "") == "nosniff"
        assert answer.get("Content-Type", "") in ("image/jpeg", "application/pdf")
        assert answer.get("Content-Disposition", "").startswith(f"{kind};")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_served_under_a_name_of_the_house(world: None, name: str) -> None:
    answer = _served(files=_named(b"%PDF-1.4", name))
    assert re.fullmatch(
        r'attachment; filename="[0-9a-f]{8}"', answer.get("Content-Disposition", "")
    )
    assert "Set-Cookie" not in answer


def _files() -> set[Path]:
    """Every file of the house; those that PostgreSQL removes meanwhile are passed over."""
    return {Path(at, name) for at, _folders, names in os.walk(settings.HOME.path) for name in names}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_kept_under_the_houses_own_name(world: None, rows: Rows, name: str) -> None:
    before = _files()
    raise_one(client(), files=_named(photo().read(), name))
    ((file_id,),) = rows("SELECT id FROM matters_attachment")
    new = _files() - before
    kept = [p for p in new if settings.MEDIA_FOLDER in p.parents]
    hexed = str(file_id).replace("-", "")
    assert [p.relative_to(settings.MEDIA_FOLDER).parts for p in kept] == [(hexed[-2:], hexed)]
    assert not [p for p in new if "evil" in p.name or p.suffix in (".php", ".html")]


def test_what_came_in_has_no_address_of_its_own(world: None, rows: Rows) -> None:
    raise_one(client(), files=_named(b"%PDF-1.4 <?php echo 1 ?>", "a.php"))
    ((file_id,),) = rows("SELECT id FROM matters_attachment")
    assert settings.STATIC_ROOT not in settings.MEDIA_FOLDER.parents
    name = str(file_id).replace("-", "")
    for where in ("/static/", "/media/", "/", "/static/../media/", "/files/"):
        assert client().get(f"{where}{name[-2:]}/{name}").status_code == 404


def test_a_drawing_that_may_hold_script_is_refused(world: None, rows: Rows) -> None:
    for drawn in (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"<?xml ?><svg/>"):
        given = {"body": "灯", "place": YONGNING, "key": KEY, "files": _named(drawn, "a.svg")}
        assert client().post("/say", given).status_code == 422
    assert rows("SELECT count(*) FROM matters_attachment") == [(0,)]


def test_a_picture_that_would_unfold_too_large_is_refused(world: None) -> None:
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (12_000, 6_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    given = {"body": "灯", "place": YONGNING, "key": KEY, "files": _named(out.getvalue(), "a.png")}
    assert client().post("/say", given).status_code == 422
