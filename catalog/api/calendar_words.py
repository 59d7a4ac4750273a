"""Months and weekdays as people write them: in any language of the site, or as a number."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cached_property

from django.conf import settings
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import override

from catalog.lookup import LONGEST_MISSPELT_NAME, NEAREST, Candidate, NothingFound
from catalog.names import normalised_name


class CalendarWords:
    def __init__(self, names: Mapping[int, object], **more_spellings: int) -> None:
        """`names` by number are translated lazily, as Django's are; the numbers begin with 1."""
        self._names = names
        self._more_spellings = more_spellings

    def number(self, text: str) -> int:
        """Case and accents do not matter. Raises NothingFound, with what comes near it."""
        written = text.strip()
        # As it is written: of "-1" a normalised name would make the first month.
        if re.fullmatch(r"[0-9]{1,2}", written):
            if int(written) in self._names:
                return int(written)
            raise NothingFound([])
        key = normalised_name(written[:LONGEST_MISSPELT_NAME])
        if key in self._spellings:
            return self._spellings[key]
        close = get_close_matches(key, self._spellings, n=2 * NEAREST)
        numbers = dict.fromkeys(self._spellings[spelling] for spelling in close)
        raise NothingFound([Candidate(n, self.name(n)) for n in list(numbers)[:NEAREST]])

    def name(self, number: int) -> str:
        """In the language of the reader."""
        return str(self._names[number])

    def all(self) -> list[str]:
        """In their order, in the language of the reader."""
        return [self.name(number) for number in self._names]

    @cached_property
    def _spellings(self) -> dict[str, int]:
        spellings = dict(self._more_spellings)
        for language, _ in settings.LANGUAGES:
            with override(language):
                spellings |= {normalised_name(str(name)): n for n, name in self._names.items()}
        return spellings


MONTH_WORDS = CalendarWords(MONTHS, setiembre=9)
WEEKDAY_WORDS = CalendarWords({number + 1: name for number, name in WEEKDAYS.items()})
