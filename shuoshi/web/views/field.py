"""The web app of whoever goes out: a page that opens without a network, its worker, its manifest. Nothing personal."""

import hashlib
import json
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

_SCRIPTS = ("field/store.js", "field/seal.js", "field/queue.js", "field/form.js", "field/app.js")
_STYLES = ("ui/tokens.css", "ui/base.css", "ui/components.css")
_ICONS = {"192": "field/icon-192.png", "512": "field/icon-512.png"}
_IN_WORKER = ("field/store.js", "field/queue.js", "field/worker.js")


def _at(name: str) -> str:
    return str(staticfiles_storage.url(name))


@require_safe
def field_page(request: HttpRequest) -> HttpResponse:
    """The shell: the same for everybody, so that it may lie in a browser's cache."""
    get_token(request)  # its cookie comes along
    return HttpResponse(_shell(request))


def _shell(request: HttpRequest) -> str:
    files = {
        "scripts": [_at(s) for s in _SCRIPTS], "styles": [_at(s) for s in _STYLES], "touch_icon": _at(_ICONS["192"]),
    }  # fmt: skip
    return render_to_string("web/field.html", files, request)


@require_safe
def field_worker(request: HttpRequest) -> HttpResponse:
    """The worker, with the names of the files that it keeps; another page or language is another worker."""
    files = [_at(f) for f in (*_SCRIPTS, *_STYLES, *_ICONS.values())] + [reverse("field_manifest")]
    version = hashlib.sha256("".join([*files, _shell(request)]).encode()).hexdigest()[:12]
    lines = [
        f"self.FIELD_FILES = {json.dumps(files)}; self.FIELD_VERSION = {json.dumps(version)};",
        f"importScripts({', '.join(json.dumps(_at(f)) for f in _IN_WORKER)});",
    ]
    answer = HttpResponse("\n".join(lines) + "\n", content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def field_manifest(request: HttpRequest) -> JsonResponse:
    """How the page is installed."""
    said: dict[str, Any] = {
        "id": reverse("field"), "name": _("说事·上门记录"), "short_name": _("上门记录"), "lang": get_language(),
        "start_url": reverse("field"), "scope": reverse("field"), "display": "standalone",
        "background_color": "#fbfaf5", "theme_color": "#b3321a",
        "icons": [
            {"src": _at(name), "sizes": f"{n}x{n}", "type": "image/png", "purpose": "any maskable"}
            for n, name in _ICONS.items()
        ],
    }  # fmt: skip
    return JsonResponse(said, content_type="application/manifest+json")
