"""Cells that a spreadsheet must not take for formulas, and the way back.

A program that opens a CSV runs what begins with one of these characters, wherever it came from. An
apostrophe before it makes it text. Texts that begin with apostrophes and then such a character get
one more, so that taking one away always gives the text again.
"""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_DEFUSED = re.compile(r"'+[=+\-@\t\r]")


def defused(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def undefused(text: str) -> str:
    return text[1:] if _DEFUSED.match(text) else text
