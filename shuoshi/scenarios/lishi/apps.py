from django.apps import AppConfig

from shuoshi.kernel.texts import Bilingual


class LishiConfig(AppConfig):
    name = "shuoshi.scenarios.lishi"
    label = "lishi"

    def ready(self) -> None:
        from shuoshi.accounts.ports import register_sender
        from shuoshi.scenarios.lishi.cast import CAST, DEMO_PASSWORD, DOES, RESIDENT
        from shuoshi.web.guide import DemoAccount, register_accounts
        from shuoshi.web.outbox import outbox

        accounts = [DemoAccount(p.username, DEMO_PASSWORD, p.name, DOES[p.role]) for p in CAST]
        accounts.append(
            DemoAccount(
                "daibiao1 … daibiao9", DEMO_PASSWORD, Bilingual("永宁居民代表", "Representatives, Yongning"),
                Bilingual("表决", "Vote"),
            )
        )  # fmt: skip
        accounts.append(
            DemoAccount(
                RESIDENT[0],
                DEMO_PASSWORD,
                RESIDENT[1],
                Bilingual("说事、查我的事", "Say and follow"),
            )
        )
        register_accounts(tuple(accounts))
        register_sender(outbox())
