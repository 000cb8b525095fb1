"""Where other houses call in: the robot of a WeChat Work group."""

from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shuoshi.channels.chat_robot import Callback, sealed_in, ticket_for, words_of
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.ui.words import said
from shuoshi.web.limiting import limit

_MOST = 64 * 1024


@csrf_exempt
@require_http_methods(["GET", "POST"])
def chat_robot(request: HttpRequest) -> HttpResponse:
    """The robot was called in its group: a link to the form comes back, and nothing is kept. A GET is the
    vendor's look whether the address is ours."""
    if not (settings.CHAT_TOKEN and settings.CHAT_KEY):
        raise Http404
    limit(request, "hook")
    keys = Callback(settings.CHAT_TOKEN, settings.CHAT_KEY)
    signature, timestamp, nonce = (
        request.GET.get(n, "")[:200] for n in ("msg_signature", "timestamp", "nonce")
    )
    if request.method == "GET":
        asked = request.GET.get("echostr", "")[:4000]
        return HttpResponse(
            keys.open(signature, timestamp, nonce, asked), content_type="text/plain"
        )
    message = keys.open(signature, timestamp, nonce, sealed_in(request.read(_MOST)))
    return HttpResponse(
        _answer(keys, _reply(request, message), timestamp, nonce), content_type="text/xml"
    )


def _reply(request: HttpRequest, message: str) -> str:
    try:
        words = words_of(message)
    except BadInput as error:
        return said(error)
    ticket = ticket_for(words, int(clock_now().timestamp()))
    link = request.build_absolute_uri(f"{reverse('chat')}?m={ticket}")
    return _("[点这里登记这件事](%(link)s)，核对以后才算数；没有登记的，系统里什么也不留。") % {
        "link": link
    }


def _answer(keys: Callback, text: str, timestamp: str, nonce: str) -> str:
    body = f"<xml><MsgType>markdown</MsgType><Markdown><Content>{escape(text)}</Content></Markdown></xml>"
    sealed = keys.seal(body)
    return (
        f"<xml><Encrypt>{sealed}</Encrypt><MsgSignature>{keys.signature(timestamp, nonce, sealed)}"
        f"</MsgSignature><TimeStamp>{escape(timestamp)}</TimeStamp><Nonce>{escape(nonce)}</Nonce></xml>"
    )
