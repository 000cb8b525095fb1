"""What other rooms need to name of programmes."""

from shuoshi.kernel.errors import NotFound, Refusal


class ProgrammeNotFound(NotFound):
    """没有安装这个程序。"""


class BadProgramme(Refusal):
    """这个程序文件有问题。"""

    code = "bad_programme"

    def __init__(self, faults: "tuple[Fault, ...]") -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))

    def __str__(self) -> str:
        return self.text


class Fault:
    """One fault of a file: where, what, and what to do about it."""

    __slots__ = ("file", "key", "line", "says", "warns")

    def __init__(self, file: str, line: int, key: str, says: str, *, warns: bool = False) -> None:
        self.file, self.line, self.key, self.says, self.warns = file, line, key, says, warns

    def __str__(self) -> str:
        word = "warning" if self.warns else "error"
        return f"{self.file}:{self.line}: {word}: {self.key}: {self.says}"
