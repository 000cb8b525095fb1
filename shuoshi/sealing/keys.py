"""The ring of keys: one file a key, named by purpose and version, in a folder outside the database.

Every process reads the folder anew when it changed, so that a key made or destroyed by one holds
for all. A value names its key; which keys there were is nowhere else.
"""

import json
import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher as Engine
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from shuoshi.sealing.terms import Cipher, KeyGone, Purpose

_FILE = re.compile(r"([a-z][a-z0-9-]{1,39})\.(\d{4})\.key")
_TAG = 16
TOKEN_BYTES = 16


@dataclass(frozen=True)
class Key:
    """One key. What is used is derived from what the file holds: one for values, one for tokens."""

    purpose: str
    version: int
    cipher: Cipher
    root: bytes
    made_at: str

    def _derived(self, use: bytes, length: int) -> bytes:
        return HKDF(hashes.SHA256(), length, salt=None, info=use).derive(self.root)

    @cached_property
    def _sealing(self) -> bytes:
        return self._derived(b"seal", 16 if self.cipher is Cipher.SM4 else 32)

    @cached_property
    def _aes(self) -> AESGCM:
        return AESGCM(self._sealing)

    @cached_property
    def _index(self) -> bytes:
        return self._derived(b"index", 32)

    def encrypt(self, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        """Cipher text with its tag of 16 bytes."""
        if self.cipher is Cipher.AES:
            return self._aes.encrypt(nonce, plain, bound)
        sealing = Engine(algorithms.SM4(self._sealing), modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(bound)
        return sealing.update(plain) + sealing.finalize() + sealing.tag

    def decrypt(self, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        """What `encrypt` was given. Raises cryptography's InvalidTag."""
        if self.cipher is Cipher.AES:
            return self._aes.decrypt(nonce, sealed, bound)
        mode = modes.GCM(nonce, sealed[-_TAG:])
        opening = Engine(algorithms.SM4(self._sealing), mode).decryptor()
        opening.authenticate_additional_data(bound)
        return opening.update(sealed[:-_TAG]) + opening.finalize()

    def token(self, text: str) -> bytes:
        """The keyed hash of a text, by which an equal one is found: version, then 14 bytes."""
        hashed = hmac.HMAC(
            self._index, hashes.SM3() if self.cipher is Cipher.SM4 else hashes.SHA256()
        )
        hashed.update(text.encode())
        return self.version.to_bytes(2) + hashed.finalize()[:TOKEN_BYTES]


Ring = dict[str, dict[int, Key]]


@lru_cache(maxsize=4)
def _read(folder: Path, changed_ns: int) -> Ring:
    ring: Ring = {}
    for file in sorted(folder.glob("*.key")):
        named = _FILE.fullmatch(file.name)
        if named is None:
            continue
        said = json.loads(file.read_text())
        purpose, version = named[1], int(named[2])
        ring.setdefault(purpose, {})[version] = Key(
            purpose, version, Cipher(said["cipher"]), bytes.fromhex(said["key"]), said["made_at"]
        )
    return ring


def ring() -> Ring:
    """All keys, by purpose and version. Reads files only when the folder changed."""
    folder: Path = settings.KEYS_FOLDER
    return _read(folder, folder.stat().st_mtime_ns)


def key(purpose: str, version: int) -> Key:
    """One key. Raises KeyGone, after a look at the folder itself."""
    found = ring().get(purpose, {}).get(version)
    if found is None:
        found = _read.__wrapped__(settings.KEYS_FOLDER, 0).get(purpose, {}).get(version)
    if found is None:
        raise KeyGone
    return found


def current(purpose: str) -> Key:
    """The key that seals now: the newest of its purpose. A standing purpose's first is made when it
    is first asked for.

    Raises:  KeyGone for an emergency's key that is not there (any more)
    """
    versions = ring().get(purpose)
    if versions:
        return versions[max(versions)]
    if purpose not in set(Purpose):
        raise KeyGone
    return make(purpose)


def make(purpose: str) -> Key:
    """Make the next version of a purpose's key; two that make it at once get the same one."""
    folder: Path = settings.KEYS_FOLDER
    version = max(ring().get(purpose, {}), default=0) + 1
    file = folder / f"{purpose}.{version:04}.key"
    said = {
        "cipher": Cipher(settings.SEAL_CIPHER),
        "key": secrets.token_hex(32),
        "made_at": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    part = folder / f".{secrets.token_hex(8)}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(json.dumps(said))
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(part, file)
    except FileExistsError:
        pass  # another process was first; its key holds
    finally:
        part.unlink()
    return _read.__wrapped__(folder, 0)[purpose][version]


def destroy(purpose: str, versions: tuple[int, ...] | None = None) -> int:
    """Overwrite and remove a purpose's keys, or some versions of them; returns how many.

    What they sealed can't be opened by anybody, wherever a copy of it lies.
    """
    folder: Path = settings.KEYS_FOLDER
    gone = 0
    for version in ring().get(purpose, {}):
        if versions is not None and version not in versions:
            continue
        file = folder / f"{purpose}.{version:04}.key"
        with file.open("r+b") as out:
            out.write(secrets.token_bytes(file.stat().st_size))
            out.flush()
            os.fsync(out.fileno())
        file.unlink()
        gone += 1
    _read.cache_clear()
    return gone
