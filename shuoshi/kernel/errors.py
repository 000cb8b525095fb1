"""What a room raises when it says no. One worded reason each, in the reader's words.

`text` is the Chinese sentence, which is also the key of its English one; `values` fill its names.
Interfaces translate and answer with `status`.
"""

from typing import ClassVar


class Refusal(Exception):
    """这一步没有办成。"""

    status: ClassVar[int] = 422
    code: ClassVar[str] = "refused"

    def __init__(self, text: str | None = None, **values: object) -> None:
        self.text = text or (type(self).__doc__ or "").strip()
        self.values = values
        super().__init__(self.text)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


class NotFound(Refusal):
    """没有找到，或者不在您的范围内。"""

    status = 404
    code = "not_found"


class NotAllowed(Refusal):
    """您的岗位不能办这一步。"""

    status = 403
    code = "not_allowed"


class Conflict(Refusal):
    """情况已经变了，请看最新的内容再办。"""

    status = 409
    code = "conflict"


class BadInput(Refusal):
    """填写的内容有误。"""

    status = 422
    code = "bad_input"

    def __init__(self, text: str | None = None, *, field: str | None = None, **values: object):
        super().__init__(text, **values)
        self.field = field


class TooLarge(BadInput):
    """内容太大了。"""

    status = 413
    code = "too_large"
