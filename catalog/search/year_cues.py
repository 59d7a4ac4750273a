"""Years and decades in a request, English and Spanish."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

EARLIEST, LATEST = 1880, 2039

_DECADE_NAMES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
    "eighties": 80, "nineties": 90, "noughties": 0, "aughts": 0,
    "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70,
    "ochenta": 80, "noventa": 90,
}  # fmt: skip

# Which years of a decade; people are vague about where one ends.
_PARTS = {
    "early": (0, 4), "mid": (3, 7), "late": (5, 9),
    "principios": (0, 4), "comienzos": (0, 4), "inicios": (0, 4), "mediados": (3, 7),
    "finales": (5, 9), "fines": (5, 9),
}  # fmt: skip

_DECADE = re.compile(
    r"""(?<![\w'$])
    (?:(?P<part>early|mid|late)(?:[ ]to[ ](?:mid|late))?[- ]+(?:the[ ])?
      |a?[ ]?(?P<parte>principios|comienzos|inicios|mediados|finales|fines)[ ]de[ ](?:los[ ]|la[ ])?
    )?
    (?:(?:decada[ ]de[ ])?(?:los[ ]|la[ ])?(?:anos[ ]|decada[ ](?:de(?:l|[ ]los)?[ ])?)
         (?P<anos>(?:19|20)?\d0)(?:'?s)?
      |(?:decada[ ]de[ ])?los[ ](?:anos[ ])?(?P<los>(?:19|20)\d0|[2-9]0)(?:'?s)?
      |(?P<s>'?(?:18|19|20)?\d0)'?s
      |(?:los[ ]|the[ ]|anos[ ]|decada[ ]de(?:l|[ ]los)[ ])+(?:anos[ ])?(?P<name>NAMES)
      |(?P<alone>seventies|eighties|nineties|sixties|fifties|noughties)
    )(?!\w)""".replace("NAMES", "|".join(_DECADE_NAMES)),
    re.VERBOSE,
)

_YEAR = r"(?:18[89]|19\d|20[0-3])\d"
_SPANS = [
    re.compile(rf"\b(?:between|entre)(?: the years| los anos)? ({_YEAR}) (?:and|y) ({_YEAR})\b"),
    re.compile(rf"\b(?:from|de|desde) ({_YEAR}) (?:to|until|till|a|hasta) ({_YEAR})\b"),
    re.compile(rf"(?<![\d-])({_YEAR}) ?- ?({_YEAR})(?![\d-])"),
]


def _year_after(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words}) ?({_YEAR})\b(?!'?s|-)")


# Each with the first and the last year that it means, counted from the one that it names.
_YEARS: list[tuple[re.Pattern[str], int | None, int | None]] = [
    (
        _year_after(
            "before|pre[- ]?|prior to|older than|earlier than"
            "|antes de(?:l(?: ano)?)?|anterior(?:es)? al?(?: ano)?"
        ),
        None,
        -1,
    ),
    (
        _year_after(
            "after|post[- ]?|later than|newer than"
            "|despues de(?:l(?: ano)?)?|posterior(?:es)? al?(?: ano)?"
        ),
        1,
        None,
    ),
    (_year_after("since|desde(?: el(?: ano)?)?|a partir de(?:l(?: ano)?)?"), 0, None),
    (
        _year_after(
            r"from|of|made in|released in|came out in|circa|around|c\.|year|ano|de|del|del ano"
            "|estrenada en"
        ),
        0,
        0,
    ),
    (re.compile(rf"\(({_YEAR})\)"), 0, 0),
    (re.compile(rf"(?<=\S )({_YEAR})$"), 0, 0),
]

# What stands before the time of the story, which is not the film's.
_SET_IN = re.compile(
    r"(?:\bset (?:in|during|around)|\btak(?:es|ing) place\b|\btook place\b|\bplace in"
    r"|ambientad[ao]s?|transcurre|\bsituad[ao]s?"
    r"|sucede|ocurre|period|\bera of|\blived? in|\bborn in|\bback to)"
    r"[\w', -]{0,30}$"
    # And somebody's age.
    r"|\b(?:his|her|their|my)[ ]$"
    r"|\b(?:wom[ae]n|m[ae]n|girls?|guys?|people|couple) in(?: the)? (?:\d0.?s[ /-]+)?$"
)


@dataclass(frozen=True, slots=True)
class YearsFound:
    first: int | None
    last: int | None
    start: int
    end: int
    """Where it stands in the text."""


def find_years(text: str) -> YearsFound | None:
    """The years that a folded text asks for: of several decades all from the first to the last."""
    for pattern in _SPANS:
        for match in pattern.finditer(text):
            if not _is_of_the_story(text, match.start()):
                first, last = sorted(map(int, match.groups()))
                return YearsFound(first, last, *match.span())
    decades = [found for found in _decades(text) if not _is_of_the_story(text, found.start)]
    if decades:
        return YearsFound(
            min(found.first or EARLIEST for found in decades),
            max(found.last or LATEST for found in decades),
            decades[0].start,
            decades[-1].end if _are_together(text, decades) else decades[0].end,
        )
    for pattern, before, after in _YEARS:
        for match in pattern.finditer(text):
            if not _is_of_the_story(text, match.start()):
                year = int(match[1])
                return YearsFound(
                    None if before is None else year + before,
                    None if after is None else year + after,
                    *match.span(),
                )
    return None


def _decades(text: str) -> Iterator[YearsFound]:
    for match in _DECADE.finditer(text):
        groups = match.groupdict()
        named = groups["name"] or groups["alone"]
        digits = groups["anos"] or groups["los"] or (groups["s"] or "").strip("'")
        number = _DECADE_NAMES[named] if named else int(digits)
        decade = number if number >= 1000 else number + (2000 if number < 20 else 1900)
        if not EARLIEST <= decade <= LATEST:
            continue
        begin, end = _PARTS.get(groups["part"] or groups["parte"] or "", (0, 9))
        yield YearsFound(decade + begin, decade + end, *match.span())


def _is_of_the_story(text: str, start: int) -> bool:
    return bool(_SET_IN.search(text[max(0, start - 60) : start]))


def _are_together(text: str, decades: list[YearsFound]) -> bool:
    return len(text[decades[0].start : decades[-1].end]) < 40
