from django.apps import AppConfig

from shuoshi.kernel.texts import Bilingual
from shuoshi.ui.ports import Entry, register_entry


class WebConfig(AppConfig):
    name = "shuoshi.web"
    label = "web"

    def ready(self) -> None:
        register_entry(Entry("say", Bilingual("说一件事", "Raise a matter")))
        register_entry(Entry("follow", Bilingual("查进展", "Follow")))
        register_entry(Entry("board", Bilingual("公开栏", "Board")))
        register_entry(Entry("my", Bilingual("我说的事", "My matters"), "residents"))
        register_entry(Entry("queue", Bilingual("工作台", "Work"), "staff"))
