"""What an authenticator app does."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

PERIOD = 30


def code_of_the_moment(secret: str) -> str:
    """The code that the site accepts now, and for some seconds from now."""
    left = PERIOD - time.time() % PERIOD
    if left < 5:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))
