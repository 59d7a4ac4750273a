"""`manage.py remove_second_factor NAME`: for who lost the phone and the recovery codes."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User


class Command(BaseCommand):
    help = "Remove a user's second factor, recovery codes included. Make sure who asks for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        if not User.objects.filter(username=username).exists():
            raise CommandError(f"no user is called {username}")
        factors = Authenticator.objects.filter(user__username=username)
        had_any = factors.exists()
        factors.delete()
        what = "removed the second factor of" if had_any else "there was no second factor of"
        self.stdout.write(f"{what} {username}")
