"""People and what they did for a title."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.names import normalised_name

# Names as they are, with accents folded: no stems, and `Will` is no stop word.
# Made by a migration, as `SEARCH_CONFIGURATION` is.
NAME_CONFIGURATION = "movieclip_names"


class PersonQuerySet(models.QuerySet["Person"]):
    def named_like(self, text: str) -> "PersonQuerySet":
        """Whose name has words that begin with these, whatever their case, accents and order."""
        # A name of nothing but punctuation is kept as it is, and would be query syntax here.
        words = [word for word in normalised_name(text[:200]).split() if word.isalnum()]
        if not words:
            return self.none()
        query = SearchQuery(
            " & ".join(f"{word}:*" for word in words),
            config=NAME_CONFIGURATION,
            search_type="raw",
        )
        return self.alias(name_words=SearchVector("name", config=NAME_CONFIGURATION)).filter(
            name_words=query
        )


class Person(models.Model):
    """Known by name alone: the catalogues of this schema have no other identity."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            # The beginning of a name, typed by a curator.
            GinIndex(SearchVector("name", config=NAME_CONFIGURATION), name="person_name_words"),
        ]

    def __str__(self) -> str:
        return self.name


class Credit(models.Model):
    class Role(models.TextChoices):
        DIRECTOR = "director", _("director")
        ACTOR = "actor", _("actor")

    movie = models.ForeignKey(
        "catalog.Movie", models.CASCADE, related_name="credits", verbose_name=_("title")
    )
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="credits", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["role", "position"]
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        constraints = [
            models.UniqueConstraint(
                fields=["movie", "person", "role"], name="credit_once_per_movie_person_role"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["director", "actor"]), name="credit_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person_id} → {self.movie_id}"
