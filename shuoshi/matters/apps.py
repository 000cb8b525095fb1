from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "shuoshi.matters"
    label = "matters"

    def ready(self) -> None:
        from shuoshi.matters.assigning import AssignBlock, near_units
        from shuoshi.matters.blocks import ALL
        from shuoshi.matters.ports import register_finder
        from shuoshi.matters.sealed import reseal_forms
        from shuoshi.programmes.ports import register_block
        from shuoshi.sealing.ports import RESEALERS

        for block in (*ALL, AssignBlock()):
            register_block(block)
        register_finder("near", near_units)
        RESEALERS.append(reseal_forms)
