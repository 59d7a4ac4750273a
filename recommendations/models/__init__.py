"""Who liked what, one noun a file."""

from recommendations.models.catalogue_map import CatalogueMap
from recommendations.models.favorite import Favorite
from recommendations.models.mark import Mark
from recommendations.models.rater import Rater, RaterRating, RaterTag
from recommendations.models.rating import Rating
from recommendations.models.training_run import TrainingRun

__all__ = [
    "CatalogueMap",
    "Favorite",
    "Mark",
    "Rater",
    "RaterRating",
    "RaterTag",
    "Rating",
    "TrainingRun",
]
