from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings


class ChannelsConfig(AppConfig):
    name = "shuoshi.channels"
    label = "channels"

    def ready(self) -> None:
        from shuoshi.accounts.ports import register_sender
        from shuoshi.channels.actions import go_with
        from shuoshi.channels.queries import taken_along
        from shuoshi.channels.retention import RETENTION
        from shuoshi.channels.webhooks import Gateway, GatewayCodes, GatewayNotices
        from shuoshi.kernel.texts import Bilingual
        from shuoshi.notices.ports import register_adapter
        from shuoshi.privacy.ports import PERSON_ERASERS, register_exporter, register_rule

        for rule in RETENTION:
            register_rule(rule)
        PERSON_ERASERS.append(go_with)
        register_exporter(
            "offers", Bilingual("我说过能帮的", "What I offered to help with"), taken_along
        )

        if settings.SMS_URL:
            inside = (urlsplit(settings.SMS_URL).hostname or "") in settings.INSIDE_HOSTS
            gateway = Gateway(settings.SMS_URL, settings.SMS_SECRET, inside)
            register_sender(GatewayCodes(gateway))
            register_adapter("sms", GatewayNotices(gateway))
