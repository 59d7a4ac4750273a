"""Finds records of different platforms that are one film, and makes one title of them.

`docs/linking.md` says by which rule, and how often it is right.
"""

from catalog.linking.report import LinkReport
from catalog.linking.run import LinkRefused, close_interrupted_links, link_sources

__all__ = ["LinkRefused", "LinkReport", "close_interrupted_links", "link_sources"]
