"""What accounts count, for Prometheus."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from prometheus_client import Counter

LOG_INS = Counter("movieclip_log_ins", "Attempts to log in by outcome.", ["outcome"])


@receiver(user_logged_in)
def count_success(**_: Any) -> None:
    LOG_INS.labels("success").inc()


@receiver(user_login_failed)
def count_failure(**_: Any) -> None:
    LOG_INS.labels("failure").inc()
