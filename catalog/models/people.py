"""People and what they did for a title."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """Known by name alone: the catalogues of this schema have no other identity."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name


class Credit(models.Model):
    class Role(models.TextChoices):
        DIRECTOR = "director", _("director")
        ACTOR = "actor", _("actor")

    movie = models.ForeignKey("catalog.Movie", models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, models.CASCADE, related_name="credits")
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
        return f"{self.person_id} {self.role} of {self.movie_id}"
