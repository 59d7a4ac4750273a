"""How common each word is in the catalogue."""

from django.db import models


class Lexeme(models.Model):
    """A stem as the search documents have it; counted anew by `catalog.search.lexemes`."""

    word = models.TextField(primary_key=True)
    share = models.FloatField(help_text="Of the published titles, how many have it: above 0 to 1.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share__gt=0, share__lte=1), name="lexeme_share_is_one"
            ),
        ]

    def __str__(self) -> str:
        return self.word
