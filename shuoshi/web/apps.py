from django.apps import AppConfig

from shuoshi.kernel.texts import Bilingual
from shuoshi.ui.ports import Entry, register_entry


class WebConfig(AppConfig):
    name = "shuoshi.web"
    label = "web"

    def ready(self) -> None:
        for address, zh, en, staff in (
            ("say", "说一件事", "Say something", False),
            ("follow", "查进展", "Follow", False),
            ("board", "公开栏", "Board", False),
            ("queue", "待办", "Queue", True),
            ("mine", "我的", "Mine", True),
            ("notices", "通知", "Notices", True),
        ):
            register_entry(Entry(address, Bilingual(zh, en), staff))
