"""The user. A model of our own from the first migration, since it cannot be swapped later."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Signs in by user name or by e-mail address (django-allauth keeps the addresses)."""
