"""People of a published set of ratings, such as MovieLens', who have no account here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recommendations.models.rating import FEWEST_HALF_STARS, MOST_HALF_STARS

LONGEST_DATASET = 60
LONGEST_TAG = 200


class Rater(models.Model):
    """Known by a number alone, which means nothing outside its set."""

    # Of four bytes, for the sake of the tables below, which have millions of rows.
    id = models.AutoField(primary_key=True)
    dataset = models.CharField(_("data set"), max_length=LONGEST_DATASET)
    number = models.PositiveIntegerField(_("number in it"))

    class Meta:
        verbose_name = _("rater")
        verbose_name_plural = _("raters")
        ordering = ["dataset", "number"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="rater_once_per_dataset"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.number}"


class RaterRating(models.Model):
    """One rater's opinion of one title, in half stars as `Rating` has it.

    The fields stand in an order that leaves no gaps in Postgres' rows: a full MovieLens has 33
    million of them.
    """

    movie = models.ForeignKey(
        "catalog.Movie", models.CASCADE, related_name="rater_ratings", verbose_name=_("title")
    )
    rated_at = models.DateTimeField(_("on"))
    rater = models.ForeignKey(
        Rater,
        models.CASCADE,
        related_name="ratings",
        verbose_name=_("rater"),
        db_index=False,  # the constraint below begins with it
    )
    value = models.PositiveSmallIntegerField(_("half stars"))

    class Meta:
        verbose_name = _("rating of a rater")
        verbose_name_plural = _("ratings of raters")
        constraints = [
            # Also the index of "what has this rater rated?".
            models.UniqueConstraint(fields=["rater", "movie"], name="rater_rating_once"),
            models.CheckConstraint(
                condition=Q(value__gte=FEWEST_HALF_STARS, value__lte=MOST_HALF_STARS),
                name="rater_rating_from_half_a_star_to_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rater_id}: {self.movie_id} {self.stars} ★"

    @property
    def stars(self) -> float:
        return self.value / 2


class RaterTag(models.Model):
    """A few words that a rater wrote on a title."""

    movie = models.ForeignKey(
        "catalog.Movie", models.CASCADE, related_name="rater_tags", verbose_name=_("title")
    )
    tagged_at = models.DateTimeField(_("on"))
    rater = models.ForeignKey(
        Rater, models.CASCADE, related_name="tags", verbose_name=_("rater"), db_index=False
    )
    tag = models.CharField(_("tag"), max_length=LONGEST_TAG)

    class Meta:
        verbose_name = _("tag of a rater")
        verbose_name_plural = _("tags of raters")
        constraints = [
            models.UniqueConstraint(fields=["rater", "movie", "tag"], name="rater_tag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rater_id}: {self.movie_id} {self.tag}"
