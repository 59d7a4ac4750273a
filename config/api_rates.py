"""Who asks the API, and how often they may."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.errors import AuthenticationError, Throttled
from ninja.security import HttpBearer

from accounts.tokens import user_for_token

PERIOD = 60  # seconds


class OptionalToken(HttpBearer):
    """Nobody needs a token; who sends one may ask more often."""

    def __call__(self, request: HttpRequest) -> Any:
        """Raises Throttled, and AuthenticationError for a token that is none."""
        if "Authorization" not in request.headers:
            return self._as_stranger(request)
        known = super().__call__(request)
        if known is None:
            # Not as if they had sent none: they would wonder at the lower rate.
            self._as_stranger(request)
            raise AuthenticationError
        return known

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        user = user_for_token(token)
        if user is not None:
            take_turn(f"user:{user.pk}", most=settings.API_TOKEN_REQUESTS_PER_MINUTE)
        return user

    def _as_stranger(self, request: HttpRequest) -> str:
        try:
            address = get_adapter().get_client_ip(request)
        except PermissionDenied:  # a proxy that does not say for whom it asks: all of them are one
            address = "unknown"
        take_turn(f"address:{address}", most=settings.API_REQUESTS_PER_MINUTE)
        return "anybody"


def take_turn(who: str, *, most: int) -> None:
    """Count one more request of theirs in this minute; `most` 0 is no limit. Raises Throttled.

    While the cache is away each process counts for itself (config/cache.py). Not ninja's own
    throttle: its object is shared by all threads, and one may note its request as another's.
    """
    if not most:
        return
    now = time.time()
    key = f"api-requests:{who}:{int(now // PERIOD)}"
    cache.add(key, 0, PERIOD)
    try:
        count = cache.incr(key)
    except ValueError:  # the cache went away, or came back, between the two
        return
    if count > most:
        raise Throttled(wait=PERIOD - int(now % PERIOD))
