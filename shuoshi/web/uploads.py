"""Files that come with a form."""

from django.conf import settings
from django.http import HttpRequest

from shuoshi.kernel.errors import BadInput
from shuoshi.matters.pictures import Received, receive


def received_from(request: HttpRequest) -> list[Received]:
    """Uploaded files, each found to be what it says, before anything else is done.

    Raises:  TooLarge, BadInput
    """
    files = [f for f in request.FILES.getlist("files") if f.size]
    most = settings.UPLOAD_MOST_FILES
    if len(files) > most:
        raise BadInput("一次最多传 %(most)s 个文件。", field="files", most=most)
    return [receive(f.read(settings.UPLOAD_MOST_BYTES + 1)) for f in files]
