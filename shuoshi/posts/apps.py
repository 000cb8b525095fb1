from django.apps import AppConfig


class PostsConfig(AppConfig):
    name = "shuoshi.posts"
    label = "posts"

    def ready(self) -> None:
        from shuoshi.devices.ports import register_kind
        from shuoshi.kernel.texts import Bilingual
        from shuoshi.posts.phones import PassageKind
        from shuoshi.posts.retention import RULES, erase_of_switch
        from shuoshi.posts.terms import GATE
        from shuoshi.privacy.ports import KINDS, SWITCH_ERASERS, EmergencyKind, register_rule
        from shuoshi.reach.partitions import BY_DAY

        register_kind(PassageKind())
        BY_DAY.append("posts_passage")
        for rule in RULES:
            register_rule(rule)
        SWITCH_ERASERS.append(erase_of_switch)
        KINDS.append(lambda: (EmergencyKind(GATE, (Bilingual("值守点查验", "Checks at posts"),)),))
