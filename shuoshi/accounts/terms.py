"""Roles, duties, who is signed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shuoshi.kernel.errors import BadInput, NotAllowed, Refusal
from shuoshi.kernel.texts import Bilingual
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import Actor, Reach


@dataclass(frozen=True, slots=True)
class Role:
    """A role: how it is called, how far it sees, and whether it acts on matters or looks on."""

    code: str
    name: Bilingual
    reach: Reach
    acts: bool = True


def _role(
    code: str, zh: str, en: str, reach: Reach = Reach.TERRITORIAL, *, acts: bool = True
) -> Role:
    return Role(code, Bilingual(zh, en), reach, acts)


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role("grid_worker", "网格员", "Grid worker"),
        _role("village_secretary", "书记", "Community or village secretary"),
        _role("committee_member", "两委委员", "Committee member"),
        _role("desk_worker", "值班员", "Community desk worker"),
        _role("village_supervisor", "监督员", "Supervisor of the community's affairs"),
        _role("township_reviewer", "审核员", "Street or town reviewer"),
        _role("supervision_office", "督查室", "Supervision office"),
        _role("district_leader", "领导", "District leader"),
        _role("emergency_command", "应急指挥", "Emergency command"),
        _role("administrator", "管理员", "Administrator", Reach.PUBLIC),
        _role("security_administrator", "安全管理员", "Security administrator", Reach.PUBLIC),
        _role("auditor", "审计员", "Auditor", acts=False),
        _role("break_glass", "破例查看", "Break-glass", acts=False),
        _role("representative", "代表", "Representative", Reach.HOLDING),
        _role("party_member", "党员", "Party member", Reach.HOLDING),
        _role("unit_handler", "承办人", "Handler of a unit", Reach.HOLDING),
        _role("branch_secretary", "小区支部书记", "Secretary of an estate's branch", Reach.HOLDING),
        _role("owners_committee", "业委会委员", "Member of the owners' committee", Reach.HOLDING),
        _role("hotline_agent", "热线座席", "Hotline agent", Reach.HOLDING),
        _role("hotline_reviewer", "热线复核员", "Hotline reviewer", Reach.HOLDING),
        _role("provider", "服务方", "Provider", Reach.HOLDING),
        _role("resident", "居民", "Resident", Reach.RESIDENT),
        _role("raiser", "说事人", "Raiser", Reach.TOKEN),
        _role("system", "系统", "The clock", Reach.ENGINE),
    )
}
HOTLINE = frozenset({"hotline_agent", "hotline_reviewer"})
"""Roles that take in the orders of another house's hotline."""
ADMINISTRATOR, SECURITY, AUDITOR = "administrator", "security_administrator", "auditor"
LOOKERS = frozenset(code for code, role in ROLES.items() if not role.acts)
BREAK_GLASS = "break_glass"
SECOND_FACTOR_ROLES = frozenset(
    {
        "grid_worker",
        "village_secretary",
        "committee_member",
        "desk_worker",
        "village_supervisor",
        "township_reviewer",
        "unit_handler",
        "branch_secretary",
        "owners_committee",
        "hotline_agent",
        "hotline_reviewer",
        "provider",
        "supervision_office",
        "district_leader",
        "emergency_command",
        AUDITOR,
        ADMINISTRATOR,
        SECURITY,
        BREAK_GLASS,
    }
)
"""Roles that look behind masks, switch, export, supervise or administer: they log in with a second factor."""
NOT_DUTIES = frozenset({BREAK_GLASS, "resident", "raiser", "system"})


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A role at a place, of a unit, that holds today; under a break-glass, for minutes."""

    id: UUID
    role: str
    path: str
    unit_id: UUID
    unit_name: str
    glass_id: UUID | None = None

    def said(self, language: str = "zh") -> str:
        """The post as a page calls it: the unit and the role, never a name."""
        role = ROLES[self.role].name.says(language)
        return f"{role}, {self.unit_name}" if language.startswith("en") else self.unit_name + role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose session it is, with the duties that hold today; `given_at` while the password is one that the
    house made."""

    account_id: UUID
    username: str
    name: str
    person_id: UUID | None
    duties: tuple[DutyRow, ...]
    given_at: datetime | None = None

    def actors(self) -> tuple[Actor, ...]:
        """One actor a duty that reads matters; a resident's account adds its own."""
        reading = [d for d in self.duties if ROLES[d.role].reach is not Reach.PUBLIC]
        found = tuple(actor_of(self.account_id, duty) for duty in reading)
        if self.person_id is None:
            return found
        own = Actor(
            reach=Reach.RESIDENT,
            role="resident",
            person_id=self.person_id,
            account_id=self.account_id,
            said="居民",
        )
        return (*found, own)

    def by_duty(self) -> tuple[Actor, ...]:
        """The same without broken glass, for what is done and not only looked at."""
        return tuple(a for a in self.actors() if a.glass_id is None)

    def administrator(self, path: str = "", role: str = ADMINISTRATOR) -> Actor | None:
        """The actor under whose duty the site is administered, or accounts are kept, which reads no
        matter: of several the widest that holds `path`, else the widest."""
        own = sorted((d for d in self.duties if d.role == role), key=lambda d: len(d.path))
        found = [d for d in own if path and bounds_of(d.path).holds(path)] or own
        return actor_of(self.account_id, found[0]) if found else None

    @property
    def roles(self) -> frozenset[str]:
        """The roles of the duties that hold now."""
        return frozenset(duty.role for duty in self.duties)

    @property
    def is_staff(self) -> bool:
        """Whether there is any duty to work under."""
        return bool(self.duties)


