from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings


class ChannelsConfig(AppConfig):
    name = "shuoshi.channels"
    label = "channels"

    def ready(self) -> None:
        from shuoshi.accounts.ports import register_sender
        from shuoshi.channels.webhooks import Gateway, GatewayCodes, GatewayNotices
        from shuoshi.notices.ports import register_adapter

        if settings.SMS_URL:
            inside = (urlsplit(settings.SMS_URL).hostname or "") in settings.INSIDE_HOSTS
            gateway = Gateway(settings.SMS_URL, settings.SMS_SECRET, inside)
            register_sender(GatewayCodes(gateway))
            register_adapter("sms", GatewayNotices(gateway))
