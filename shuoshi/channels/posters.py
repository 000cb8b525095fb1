"""Posters with a QR code for a building or a place: SVG for the page and the printer, PDF for the print shop.

Whoever scans it says something from just there, with nothing else to fill in but the words.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

_FONT, _ACCENT, _INK = "STSong-Light", "#b3261e", "#1d1b18"
_SIDE = 110 * mm


@dataclass(frozen=True, slots=True)
class Poster:
    """One poster: where it hangs, the address behind its code, and its words from the top down."""

    place: str
    address: str
    title: str
    lines: tuple[str, ...]
    foot: str


def svg_of(poster: Poster) -> str:
    """The code alone, as SVG; the page sets the words."""
    return str(segno.make(poster.address, error="q").svg_inline(scale=8, border=2, omitsize=True))


def pdf_of(posters: Sequence[Poster]) -> bytes:
    """The posters as a PDF, an A4 page each.

    Shape:   the code is drawn as vectors; the letters are of the Adobe-GB1 set, which every reader of PDF
             brings along or replaces, so that no font need lie on the server.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for poster in posters:
        _draw(canvas, poster)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, poster: Poster) -> None:
    width, height = A4
    middle = width / 2
    canvas.setFillColor(_ACCENT)
    canvas.setFont(_FONT, 46)
    canvas.drawCentredString(middle, height - 42 * mm, poster.title)
    canvas.setFillColor(_INK)
    canvas.setFont(_FONT, 19)
    for n, line in enumerate(poster.lines):
        canvas.drawCentredString(middle, height - (60 + 11 * n) * mm, line)
    _code(canvas, poster.address, middle - _SIDE / 2, 72 * mm)
    canvas.setFont(_FONT, 24)
    canvas.drawCentredString(middle, 54 * mm, poster.place)
    canvas.setFont(_FONT, 14)
    canvas.drawCentredString(middle, 34 * mm, poster.foot)


def _code(canvas: Canvas, address: str, left: float, bottom: float) -> None:
    """Draw the code's dark modules, each run of a row as one rectangle."""
    rows = [bytes(row) for row in segno.make(address, error="q").matrix]
    step = _SIDE / len(rows)
    for n, row in enumerate(rows):
        y, at = bottom + _SIDE - (n + 1) * step, 0
        while at < len(row):
            run = 1
            while at + run < len(row) and row[at + run] == row[at]:
                run += 1
            if row[at]:
                canvas.rect(left + at * step, y, run * step, step, stroke=0, fill=1)
            at += run
