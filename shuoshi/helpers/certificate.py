"""A certificate of volunteering as a PDF, an A4 page: who, since when, how many hours, what."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

_FONT, _ACCENT, _INK, _QUIET = "STSong-Light", "#b3261e", "#1d1b18", "#5b564e"
_ROWS_A_PAGE = 32


@dataclass(frozen=True, slots=True)
class Certificate:
    """The words of a certificate, in one language: title, what it says, the head and rows of its table, its foot."""

    title: str
    says: tuple[str, ...]
    head: tuple[str, str, str]
    rows: Sequence[tuple[str, str, str]]
    foot: str


def pdf_of(certificate: Certificate) -> bytes:
    """The certificate, as many pages as its rows need."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle(certificate.title)
    rows = list(certificate.rows)
    y = _top(canvas, certificate)
    y = _line(canvas, certificate.head, y, quiet=True)
    for n, row in enumerate(rows):
        if n and n % _ROWS_A_PAGE == 0:
            canvas.showPage()
            y = _line(canvas, certificate.head, A4[1] - 30 * mm, quiet=True)
        y = _line(canvas, row, y)
    canvas.setFillColor(_QUIET)
    canvas.setFont(_FONT, 10)
    canvas.drawString(25 * mm, 18 * mm, certificate.foot)
    canvas.save()
    return out.getvalue()


def _top(canvas: Canvas, certificate: Certificate) -> float:
    width, height = A4
    canvas.setFillColor(_ACCENT)
    canvas.setFont(_FONT, 28)
    canvas.drawCentredString(width / 2, height - 40 * mm, certificate.title)
    canvas.setFillColor(_INK)
    y = height - 60 * mm
    for said in certificate.says:
        canvas.setFont(_FONT, 14)
        canvas.drawString(25 * mm, y, said)
        y -= 9 * mm
    return float(y - 6 * mm)


def _line(canvas: Canvas, cells: tuple[str, str, str], y: float, *, quiet: bool = False) -> float:
    canvas.setFillColor(_QUIET if quiet else _INK)
    canvas.setFont(_FONT, 11)
    for x, cell in zip((25 * mm, 60 * mm, 165 * mm), cells, strict=True):
        canvas.drawString(x, y, cell[:42])
    return float(y - 5.6 * mm)
