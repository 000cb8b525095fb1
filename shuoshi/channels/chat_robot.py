"""A WeChat Work group's robot: who calls it in the group gets a link to the form, filled in with the words of
that one message. The words travel sealed in the link; nothing of the group is kept here.

Source:  developer.work.weixin.qq.com 90968 (encryption of callbacks), 91770 (group robots)
"""

import base64
import hashlib
import hmac
import os
import re
import struct
from dataclasses import dataclass
from xml.etree import ElementTree

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.matters.forms import clean
from shuoshi.sealing.cipher import open_text, seal_text
from shuoshi.sealing.terms import Purpose, SealBroken

_BLOCK, _RANDOM = 32, 16
_BOUND = "channels.chat_robot"
_WORDS_MOST, _GOOD_FOR_S = 300, 24 * 3600
_ENCRYPT = re.compile(rb"<Encrypt>(?:<!\[CDATA\[)?([A-Za-z0-9+/=]+)(?:\]\]>)?</Encrypt>")
_CALLED = re.compile(r"@\S{1,30}\s?")


@dataclass(frozen=True, slots=True)
class Callback:
    """The keys of one robot's callback: the token that signs, the 43 letters of the AES key."""

    token: str
    key: str

    def _aes(self) -> bytes:
        return base64.b64decode(self.key + "=")

    def signature(self, timestamp: str, nonce: str, sealed: str) -> str:
        """SHA-1 over the sorted parts, as the vendor signs."""
        said = "".join(sorted((self.token, timestamp, nonce, sealed)))
        return hashlib.sha1(said.encode(), usedforsecurity=False).hexdigest()

    def open(self, signature: str, timestamp: str, nonce: str, sealed: str) -> str:
        """What the vendor sealed. Raises NotAllowed where it is not the vendor's"""
        if not hmac.compare_digest(
            self.signature(timestamp, nonce, sealed).encode(), signature.encode()
        ):
            raise NotAllowed
        try:
            plain = self._cipher(base64.b64decode(sealed), seals=False)
            body = plain[: -plain[-1]][_RANDOM:]
            (length,) = struct.unpack(">I", body[:4])
            return body[4 : 4 + length].decode()
        except (ValueError, IndexError, struct.error):
            raise NotAllowed from None

    def seal(self, text: str) -> str:
        """An answer as the vendor opens it."""
        raw = text.encode()
        body = os.urandom(_RANDOM) + struct.pack(">I", len(raw)) + raw
        pad = _BLOCK - len(body) % _BLOCK
        return base64.b64encode(self._cipher(body + bytes([pad]) * pad, seals=True)).decode()

    def _cipher(self, body: bytes, *, seals: bool) -> bytes:
        key = self._aes()
        found = Cipher(algorithms.AES(key), modes.CBC(key[:16]))
        does = found.encryptor() if seals else found.decryptor()
        return does.update(body) + does.finalize()


def sealed_in(body: bytes) -> str:
    """The sealed part of a callback's XML, which nothing else is read of. Raises NotAllowed"""
    found = _ENCRYPT.search(body)
    if found is None:
        raise NotAllowed
    return found[1].decode()


def words_of(message: str) -> str:
    """The words of one message to the robot, without its own name. Raises BadInput where there are none"""
    try:
        root = ElementTree.fromstring(message)  # noqa: S314 - authenticated by the vendor's key
    except ElementTree.ParseError:
        raise BadInput from None
    said = clean(_CALLED.sub("", root.findtext("Text/Content") or root.findtext("Content") or ""))
    if not said.strip():
        raise BadInput("请在 @ 机器人以后写一件事。")
    if len(said) > _WORDS_MOST:
        raise BadInput("太长了，请复制到“群里的一条消息”里登记。")
    return said.strip()


def ticket_for(words: str, at_s: int) -> str:
    """The words of a message as the end of a link: sealed, good for a day."""
    sealed = seal_text(f"{at_s}\n{words}", purpose=Purpose.FORM, bound_to=_BOUND)
    return base64.urlsafe_b64encode(base64.b64decode(sealed[1:])).decode().rstrip("=")


def words_behind(ticket: str, at_s: int) -> str:
    """The words that a link carries. Raises BadInput for a broken or old one"""
    try:
        raw = base64.urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))
        text = open_text("\x01" + base64.b64encode(raw).decode(), bound_to=_BOUND)
        made, _, words = text.partition("\n")
        fresh = 0 <= at_s - int(made) <= _GOOD_FOR_S
    except (ValueError, SealBroken):
        raise BadInput("这个链接不对，请在群里重新发一次。", field="message") from None
    if not fresh:
        raise BadInput("这个链接过期了，请在群里重新发一次。", field="message")
    return words
