"""Which titles still repeat a name that is another by now."""

from django.db import models


class OutdatedText(models.Model):
    """A note to refresh a title's texts, written with the change that makes it necessary.

    No two changes share a note, so that who takes one away knows the change that it speaks of; and
    it holds no title: one that is deleted needs no refreshing.
    """

    movie_id = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.movie_id)
