"""What the pages hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Sensitivity

DECLARED = (
    Holds(
        "web_posted", ("key",), Bilingual("地址的带密钥指纹", "Keyed hash of an address"),
        Bilingual("防止刷屏", "To keep floods out"), Basis.DUTY, Sensitivity.INNER, "posted",
    ),
)  # fmt: skip
