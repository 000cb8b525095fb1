"""Kinds of units."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import NotFound
from shuoshi.kernel.texts import Bilingual


class UnitKind(StrEnum):
    DISTRICT = "district"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    COMMUNITY = "community"
    REPRESENTATIVES = "representatives"
    TWO_COMMITTEES = "two_committees"
    PARTY_BRANCH = "party_branch"
    PARTY_MEMBERS = "party_members"
    RESIDENTS_MEETING = "residents_meeting"
    HOUSEHOLDS_MEETING = "households_meeting"
    OWNERS = "owners"
    HOTLINE = "hotline"
    ESTATE_BRANCH = "estate_branch"
    POLICE_STATION = "police_station"
    HEALTH_STATION = "health_station"
    FIRM = "firm"
    SOCIAL_ORG = "social_org"
    TEAM = "team"


COMMUNITYS_BODIES = (
    UnitKind.REPRESENTATIVES,
    UnitKind.TWO_COMMITTEES,
    UnitKind.PARTY_BRANCH,
    UnitKind.PARTY_MEMBERS,
    UnitKind.RESIDENTS_MEETING,
    UnitKind.HOUSEHOLDS_MEETING,
)
"""The bodies of which each community has one."""
BODIES = (*COMMUNITYS_BODIES, UnitKind.OWNERS)
OF_ESTATES = (UnitKind.ESTATE_BRANCH, UnitKind.OWNERS)
"""Units of one housing estate; where it is said, they answer for its buildings alone."""
UNIT_KINDS: dict[UnitKind, Bilingual] = {
    UnitKind.DISTRICT: Bilingual("区级", "District"),
    UnitKind.DEPARTMENT: Bilingual("区直部门", "District department"),
    UnitKind.TOWNSHIP: Bilingual("街道（乡镇）", "Street or town office"),
    UnitKind.COMMUNITY: Bilingual("社区（村）", "Community or village"),
    UnitKind.REPRESENTATIVES: Bilingual("居民（村民）代表会议", "Representatives' meeting"),
    UnitKind.TWO_COMMITTEES: Bilingual("两委", "The two committees"),
    UnitKind.PARTY_BRANCH: Bilingual("党支部委员会", "Party branch committee"),
    UnitKind.PARTY_MEMBERS: Bilingual("党员大会", "Party members' meeting"),
    UnitKind.RESIDENTS_MEETING: Bilingual("居民（村民）会议", "Residents' meeting"),
    UnitKind.HOUSEHOLDS_MEETING: Bilingual("户代表会议", "Households' meeting"),
    UnitKind.OWNERS: Bilingual("业主大会", "Owners' assembly"),
    UnitKind.HOTLINE: Bilingual("12345热线", "12345 hotline"),
    UnitKind.ESTATE_BRANCH: Bilingual("小区党支部", "Estate's Party branch"),
    UnitKind.POLICE_STATION: Bilingual("派出所", "Police station"),
    UnitKind.HEALTH_STATION: Bilingual("卫生服务站", "Health station"),
    UnitKind.FIRM: Bilingual("企业", "Firm"),
    UnitKind.SOCIAL_ORG: Bilingual("社会组织", "Social organisation"),
    UnitKind.TEAM: Bilingual("小分队", "Team"),
}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as others see it."""

    id: UUID
    kind: UnitKind
    name: str
    path: str


class UnitNotFound(NotFound):
    """没有这个单位，请从名单里选。"""
