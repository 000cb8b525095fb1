from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "shuoshi.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.signals import user_login_failed

        from shuoshi.accounts.entering import note_failure, prove_by_adding

        authenticator_added.connect(prove_by_adding)
        user_login_failed.connect(note_failure)
