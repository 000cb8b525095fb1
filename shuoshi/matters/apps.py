from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "shuoshi.matters"
    label = "matters"

    def ready(self) -> None:
        from shuoshi.matters.blocks import ALL  # noqa: PLC0415 - models are ready only now
        from shuoshi.programmes.ports import register_block  # noqa: PLC0415

        for block in ALL:
            register_block(block)
