from django.apps import AppConfig
from django.utils.translation import gettext

from shuoshi.kernel.texts import Bilingual, marked
from shuoshi.ui.ports import PAGE_MARKS, Entry, Tab, register_entry, register_tab

DRILL = marked("演练进行中：演练里登记的不算数，别的事照常受理")
EMERGENCY_ON = marked("应急进行中：%(what)s。有危险先打 110、119、120；要帮助请找网格员或社区。")


def _emergency() -> str:
    """What stands on every page while an emergency is on: which, or what it opens."""
    from shuoshi.privacy.ports import kinds
    from shuoshi.reach.queries import real_on
    from shuoshi.ui.words import in_words

    on = real_on()
    if not on:
        return ""
    known = kinds()
    called = [known[kind] for kind in sorted(on) if kind in known]
    what = [
        in_words(text) for kind in called for text in ((kind.name,) if kind.name else kind.opens)
    ]
    return gettext(EMERGENCY_ON) % {"what": "、".join(what)}


class WebConfig(AppConfig):
    name = "shuoshi.web"
    label = "web"

    def ready(self) -> None:
        from shuoshi.accounts.glass import REVIEWERS
        from shuoshi.accounts.terms import ADMINISTRATOR, HOTLINE, SECURITY
        from shuoshi.care.terms import ARRANGERS, CARER_ROLES
        from shuoshi.events.duties import OVERSEERS, UNIT_WORKERS, WORKERS
        from shuoshi.helpers.terms import KEEPERS as HELPER_KEEPERS
        from shuoshi.helpers.terms import SENDERS
        from shuoshi.matters.listing import LISTERS
        from shuoshi.people.terms import FINDERS
        from shuoshi.privacy.ports import register_rule
        from shuoshi.privacy.switching import LOOKERS as EMERGENCY
        from shuoshi.privacy.terms import ANSWERERS
        from shuoshi.reach.queries import drill_on
        from shuoshi.rosters.terms import ARRANGERS as ROSTER_ARRANGERS
        from shuoshi.rosters.terms import SERVERS as ROSTER_SERVERS
        from shuoshi.web.limiting import RETENTION
        from shuoshi.web.rostering import LOOKERS as ROSTER_LOOKERS

        for rule in RETENTION:
            register_rule(rule)
        register_entry(Entry("say", Bilingual("说一件事", "Raise a matter")))
        register_entry(Entry("follow", Bilingual("查进展", "Follow")))
        register_entry(Entry("board", Bilingual("公开栏", "Board")))
        register_entry(Entry("my", Bilingual("我说的事", "My matters"), "residents"))
        register_entry(Entry("queue", Bilingual("工作台", "Work"), "staff"))
        PAGE_MARKS.append(lambda: DRILL if drill_on() else "")
        _emergency.urgent = True  # type: ignore[attr-defined] # the base page asks
        PAGE_MARKS.append(_emergency)
        for tab in (
            Tab("queue", Bilingual("待办", "Waiting")),
            Tab("mine", Bilingual("我的", "Mine")),
            Tab("notices", Bilingual("通知", "Notices")),
            Tab("handed_on", Bilingual("派出的", "Handed on"), HOTLINE),
            Tab("people", Bilingual("查人", "People"), FINDERS),
            Tab("helpers", Bilingual("帮手", "Helpers"), HELPER_KEEPERS | SENDERS),
            Tab("offers", Bilingual("资源库", "Resources"), HELPER_KEEPERS | SENDERS),
            Tab("care_day", Bilingual("走访", "Visits"), ARRANGERS | CARER_ROLES),
            Tab("rounds", Bilingual("路线", "Rounds"), ARRANGERS | CARER_ROLES),
            Tab("rosters", Bilingual("排班", "Rosters"), ROSTER_ARRANGERS),
            Tab("duty", Bilingual("在岗", "On duty"), ROSTER_LOOKERS | ROSTER_SERVERS),
            Tab("posts", Bilingual("值守点", "Posts"), WORKERS | UNIT_WORKERS),
            Tab("counts", Bilingual("清点", "Counts"), WORKERS | UNIT_WORKERS),
            Tab("warnings", Bilingual("预警叫应", "Warnings"), OVERSEERS | UNIT_WORKERS),
            Tab("at_risk", Bilingual("关爱对象", "Looked after"), FINDERS),
            Tab("figures", Bilingual("数字", "Figures"), LISTERS - {"unit_handler"}),
            Tab("requests", Bilingual("信息申请", "Requests"), ANSWERERS),
            Tab("looks", Bilingual("查看记录", "Access log"), REVIEWERS),
            Tab("glass", Bilingual("复核破例", "Reviews"), REVIEWERS),
            Tab("emergency", Bilingual("应急", "Emergency"), EMERGENCY),
            Tab("site", Bilingual("站务", "Site"), frozenset({ADMINISTRATOR, SECURITY})),
        ):
            register_tab(tab)
