"""The admin of what people like, and of what is learnt from it: one noun a file."""

from recommendations.admin.catalogue_map import CatalogueMapAdmin
from recommendations.admin.favorite import FavoriteAdmin
from recommendations.admin.mark import MarkAdmin
from recommendations.admin.rater import RaterAdmin
from recommendations.admin.rating import RatingAdmin
from recommendations.admin.training_run import TrainingRunAdmin

__all__ = [
    "CatalogueMapAdmin",
    "FavoriteAdmin",
    "MarkAdmin",
    "RaterAdmin",
    "RatingAdmin",
    "TrainingRunAdmin",
]
