"""Pictures and papers that come in: known by their content, pictures made anew without EXIF."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from shuoshi.kernel.errors import BadInput, TooLarge
from shuoshi.sealing.cipher import SEALED_FORM, seal_bytes, unseal_bytes

_LONGEST_EDGE = 2400
_MOST_PIXELS = 60_000_000
_QUALITY = 84
_UNREADABLE = (
    UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, Warning,
)  # fmt: skip
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it is kept."""

    kind: str
    content_type: str
    content: bytes
    sha256: str
    width: int | None = None
    height: int | None = None


def receive(content: bytes) -> Received:
    """Judge a file by its bytes and shape it.

    Shape:   a picture becomes a JPEG of at most 2400 px, turned upright, without EXIF; a PDF stays.
    Raises:  TooLarge, BadInput for whatever is neither
    """
    if len(content) > settings.UPLOAD_MOST_BYTES:
        most = settings.UPLOAD_MOST_BYTES // 1024 // 1024
        raise TooLarge("文件太大了，每个最多 %(most)s MB。", field="files", most=most)
    if content.startswith(b"%PDF-"):
        return Received("paper", "application/pdf", content, hashlib.sha256(content).hexdigest())
    return _picture(content)


def _picture(content: bytes) -> Received:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
                if opened.width * opened.height > _MOST_PIXELS:
                    raise BadInput("只能传照片（JPG、PNG、WebP）或 PDF。", field="files")
                upright = ImageOps.exif_transpose(opened).convert("RGB")
    except _UNREADABLE:
        raise BadInput(
            "这个文件打不开。只能传照片（JPG、PNG、WebP）或 PDF。", field="files"
        ) from None
    upright.thumbnail((_LONGEST_EDGE, _LONGEST_EDGE))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=_QUALITY, optimize=True)
    made = out.getvalue()
    digest = hashlib.sha256(made).hexdigest()
    return Received("picture", "image/jpeg", made, digest, upright.width, upright.height)


def path_of(attachment_id: UUID) -> str:
    """Where an attachment's bytes lie: outside the web root, under the id's last letters (UUIDv7
    begins with the time, so the last ones spread)."""
    name = attachment_id.hex
    return f"{name[-2:]}/{name}"


def keep(attachment_id: UUID, received: Received, key: str | None = None) -> None:
    """Write the bytes, whole or not at all; under an emergency's key they are sealed."""
    file = settings.MEDIA_FOLDER / path_of(attachment_id)
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    sealed = seal_bytes(received.content, purpose=key, bound_to=file.name) if key else None
    part.write_bytes(sealed or received.content)
    part.replace(file)


def opened(file: Path) -> BinaryIO:
    """An attachment's bytes, opened where they are sealed (no picture and no PDF begins as a sealed
    value does).

    Raises:  FileNotFoundError, KeyGone
    """
    found = file.open("rb")
    if found.peek(1)[:1] != SEALED_FORM:
        return found
    with found:
        return io.BytesIO(unseal_bytes(found.read(), bound_to=file.name))
