from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "shuoshi.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import login_code_rejected
        from allauth.mfa.signals import (
            authenticator_added,
            authenticator_removed,
            authenticator_used,
        )
        from django.contrib.auth.signals import user_login_failed

        from shuoshi.accounts.entering import (
            end_others,
            note_factor,
            note_failure,
            note_wrong_code,
            prove_by_adding,
        )
        from shuoshi.accounts.factors import reseal_factors
        from shuoshi.sealing.ports import RESEALERS

        RESEALERS.append(reseal_factors)
        authenticator_added.connect(prove_by_adding)
        authenticator_used.connect(note_factor)
        for signal in (authenticator_added, authenticator_removed):
            signal.connect(end_others)
        user_login_failed.connect(note_failure)
        login_code_rejected.connect(note_wrong_code)
