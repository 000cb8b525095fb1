"""Handing out a file so that no browser runs it."""

from django.http import FileResponse

from shuoshi.matters.actions import Served
from shuoshi.matters.pictures import opened
from shuoshi.matters.terms import MatterNotFound
from shuoshi.sealing.terms import KeyGone


def serve(found: Served) -> FileResponse:
    """A file, never run by the browser: pictures inline, papers as a download."""
    try:
        content = opened(found.path)
    except (FileNotFoundError, KeyGone):
        raise MatterNotFound from None
    answer = FileResponse(content, content_type=found.content_type)
    kind = "inline" if found.kind == "picture" else "attachment"
    answer["Content-Disposition"] = f'{kind}; filename="{found.path.name[:8]}"'
    answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    answer["Cache-Control"] = "private, max-age=300"
    return answer
