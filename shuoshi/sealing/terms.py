"""Purposes of keys, kinds of masks, what can go wrong."""

from datetime import timedelta
from enum import StrEnum

from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.texts import Bilingual


class Purpose(StrEnum):
    """What a standing key is for. An emergency's key is named after its switch."""

    CONTACT = "contact"
    IDENTITY = "identity"
    HOME = "home"
    HEALTH = "health"
    FORM = "form"
    INDEX = "index"
    LOGIN = "login"
    PHONE = "phone"


KEPT_FOR_PHONES = timedelta(days=31)
"""How long an older key of phones stays: what one sealed without a network may still come home."""


class Cipher(StrEnum):
    """How values are sealed; the setting SEAL_CIPHER says which one new keys take."""

    AES = "aes-256-gcm"
    SM4 = "sm4-gcm"


class Masked(StrEnum):
    """Kinds of values, each with a mask of its own."""

    NAME = "name"
    PHONE = "phone"
    IDENTITY = "identity"
    DOOR = "door"
    DAY = "day"
    TEXT = "text"


class SealBroken(Exception):
    """这个值打不开：密钥不对，或者内容被移动、改动过。"""


class KeyGone(SealBroken):
    """这个值的密钥已经销毁，谁也打不开了。"""


class StillMasked(BadInput):
    """这里还有星号。要改就整个重写，不改就原样留着。"""

    code = "still_masked"


class Look(StrEnum):
    """What somebody looks behind a mask for."""

    CALL_BACK = "call_back"
    VISIT = "visit"
    VERIFY = "verify"
    DELIVER = "deliver"
    URGENT = "urgent"
    CORRECT = "correct"
    REQUEST = "request"
    AUDIT = "audit"


LOOKS: dict[Look, Bilingual] = {
    Look.CALL_BACK: Bilingual("回访、联系本人", "Call the person back"),
    Look.VISIT: Bilingual("上门走访、服务", "Visit or serve at home"),
    Look.VERIFY: Bilingual("核对身份、核查条件", "Check identity or conditions"),
    Look.DELIVER: Bilingual("发放钱物", "Pay out or deliver"),
    Look.URGENT: Bilingual("紧急救助", "Urgent help"),
    Look.CORRECT: Bilingual("更正登记的信息", "Correct what is registered"),
    Look.REQUEST: Bilingual("办理本人的权利申请", "Handle the person's own request"),
    Look.AUDIT: Bilingual("审计、复核", "Audit or review"),
}


class NoPurpose(BadInput):
    """请选查看的用途。查看会记下来，本人看得到。"""

    code = "no_purpose"

    def __init__(self) -> None:
        super().__init__(field="purpose")
