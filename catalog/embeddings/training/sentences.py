"""A text in parts that still mean something by themselves."""

import re
from collections.abc import Sequence

PIECE = 3  # sentences of a long request: about what the encoder reads in training

# After a full stop a capital, a digit or a quote must follow: "Mr. smith" is rarer than "9.30 pm".
_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(\-–A-Za-z0-9])")
_ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|vs|Jr|Sr|Lt|Col|Prof|No|[A-Z])\.$")


def split_sentences(text: str) -> list[str]:
    """Sentences in order; joined by blanks they are the text again, but for closing quotes."""
    sentences: list[str] = []
    for part in _END.split(text):
        if sentences and _ABBREVIATED.search(sentences[-1]):
            sentences[-1] += f" {part}"
        elif part.strip():
            sentences.append(part.strip())
    return sentences


def pieces(sentences: Sequence[str]) -> list[str]:
    """Every run of PIECE sentences; the whole where there are no more."""
    starts = range(max(1, len(sentences) - PIECE + 1))
    return [" ".join(sentences[start : start + PIECE]) for start in starts] if sentences else []
