"""What a post and a passage must look like; what waits at a post after it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from shuoshi.events.duties import leads, works
from shuoshi.events.fields import fields_said
from shuoshi.events.moments import moment_fits
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.lengths import says
from shuoshi.kernel.phones import is_phone
from shuoshi.posts.checks import Checks, checks_called, table_called
from shuoshi.posts.terms import (
    ABOARD_MOST,
    BATCH,
    EQUIPMENT_MOST,
    LANES_MOST,
    NAME_MOST,
    SITE_MOST,
    SPOTS_MOST,
    VEHICLES_MOST,
    WHO_MOST,
    WHY_MOST,
    CaseKind,
    Decided,
    MayNotLead,
    MayNotPass,
    Outcome,
    Passing,
    PostSaid,
)
from shuoshi.reach.partitions import id_in_time
from shuoshi.reach.terms import Actor


def may_lead(by: Actor) -> None:
    """Raises MayNotLead for whoever sets no posts up."""
    if not leads(by):
        raise MayNotLead


def may_pass(by: Actor) -> None:
    """Raises MayNotPass for whoever is on duty at no post."""
    if not works(by):
        raise MayNotPass


def post_fits(said: PostSaid) -> None:
    """Raises BadInput with its field."""
    says(said.name, "name", NAME_MOST)
    says(said.site, "site", SITE_MOST)
    if not 1 <= said.lanes <= LANES_MOST:
        raise BadInput("写 %(least)s 到 %(most)s。", field="lanes", least=1, most=LANES_MOST)
    if len(said.equipment.strip()) > EQUIPMENT_MOST:
        raise BadInput("请写明，最多 %(most)s 个字。", field="equipment", most=EQUIPMENT_MOST)
    if said.phone.strip() and not is_phone(said.phone.strip()):
        raise BadInput("电话只写数字，如 13800000000 或 0358-8220000。", field="phone")
    if len(said.spots) > SPOTS_MOST:
        raise BadInput("最多 %(most)s 个岗点，请分开排。", field="spots", most=SPOTS_MOST)


def batch_fits(items: Sequence[Passing]) -> str:
    """The kind of emergency that a batch's checks are of. Raises BadInput: none, too many, one twice, two kinds."""
    if not 1 <= len(items) <= BATCH:
        raise BadInput("一次最多 %(most)s 条。", most=BATCH)
    if len({i.id for i in items}) < len(items):
        raise BadInput("同一个编号下已经有另一条记录。", field="id")
    kinds = {checks_called(i.checks).kind for i in items}
    if len(kinds) > 1:
        raise BadInput("请从选项里选。", field="checks")
    return kinds.pop()


def outcome_of(item: Passing, at: datetime) -> tuple[Outcome, int]:
    """What comes of a passage by the edition under which it was checked, or its leader's word; and the rule.

    Raises:  NotNow, BadInput with its field, NotAnswered, ChecksNotFound
    """
    id_in_time(item.id, at)
    moment_fits(item.at, at)
    checks = checks_called(item.checks)
    if checks.from_on > local_date(item.at):
        raise BadInput("这一版查验办法那天还没有施行。", field="checks")
    _counts_fit(item)
    rule = table_called(item.checks).rule_for(item.answers)
    outcome = checks.rules[rule].then if rule < len(checks.rules) else checks.otherwise
    if item.decided is not None:
        decided_fits(item.decided)
        outcome = item.decided.outcome
    return outcome, rule


def _counts_fit(item: Passing) -> None:
    for field, number, most in (
        ("aboard", item.aboard, ABOARD_MOST),
        ("vehicles", item.vehicles, VEHICLES_MOST),
    ):
        if not 0 <= number <= most:
            raise BadInput("写 %(least)s 到 %(most)s。", field=field, least=0, most=most)
    if item.aboard + item.vehicles == 0:
        raise BadInput("写 %(least)s 到 %(most)s。", field="aboard", least=1, most=ABOARD_MOST)
    if item.lane is not None and not 1 <= item.lane <= LANES_MOST:
        raise BadInput("写 %(least)s 到 %(most)s。", field="lane", least=1, most=LANES_MOST)


def decided_fits(said: Decided) -> None:
    """Raises BadInput with its field: whoever decides otherwise is named and says why."""
    says(said.who, "who", WHO_MOST)
    says(said.why, "why", WHY_MOST)
    if said.outcome is Outcome.CHECK_HERE:
        raise BadInput("请从选项里选。", field="outcome")


def fields_of(checks: Checks, given: Mapping[str, str]) -> dict[str, str]:
    """What is registered, cleaned, by the fields that the edition names. Raises BadInput with its field."""
    return fields_said(checks.registers.fields if checks.registers else {}, given, SITE_MOST)


def case_after(item: Passing, outcome: Outcome) -> CaseKind | None:
    """Why somebody waits at the post after this passage, or what is kept of its leader's word."""
    if item.decided is not None:
        return CaseKind.OVERRIDE
    return {Outcome.CHECK_HERE: CaseKind.CHECK_HERE, Outcome.REFER: CaseKind.REFER}.get(outcome)


def spots_known(said: PostSaid, known: Sequence[UUID]) -> None:
    """Raises BadInput for spots that the reader does not see."""
    if not said.spots <= set(known):
        raise BadInput("请从名单里选。", field="spots")
