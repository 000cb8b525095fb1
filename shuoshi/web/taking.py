"""What a resident does about their own data, on the pages and through the API alike."""

from uuid import UUID

from django.http import FileResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.privacy.exporting import Held, export
from shuoshi.privacy.ports import EXPORTERS
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words


def taken_as_zip(person_id: UUID, by: Actor) -> FileResponse:
    """What a person takes along, as a download."""
    at = clock_now()

    def page(held: Held) -> str:
        parts = [(in_words(EXPORTERS[name][0]), rows) for name, rows in held.items()]
        return render_to_string("web/export.html", {"parts": parts, "at": at})

    language = get_language() or "zh"
    taken = export(person_id=person_id, page=page, by=by, at=at, language=language)
    name = f"shuoshi-{local_date(at)}.zip"
    answer = FileResponse(taken, as_attachment=True, filename=name, content_type="application/zip")
    answer["Cache-Control"] = "no-store"
    return answer
