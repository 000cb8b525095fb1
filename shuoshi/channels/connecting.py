"""Which ways out this site has, as its operator's settings say."""

import contextlib
import os
from urllib.parse import urlsplit

from django.conf import settings
from py_vapid import Vapid02

from shuoshi.accounts.ports import register_sender
from shuoshi.channels.gateway import CityAnswers, Gateway, GatewayCodes, GatewayNotices, Success
from shuoshi.channels.mail import Mail, MailServer
from shuoshi.channels.push import Push
from shuoshi.channels.robots import DINGTALK, WECOM, Robot
from shuoshi.notices.ports import register_adapter
from shuoshi.notices.terms import Way

_MAIL_PORT = 587


def connect() -> None:
    """Register the adapters of what is set."""
    if settings.SMS_URL:
        success = _success(settings.SMS_OK, settings.SMS_LATER)
        gateway = Gateway(
            settings.SMS_URL, settings.SMS_SECRET, _is_inside(settings.SMS_URL), success
        )
        register_sender(GatewayCodes(gateway))
        register_adapter(Way.SMS, GatewayNotices(gateway, settings.SMS_REPEATS))
    if settings.CITY_URL:
        url = settings.CITY_URL
        city = Gateway(url, settings.CITY_SECRET, _is_inside(url), _success(settings.CITY_OK, ""))
        register_adapter(Way.CITY, CityAnswers(city))
    if settings.MAIL_SERVER:
        host, _, port = settings.MAIL_SERVER.partition(":")
        server = MailServer(
            host, int(port or _MAIL_PORT), settings.MAIL_FROM, settings.MAIL_USER,
            settings.MAIL_PASSWORD, settings.MAIL_SECURITY,
        )  # fmt: skip
        register_adapter(Way.EMAIL, Mail(server))
    if settings.ROBOTS:
        relay = "" if settings.ROBOTS == "1" else settings.ROBOTS
        for way, kind in ((Way.WECOM, WECOM), (Way.DINGTALK, DINGTALK)):
            register_adapter(way, Robot(kind, relay, bool(relay) and _is_inside(relay)))
    if settings.PUSH_CONTACT:
        register_adapter(Way.PUSH, Push(_push_key(), settings.PUSH_CONTACT))


def _is_inside(url: str) -> bool:
    return (urlsplit(url).hostname or "") in settings.INSIDE_HOSTS


def _success(ok: str, later: str) -> Success:
    """'Code=OK' as how a gateway says yes; 'a,b' as what means later."""
    field, _, yes = ok.partition("=")
    return Success(field, yes, frozenset(filter(None, later.split(","))))


def _push_key() -> Vapid02:
    """The key by which push services know this site; made once, and kept in its folder."""
    file = settings.PUSH_KEY_FILE
    if not file.exists():
        made = Vapid02()
        made.generate_keys()
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_bytes(made.private_pem())
        with contextlib.suppress(FileExistsError):  # whoever was first made it
            os.link(fresh, file)
        fresh.unlink()
    return Vapid02.from_pem(file.read_bytes())
