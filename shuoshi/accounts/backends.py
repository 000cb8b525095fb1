"""How somebody proves to be an account: by name and password."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from shuoshi.accounts.models import Account
from shuoshi.accounts.passwords import GOOD_FOR
from shuoshi.kernel.clock import now


class DutyBackend(BaseBackend):
    """Password login; a password that the house made opens nothing after its days. Rights come from duties,
    not from Django's permissions."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_: Any
    ) -> Account | None:
        account = Account.objects.filter(username=username, is_active=True).first()
        if account is None:
            Account().set_password(password)  # the same work, so that names can't be guessed
            return None
        if not account.check_password(password):
            return None
        return None if account.given_at and now() - account.given_at > GOOD_FOR else account

    def get_user(self, user_id: UUID) -> Account | None:
        return Account.objects.filter(id=user_id, is_active=True).first()
