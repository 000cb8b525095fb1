"""ASVS V11 and V12: known libraries, sound primitives, keys long enough, certificates that are checked."""

import ast
import json
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.contrib.auth.hashers import get_hashers_by_algorithm
from django.test import override_settings
from django.utils import timezone
from django.utils.module_loading import import_string

from shuoshi.channels.webhooks import post
from shuoshi.notices.terms import NotSent
from shuoshi.sealing.keys import make
from shuoshi.sealing.terms import Cipher, Purpose
from shuoshi.server import settings as own

HOUSE = Path(__file__).parent.parent.parent / "shuoshi"
WEAK_HASHES = {"md5", "sha1", "md4", "ripemd160", "crc32", "adler32"}
CRYPTOGRAPHY = {"cryptography", "hashlib", "hmac", "secrets"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the house but the made-up district, whose data wants a seed."""
    for file in sorted(HOUSE.rglob("*.py")):
        name = file.relative_to(HOUSE).as_posix()
        if not name.startswith("scenarios/"):
            yield name, ast.parse(file.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    """What a module imports, as dotted names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{each.name}" for each in node.names)


def members_of(tree: ast.Module, owner: str) -> Iterator[str]:
    """What a module takes of `owner`: owner.X."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == owner:
            yield node.attr


PROTOCOLS = {
    "channels/chat_robot.py": "WeChat Work's callbacks: AES-256-CBC under a signature by SHA-1, as the vendor lays down",
    "channels/push.py": "web push: ECDH on P-256 and AES-128-GCM by http-ece, VAPID by py-vapid (RFC 8291, 8292)",
}
"""Modules that speak a protocol whose ciphers others have laid down; docs/operate/security.md lists each."""


def test_protocols_of_others_are_in_the_inventory() -> None:
    page = (Path(__file__).parents[2] / "docs/operate/security.md").read_text(encoding="utf-8")
    assert [name for name in PROTOCOLS if f"`{name}`" not in page] == []


def test_no_weak_hash_is_called() -> None:
    for name, tree in sources():
        if name in PROTOCOLS:
            continue
        named = {n.attr.lower() for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        named |= {n.rpartition(".")[2].lower() for n in imported(tree)}
        assert not named & WEAK_HASHES, name


PHONES = "sealing/boxes.py"
CURVES = {f"cryptography.hazmat.primitives.asymmetric.{name}" for name in ("ec", "utils")}
"""What a phone seals to the house, without a key that both have: ECDH and ECDSA, on P-256 alone."""


def test_the_curve_of_phones_is_one() -> None:
    (tree,) = (tree for name, tree in sources() if name == PHONES)
    named = {name for name in members_of(tree, "ec") if name.isupper() or name.startswith("SEC")}
    assert {name for name in named if name.startswith("SECP")} == {"SECP256R1"}
    assert named <= {"SECP256R1", "ECDH", "ECDSA"}


def test_ciphers_are_authenticated_ones_alone() -> None:
    for name, tree in sources():
        if name in PROTOCOLS:
            continue
        assert set(members_of(tree, "modes")) <= {"GCM"}, name
        assert set(members_of(tree, "algorithms")) <= {"SM4"}, name
        taken = {n for n in imported(tree) if n.startswith("cryptography.")}
        assert not [n for n in taken if "padding" in n], name
        pairs = {n for n in taken if "asymmetric" in n}
        assert pairs <= (CURVES if name == PHONES else set()), name
        aead = {n.rpartition(".")[2] for n in taken if ".aead." in n}
        assert aead <= {"AESGCM"}, name
    assert own.SEAL_CIPHER == Cipher.AES, "SM4, the national standard, is a site's choice"
    assert set(Cipher) == {"aes-256-gcm", "sm4-gcm"}


def test_randomness_is_the_systems() -> None:
    found = set[str]()
    for name, tree in sources():
        roots = {n.partition(".")[0] for n in imported(tree)}
        assert not roots & {"random", "Crypto", "nacl", "gmssl", "uuid1"}, name
        if "numpy" in roots:  # it computes; its own generator is never drawn from
            assert not [
                n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr == "random"
            ], name
        found |= roots & CRYPTOGRAPHY
    assert found == CRYPTOGRAPHY


@pytest.mark.parametrize(("cipher", "sealing"), [("aes-256-gcm", 32), ("sm4-gcm", 16)])
def test_a_new_key_has_256_bits_and_what_comes_of_it_128_at_least(
    tmp_path: Path, cipher: str, sealing: int
) -> None:
    with override_settings(KEYS_FOLDER=tmp_path, SEAL_CIPHER=cipher):
        one, other = make(Purpose.CONTACT), make(Purpose.CONTACT)
    assert len(one.root) == 32
    assert one.root != other.root
    assert len(one._sealing) == sealing
    assert len(one._index) == 32
    assert one._sealing != one._index[:sealing], "each use has a key of its own"
    (first, _second) = sorted(tmp_path.glob("*.key"))
    assert json.loads(first.read_text())["cipher"] == cipher


def test_a_password_costs_a_guesser_memory_and_time() -> None:
    """The setting itself: the tests' run swaps it for a quick one."""
    first = import_string(own.PASSWORD_HASHERS[0])()
    assert first.algorithm == "argon2"
    assert first.memory_cost >= 19 * 1024
    assert first.time_cost >= 2
    assert first.params().type.name == "ID"
    with override_settings(PASSWORD_HASHERS=own.PASSWORD_HASHERS):
        assert set(get_hashers_by_algorithm()) == {"argon2", "scrypt"}


@pytest.fixture
def of_its_own_making(tmp_path: Path) -> Iterator[int]:
    """A server on loopback whose certificate nobody vouches for; gives its port."""
    key, at = ec.generate_private_key(ec.SECP256R1()), timezone.now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), at - timedelta(days=1),
        at + timedelta(days=1),
    )  # fmt: skip
    named = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    certificate = made.add_extension(named, critical=False).sign(key, hashes.SHA256())
    file = tmp_path / "both.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    httpd = HTTPServer(("127.0.0.1", 0), Hook)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield httpd.server_port
    httpd.shutdown()
    httpd.server_close()
    thread.join(5)


def test_a_gateway_whose_certificate_nobody_vouches_for_gets_nothing(
    of_its_own_making: int,
) -> None:
    with pytest.raises(NotSent, match="(?i)certificate"):
        post(f"https://localhost:{of_its_own_making}/", {"to": "1"}, secret="s", inside=True)
