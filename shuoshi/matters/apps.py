from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "shuoshi.matters"
    label = "matters"

    def ready(self) -> None:
        from shuoshi.matters.blocks import ALL
        from shuoshi.programmes.ports import register_block

        for block in ALL:
            register_block(block)
