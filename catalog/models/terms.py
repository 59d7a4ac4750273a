"""What titles are filed under, known by their names."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Term(models.Model):
    name = models.CharField(_("name"), max_length=100, unique=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Genre(Term):
    class Meta(Term.Meta):
        verbose_name = _("genre")
        verbose_name_plural = _("genres")


class Country(Term):
    class Meta(Term.Meta):
        verbose_name = _("country")
        verbose_name_plural = _("countries")


class Keyword(Term):
    class Meta(Term.Meta):
        verbose_name = _("keyword")
        verbose_name_plural = _("keywords")


class Company(Term):
    """A production company."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta(Term.Meta):
        verbose_name = _("production company")
        verbose_name_plural = _("production companies")


class Collection(Term):
    """Films that belong together, such as a film and its sequels."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta(Term.Meta):
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
