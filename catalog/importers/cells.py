"""One cell of somebody's file: repaired, normalised, and whether anything in it was lost."""

import re
import unicodedata

from ftfy import fix_encoding
from ftfy.badness import is_bad

# Characters without a shape of their own, which make equal texts differ: soft hyphens, zero-width
# spaces, direction marks, byte-order marks, the object placeholder; and half a surrogate pair,
# which no database stores.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
    "\ud800-\udfff]"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")

# The two joiners belong to the spelling between letters of Arabic and Indic scripts and between
# emoji, and after a virama at the end of a Malayalam or Sinhala word. Elsewhere they are debris.
_JOINED = "\u0600-\u1dff\u2190-\u2fff\u3001-\ud7ff\ufb1d-\ufefc\U00010000-\U0010fffd"
_VIRAMAS = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"
_JOINERS = re.compile(
    f"(?<=[{_JOINED}])([\u200c\u200d])[\u200c\u200d]*(?=[{_JOINED}])"
    f"|(?<=[{_VIRAMAS}])([\u200c\u200d])[\u200c\u200d]*"
    "|[\u200c\u200d]+"
)

# What is left at the end of a cell that was cut by bytes after UTF-8 had been read as cp1252.
# A single one of these letters after a capital may be a word's end (MAÇÃ), so there it stays.
_HALF_CHARACTER = re.compile("(?:(?<![A-ZÀ-Þ])[ÂÃÄÅ]|[ÂÃÄÅ][Ââ]|â[âÂ€‚„\x80\ufffd]+)$")


def clean_text(text: str) -> str:
    """`text` as a person would have typed it: NFC, single spaces, nothing invisible in it.

    Wrongly decoded text (`JosÃ©`) is repaired where that is certain.
    """
    if text.isascii() and text.isprintable():
        return text.strip() if "  " not in text else " ".join(text.split())
    text = fix_encoding(_HALF_CHARACTER.sub("", text.rstrip()))
    text = _CONTROLS.sub("", _INVISIBLE.sub("", text))
    text = unicodedata.normalize("NFC", _JOINERS.sub(r"\1\2", text))
    return " ".join(text.split())


def describe_damage(raw: str, cleaned: str) -> str:
    """What cannot be repaired in the cell that `clean_text` made `cleaned` from `raw`, or ""."""
    if raw.isascii() and raw.isprintable():
        return ""
    if _HALF_CHARACTER.search(raw.rstrip()):
        return "is cut in the middle of a character"
    if _CONTROLS.search(fix_encoding(raw)) or "\ufffd" in cleaned or is_bad(cleaned):
        return "has characters that cannot be read"
    return ""
