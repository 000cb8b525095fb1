"""What offers, goods and means must look like. Pure."""

from shuoshi.helpers.terms import SKILLS
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.lengths import at_most, says
from shuoshi.kernel.phones import is_phone
from shuoshi.resources.terms import (
    COMES_IN,
    DONOR_MOST,
    GOOD_KINDS,
    MEAN_KINDS,
    MEAN_STATES,
    MEASURE_MOST,
    NAME_MOST,
    NUMBER_MOST,
    OPENS_MOST,
    PLACES_MOST,
    WAYS,
    WEEKLY_MOST,
    WHAT_MOST,
    Moving,
    Offered,
    Said,
    Stocked,
    Way,
)


def offer_fits(offered: Offered) -> None:
    """Raises BadInput with its field."""
    if offered.skill not in SKILLS:
        raise BadInput("请从选项里选。", field="skill")
    says(offered.what, "what", WHAT_MOST)
    at_most(offered.cost, "cost", WHAT_MOST)
    if not 1 <= offered.weekly <= WEEKLY_MOST:
        raise BadInput("一周能接几件，写 1 到 %(most)s。", field="weekly", most=WEEKLY_MOST)


def good_fits(good: Stocked) -> None:
    """Raises BadInput with its field."""
    if good.kind not in GOOD_KINDS:
        raise BadInput("请从选项里选。", field="kind")
    says(good.name, "name", NAME_MOST)
    says(good.measure, "measure", MEASURE_MOST)
    if not 0 <= good.low <= NUMBER_MOST:
        raise BadInput("请写整数。", field="low")


def movement_fits(moving: Moving) -> None:
    """Raises BadInput with its field."""
    if moving.way not in WAYS:
        raise BadInput("请从选项里选。", field="way")
    least = 0 if moving.way == Way.COUNTED else 1
    if not least <= moving.number <= NUMBER_MOST:
        raise BadInput(
            "数量写 %(least)s 到 %(most)s。", field="number", least=least, most=NUMBER_MOST
        )
    at_most(moving.what, "what", WHAT_MOST)
    if moving.way not in COMES_IN and not moving.what.strip():
        raise BadInput("请写给了谁、做什么用，或者为什么少了。", field="what")
    at_most(moving.donor, "donor", DONOR_MOST)
    if moving.way == Way.DONATED and not moving.donor.strip():
        raise BadInput("请写谁捐的；不愿留名的写“爱心居民”。", field="donor")


def mean_fits(said: Said) -> None:
    """Raises BadInput with its field."""
    if said.kind not in MEAN_KINDS:
        raise BadInput("请从选项里选。", field="kind")
    if said.state not in MEAN_STATES:
        raise BadInput("请从选项里选。", field="state")
    says(said.name, "name", NAME_MOST)
    at_most(said.opens, "opens", OPENS_MOST)
    if said.phone and not is_phone(said.phone):
        raise BadInput("电话只写数字，如 13800000000 或 0358-8220000。", field="phone")
    if not 0 <= said.places <= PLACES_MOST:
        raise BadInput("请写整数。", field="places")
    if not 0 <= said.in_use <= said.places:
        raise BadInput("在用的不能比总数多。", field="in_use")


def stock_after(left: int, moving: Moving) -> int:
    """What is left after a movement; below nothing where there is not enough."""
    if moving.way == Way.COUNTED:
        return moving.number
    return left + moving.number if moving.way in COMES_IN else left - moving.number
