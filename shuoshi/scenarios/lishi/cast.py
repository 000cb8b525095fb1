"""The named cast: who can sign in to the demonstration, and in what post."""

from dataclasses import dataclass

from shuoshi.kernel.texts import Bilingual

DEMO_PASSWORD = "yanshi-2026"  # noqa: S105 - printed on the demo's first page, used nowhere else
DISTRICT = "141102"
YONGNING, LONGSHAN = "141102001009", "141102001007"
BINHE, FENGSHAN = "141102001", "141102002"


@dataclass(frozen=True, slots=True)
class Post:
    """One login of the demonstration: `unit` is (kind, path) of the unit it serves."""

    username: str
    name: Bilingual
    role: str
    path: str
    unit: tuple[str, str]
    unit_name: str | None = None


CAST: tuple[Post, ...] = (
    Post("wangge", Bilingual("永宁网格员", "Grid worker, Yongning"), "grid_worker", YONGNING, ("community", YONGNING)),
    Post("wangge2", Bilingual("龙山网格员", "Grid worker, Longshan"), "grid_worker", LONGSHAN, ("community", LONGSHAN)),
    Post("shuji", Bilingual("永宁书记", "Secretary, Yongning"), "village_secretary", YONGNING, ("community", YONGNING)),
    Post("weiyuan", Bilingual("永宁委员", "Committee member, Yongning"), "committee_member", YONGNING, ("community", YONGNING)),
    Post("zhiban", Bilingual("永宁值班员", "Desk worker, Yongning"), "desk_worker", YONGNING, ("community", YONGNING)),
    Post("jiandu", Bilingual("永宁监督员", "Supervisor, Yongning"), "village_supervisor", YONGNING, ("community", YONGNING)),
    Post("jiedao", Bilingual("滨河街道审核员", "Street reviewer, Binhe"), "township_reviewer", BINHE, ("township", BINHE)),
    Post("chengban", Bilingual("城管局承办人", "Handler, city management"), "unit_handler", DISTRICT, ("department", DISTRICT), "区城市管理局"),
    Post("chengban2", Bilingual("住建局承办人", "Handler, housing"), "unit_handler", DISTRICT, ("department", DISTRICT), "区住房和城乡建设局"),
    Post("zhibu", Bilingual("永宁苑支部书记", "Branch secretary, Yongning estate"), "branch_secretary", YONGNING, ("estate_branch", YONGNING)),
    Post("yeweihui", Bilingual("永宁苑业委会委员", "Owners' committee, Yongning estate"), "owners_committee", YONGNING, ("owners", YONGNING)),
    Post("aixin", Bilingual("爱心洗护队", "Laundry volunteers, Yongning"), "provider", YONGNING, ("social_org", YONGNING)),
    Post("yiwu", Bilingual("永宁卫生站医务人员", "Medic, Yongning station"), "unit_handler", YONGNING, ("health_station", YONGNING)),
    Post("yiwu2", Bilingual("永宁卫生站医务人员乙", "Second medic, Yongning station"), "unit_handler", YONGNING, ("health_station", YONGNING)),
    Post("rexian", Bilingual("12345座席", "Agent, 12345"), "hotline_agent", DISTRICT, ("hotline", DISTRICT)),
    Post("fuhe", Bilingual("12345复核员", "Reviewer, 12345"), "hotline_reviewer", DISTRICT, ("hotline", DISTRICT)),
    Post("ducha", Bilingual("区督查室", "Supervision office"), "supervision_office", DISTRICT, ("district", DISTRICT)),
    Post("quling", Bilingual("区领导", "District leader"), "district_leader", DISTRICT, ("district", DISTRICT)),
    Post("zhihui", Bilingual("区应急指挥", "Emergency command"), "emergency_command", DISTRICT, ("district", DISTRICT)),
    Post("guanli", Bilingual("系统管理员", "Administrator"), "administrator", DISTRICT, ("district", DISTRICT)),
    Post("anquan", Bilingual("安全管理员", "Security administrator"), "security_administrator", DISTRICT, ("district", DISTRICT)),
    Post("shenji", Bilingual("区审计员", "Auditor"), "auditor", DISTRICT, ("district", DISTRICT)),
)  # fmt: skip
DOES: dict[str, Bilingual] = {
    "grid_worker": Bilingual("登记居民说的事，提异议", "Register what residents say, object"),
    "village_secretary": Bilingual("受理、公开、提交议事、主持表决、交办", "Accept, release, table, chair the vote, hand over"),
    "committee_member": Bilingual("受理、交办、接办社区自己的事", "Accept, hand over, handle the community's own"),
    "desk_worker": Bilingual("接值班电话，转成说事，回访", "Take calls, hand them on, call back"),
    "village_supervisor": Bilingual("提异议，撤下公开，重新打开", "Object, take down, reopen"),
    "township_reviewer": Bilingual("两次不满意的事由街道把关，同意延期，督办", "Review what failed twice, grant time, press"),
    "unit_handler": Bilingual("接办、报进展、申请延期、办结", "Take up, report, ask for time, finish"),
    "branch_secretary": Bilingual("给小区里的需求配对", "Pair the needs of the estate"),
    "owners_committee": Bilingual("召集业主大会，计票，办它决定的事", "Call the owners' assembly, count, do what it decided"),
    "provider": Bilingual("接受配对，上门服务，报结果", "Accept, go to the door, say what was done"),
    "hotline_agent": Bilingual("接12345工单，分类、派单、回访", "Take, classify, dispatch, call back"),
    "hotline_reviewer": Bilingual("复核派单异议和剔除", "Review objections and exclusions"),
    "supervision_office": Bilingual("看全区，督办", "See the district, press for matters"),
    "district_leader": Bilingual("看全区，督办", "See the district, press for matters"),
    "emergency_command": Bilingual("凭命令开启、延长、结束应急", "Switch emergencies on, extend and end them, by order"),
    "administrator": Bilingual("管地点、单位、名册、时限、措辞、日历；看不到居民说的事", "Keeps places, units, rolls, limits, wording, calendar; sees no matter"),
    "security_administrator": Bilingual("管账号、岗位、密钥；看不到居民说的事", "Keeps accounts, duties, keys; sees no matter"),
    "auditor": Bilingual("只看不办", "Look, not touch"),
}  # fmt: skip
REPRESENTATIVES = 9
RESIDENT = ("jumin", Bilingual("永宁居民", "Resident, Yongning"))
DEPARTMENTS = (
    "区城市管理局", "区住房和城乡建设局", "区民政局", "区卫生健康局", "区农业农村局", "区交通运输局",
    "区应急管理局", "区教育局", "市生态环境局离石分局", "区市场监督管理局", "区水利局", "区司法局",
)  # fmt: skip
