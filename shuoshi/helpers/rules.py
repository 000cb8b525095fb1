"""What a helper's profile must look like. Pure."""

from shuoshi.helpers.terms import (
    KEEPERS,
    LANGUAGES,
    MOST_LOAD,
    NAME_MOST,
    SENDERS,
    SKILLS,
    SLOTS,
    Profile,
)
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.phones import is_phone
from shuoshi.reach.terms import Actor, Reach


def keeps_some(by: Actor) -> bool:
    """Whether an actor keeps helpers, and what units offer: of their range, or of their unit."""
    if by.reach is Reach.TERRITORIAL:
        return by.role in KEEPERS
    return by.reach is Reach.HOLDING and by.role in SENDERS


def fits(profile: Profile) -> None:
    """Raises BadInput with its field."""
    if not profile.name.strip():
        raise BadInput("请写称呼。", field="name")
    if len(profile.name) > NAME_MOST:
        raise BadInput("最多 %(most)s 个字。", field="name", most=NAME_MOST)
    if profile.phone and not is_phone(profile.phone):
        raise BadInput("电话只写数字，如 13800000000 或 0358-8220000。", field="phone")
    if not profile.skills <= set(SKILLS):
        raise BadInput("请从选项里选。", field="skills")
    if not profile.languages <= set(LANGUAGES):
        raise BadInput("请从选项里选。", field="languages")
    if not 0 <= profile.slots < 1 << len(SLOTS):
        raise BadInput("请从选项里选。", field="slots")
    if not 1 <= profile.most <= MOST_LOAD:
        raise BadInput("同时照顾的人数写 1 到 %(most)s。", field="most", most=MOST_LOAD)
    if profile.reach_m is not None and not 100 <= profile.reach_m <= 100_000:
        raise BadInput("愿意走多远，写 100 到 100000 米。", field="reach_m")
