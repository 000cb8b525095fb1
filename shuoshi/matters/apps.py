from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "shuoshi.matters"
    label = "matters"

    def ready(self) -> None:
        from shuoshi.kernel.texts import Bilingual
        from shuoshi.matters.actions import addressees
        from shuoshi.matters.assigning import AssignBlock, near_units
        from shuoshi.matters.blocks import ALL
        from shuoshi.matters.erasing import RETENTION, erase_of_switch, let_go
        from shuoshi.matters.exporting import files, raised, ratings, steps, told
        from shuoshi.matters.ports import register_finder
        from shuoshi.matters.sealed import reseal_forms
        from shuoshi.notices.ports import register_resolver
        from shuoshi.people.ports import POINTS, Points
        from shuoshi.privacy.ports import (
            FILE_EXPORTERS,
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
        register_resolver("matter", addressees)
        RESEALERS.append(reseal_forms)
        POINTS.append(Points("matters_matter", "raiser_id"))
        SWITCH_ERASERS.append(erase_of_switch)
        PERSON_ERASERS.append(let_go)
        FILE_EXPORTERS.append(files)
        for name, title, exporter in (
            ("matters", Bilingual("我说的事", "My matters"), raised),
            ("steps", Bilingual("办理经过", "How they went"), steps),
            ("ratings", Bilingual("我的评价", "My word on them"), ratings),
            ("told", Bilingual("告知过我的", "What I was told"), told),
        ):
            register_exporter(name, title, exporter)
        for rule in RETENTION:
            register_rule(rule)
