"""Personal API tokens: made, and known again."""

import hashlib
import re
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import ApiToken, User

MOST_TOKENS = 20
# Says what it is to whoever finds it in a log or a repository, people and scanners alike.
_MARK = "mclip_"
_SHOWN = len(_MARK) + 6
_TOKEN = re.compile(rf"{_MARK}[\w-]{{43}}", re.ASCII)
# `last_used_at` is written at most this often: a program may ask many times a second.
_USE_IS_NEWS_AFTER = timedelta(minutes=1)


class TooManyTokens(Exception):
    """The user has MOST_TOKENS already."""


def make_token(user: User, *, name: str) -> tuple[ApiToken, str]:
    """A new token and its text, which is not kept. Raises TooManyTokens."""
    raw = _MARK + secrets.token_urlsafe(32)
    with transaction.atomic():
        # Two requests at once may not both count nineteen.
        User.objects.select_for_update().get(pk=user.pk)
        if user.api_tokens.count() >= MOST_TOKENS:
            raise TooManyTokens
        token = ApiToken.objects.create(
            user=user, name=name, hash=_hashed(raw), prefix=raw[:_SHOWN]
        )
    return token, raw


def user_for_token(raw: str) -> User | None:
    """Whose token this is; None where it is nobody's, or that of an account that is closed.

    One query, and once a minute a second one that notes the use.
    """
    if not _TOKEN.fullmatch(raw):
        return None
    token = (
        ApiToken.objects.select_related("user")
        .filter(hash=_hashed(raw), user__is_active=True)
        .first()
    )
    if token is None:
        return None
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - _USE_IS_NEWS_AFTER:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.user


def _hashed(raw: str) -> str:
    """A slow hash protects passwords, because people choose what can be guessed. Nobody guesses
    256 random bits, and one round of SHA-256 lets every request ask.

    Looking a token up by its hash tells nothing by the time it takes: who measures how far an index
    compares learns about bits of a hash that they cannot steer.
    """
    return hashlib.sha256(raw.encode()).hexdigest()