def actor_of(account_id: UUID, duty: DutyRow) -> Actor:
    """The actor that a duty makes of an account."""
    return Actor(
        reach=ROLES[duty.role].reach,
        role=duty.role,
        bounds=bounds_of(duty.path),
        unit_id=duty.unit_id,
        account_id=account_id,
        duty_id=duty.id,
        said=duty.said(),
        glass_id=duty.glass_id,
    )


def incompatible(role: str, held: Iterable[str]) -> str | None:
    """The role among those held that may not meet this one in one person, if there is one.

    Shape:   whoever administers the site, keeps accounts, or audits does just that: each of the three
             meets neither the others nor any role that acts on matters.
    Source:  DOMAIN.md 11.2 (separate system, security and audit administrators)
    """
    for other in held:
        if other != role and {other, role} & {ADMINISTRATOR, SECURITY, AUDITOR}:
            return other
    return None


class TooManyGuesses(Refusal):
    """密码试错得太多了，请十五分钟以后再来。"""

    status = 429
    code = "too_many_guesses"


class CodeSpent(BadInput):
    """错了三次，这个验证码作废了，请重新发一个。"""

    status = 429
    code = "code_spent"


class TooManyCodes(BadInput):
    """今天发的验证码太多了，请明天再来。"""

    status = 429
    code = "too_many_codes"


class WrongPassword(Refusal):
    """用户名或密码不对，请再试一次。"""

    code = "wrong_password"


class KeyMissing(NotAllowed):
    """要带上密钥（Authorization: Bearer …）或者查询码（X-Secret）。"""

    status = 401
    code = "key_missing"


class KeyRefused(NotAllowed):
    """这个接口密钥无效或已停用。"""

    status = 401
    code = "key_refused"


class NoDuty(NotAllowed):
    """您现在没有可以办理这件事的岗位。"""


_COMMUNITYS = frozenset({"community"})
SERVED: dict[str, frozenset[str]] = {
    "village_secretary": _COMMUNITYS,
    "committee_member": _COMMUNITYS,
    "desk_worker": _COMMUNITYS,
    "village_supervisor": _COMMUNITYS,
    "grid_worker": frozenset({"community", "township"}),
    "township_reviewer": frozenset({"township"}),
    "supervision_office": frozenset({"district"}),
    "district_leader": frozenset({"district"}),
    "emergency_command": frozenset({"district"}),
    "representative": frozenset({"representatives"}),
    "party_member": frozenset({"party_members"}),
    "owners_committee": frozenset({"owners"}),
}
"""The kinds of units that a role serves; a role that is not here serves any."""
