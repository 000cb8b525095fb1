"""Children of the supervisor end with it, even after kill -9."""

import ctypes
import os
import pwd
import sys
from collections.abc import Callable
from signal import Signals
from typing import Any

_PR_SET_PDEATHSIG = 1


def _end_with_parent(ends_by: Signals) -> Callable[[], None]:
    """Ask the kernel to send `ends_by` when the parent dies; after the change of user, which
    would clear the wish."""
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(ends_by), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def child_options(user: pwd.struct_passwd | None, ends_by: Signals) -> dict[str, Any]:
    """Options of subprocess: a session of its own (Ctrl-C reaches the supervisor alone), another
    user where asked, and on Linux the parent's end as a signal."""
    options: dict[str, Any] = {"start_new_session": True}
    if user is not None:
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    if sys.platform == "linux":
        options["preexec_fn"] = _end_with_parent(ends_by)
    return options
