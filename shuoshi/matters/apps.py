from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "shuoshi.matters"
    label = "matters"

    def ready(self) -> None:
        from shuoshi.matters.assigning import AssignBlock, near_units
        from shuoshi.matters.blocks import ALL
        from shuoshi.matters.ports import register_finder
        from shuoshi.programmes.ports import register_block

        for block in (*ALL, AssignBlock()):
            register_block(block)
        register_finder("near", near_units)
