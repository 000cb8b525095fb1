from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "shuoshi.meetings"
    label = "meetings"

    def ready(self) -> None:
        from shuoshi.meetings.blocks import BallotBlock  # noqa: PLC0415 - models are ready only now
        from shuoshi.meetings.queries import next_meeting  # noqa: PLC0415
        from shuoshi.programmes.ports import register_anchor, register_block  # noqa: PLC0415

        register_block(BallotBlock())
        register_anchor("next_meeting", next_meeting)
