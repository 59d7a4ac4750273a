"""Titles similar to a title, by different means under one protocol."""
