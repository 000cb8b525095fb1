from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "shuoshi.meetings"
    label = "meetings"

    def ready(self) -> None:
        from shuoshi.meetings.addressing import addressees
        from shuoshi.meetings.blocks import BallotBlock
        from shuoshi.meetings.electors import reindex
        from shuoshi.meetings.queries import next_meeting
        from shuoshi.meetings.retention import RETENTION
        from shuoshi.notices.ports import register_resolver
        from shuoshi.privacy.ports import register_rule
        from shuoshi.programmes.ports import register_anchor, register_block
        from shuoshi.sealing.ports import RESEALERS

        RESEALERS.append(reindex)
        register_block(BallotBlock())
        for rule in RETENTION:
            register_rule(rule)
        register_resolver("sitting", addressees)
        register_anchor("next_meeting", next_meeting)
