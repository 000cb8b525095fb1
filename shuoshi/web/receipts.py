"""A receipt as pages show it: the code in groups of four, and the address as a QR code."""

import segno
from django.conf import settings
from django.http import HttpRequest
from markupsafe import Markup


def qr_of(request: HttpRequest, secret: str) -> Markup:
    """The address of a receipt as SVG, which a phone opens when it is held against it."""
    origin = settings.ORIGIN or request.build_absolute_uri("/")[:-1]
    made = segno.make(f"{origin}/t/{secret}", error="m")
    return Markup(made.svg_inline(scale=4, border=2, omitsize=True))  # noqa: S704 - segno's own SVG of our own address
