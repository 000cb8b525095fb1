from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "shuoshi.matters"
    label = "matters"

    def ready(self) -> None:
        from shuoshi.kernel.texts import Bilingual
        from shuoshi.matters.assigning import AssignBlock, near_units
        from shuoshi.matters.blocks import ALL
        from shuoshi.matters.erasing import RETENTION, erase_of_switch, exported, let_go
        from shuoshi.matters.ports import register_finder
        from shuoshi.matters.sealed import reseal_forms
        from shuoshi.privacy.ports import (
            PERSON_ERASERS,
            SWITCH_ERASERS,
            register_exporter,
            register_rule,
        )
        from shuoshi.programmes.ports import register_block
        from shuoshi.sealing.ports import RESEALERS

        for block in (*ALL, AssignBlock()):
            register_block(block)
        register_finder("near", near_units)
        RESEALERS.append(reseal_forms)
        SWITCH_ERASERS.append(erase_of_switch)
        PERSON_ERASERS.append(let_go)
        register_exporter("matters", Bilingual("我说的事", "My matters"), exported)
        for rule in RETENTION:
            register_rule(rule)
