"""Raters and their ratings and tags, from a folder in the CSV form of MovieLens."""
