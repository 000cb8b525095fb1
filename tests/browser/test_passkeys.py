"""A passkey in Chromium, with an authenticator that Chromium itself plays: set up, come in, and no other way."""

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import PHONE
from tests.demo import Running

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
_DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@dataclass
class Authenticator:
    """A fingerprint reader that always says yes."""

    device: CDPSession
    id: str

    def passkeys(self) -> list[dict[str, Any]]:
        """What it keeps, with private keys."""
        kept = self.device.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(kept["credentials"])

    def forge(self, passkey: dict[str, Any]) -> None:
        """Keep a passkey of this name with a key of one's own."""
        key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
        )
        forged = passkey | {"privateKey": b64encode(key).decode(), "signCount": 9}
        self.device.send(
            "WebAuthn.addCredential", {"authenticatorId": self.id, "credential": forged}
        )


def with_authenticator(page: Page) -> Authenticator:
    """Let this reader's device have one."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": _DEVICE})
    return Authenticator(device, made["authenticatorId"])


def named(demo: Running, path: str) -> str:
    """An address by name: passkeys belong to a name, never to a number."""
    return f"http://localhost:{demo.port}{path}"


def test_a_passkey_opens_a_login_without_any_password(visit: Visit, demo: Running) -> None:
    page = visit(size=PHONE)
    own = with_authenticator(page)
    page.goto(named(demo, "/login"))
    page.fill("#f-username", "weiyuan")
    page.fill("#f-password", "yanshi-2026")
    page.click("main button.main")
    page.goto(named(demo, "/account/second/webauthn/add/"))
    page.fill("[name=password]", "yanshi-2026")
    page.click("main button.main")
    page.fill("[name=name]", "值班手机")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    page.goto(named(demo, "/account/second/"))
    expect(page.locator("main")).to_contain_text("已设好 1 个")
    page.context.clear_cookies()
    page.goto(named(demo, "/login"))
    expect(page.locator("[data-passkey-fault]")).to_be_hidden()

    page.goto(named(demo, "/staff"))
    assert "/login" in page.url
    page.click("#passkey_login")
    page.wait_for_url(re.compile(r"\d/staff$"))
    expect(page.locator("body")).to_contain_text("永宁社区两委委员")

    other = visit(size=PHONE)
    forged = with_authenticator(other)
    other.goto(named(demo, "/login"))
    other.click("#passkey_login")
    expect(other.locator("[data-passkey-fault]")).to_be_visible()
    forged.forge(own.passkeys()[0])
    other.reload()
    with other.expect_response(lambda r: r.request.method == "POST") as answered:
        other.click("#passkey_login")
    assert answered.value.status == 302, "refused, and no fault of ours"
    expect(other.locator("[data-passkey-fault]")).to_be_visible()
    other.fill("#f-username", "weiyuan")
    other.fill("#f-password", "yanshi-2026")
    other.click("main button.main")
    other.wait_for_url("**/account/second/authenticate/**")
    other.goto(named(demo, "/staff"))
    assert "/login" in other.url, "the password alone is no longer enough"
