"""Whatever is sent in place of a passkey is refused, and said."""

import re

import pytest

from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD
from tests.conftest import Rows
from tests.web.using import client, text

NO_PASSKEYS = (
    "", "nonsense", "[]", "7", "{}", '{"id": "AAAA"}', '{"id": "AAAA", "rawId": "AAAA"}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30", '
    '"authenticatorData": "AA", "signature": "AA", "userHandle": "AA"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30", '
    '"attestationObject": "oA"}}',
)  # fmt: skip


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("credential", NO_PASSKEYS)
def test_what_is_no_passkey_is_refused_and_said_once(credential: str) -> None:
    c, fault = client(), re.compile("data-passkey-fault>通行密钥没有用成")
    c.get("/account/second/webauthn/login/", headers={"Accept": "application/json"})
    refused = c.post("/account/second/webauthn/login/", {"credential": credential})
    assert refused["Location"] == "/login"
    assert fault.search(text(c.get("/login")))
    assert not fault.search(text(c.get("/login"))), "it is said once"


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("credential", NO_PASSKEYS)
def test_what_is_no_passkey_is_not_added(credential: str, rows: Rows) -> None:
    c = client("wangge")
    c.post("/account/again/", {"password": DEMO_PASSWORD})
    c.get("/account/second/webauthn/add/")
    answer = c.post("/account/second/webauthn/add/", {"credential": credential, "name": "x"})
    assert answer.status_code == 200
    assert rows("SELECT count(*) FROM mfa_authenticator") == [(0,)]
