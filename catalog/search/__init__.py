"""From what a visitor typed to titles in order, each with the reason why it is there.

`search_titles` is the one function in front: cues → candidates → fusion → cut-off → reasons.
"""

from catalog.search.filters import Filters
from catalog.search.ranking import Hit, Ranking, search_titles

__all__ = ["Filters", "Hit", "Ranking", "search_titles"]
