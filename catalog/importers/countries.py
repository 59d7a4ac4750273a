"""One spelling for a country, whichever catalogue names it."""

from collections.abc import Iterable

# TMDB's names, and others that are about, for what the catalogues of streaming platforms call so.
_USUAL = {
    "United States of America": "United States",
    "USA": "United States",
    "UK": "United Kingdom",
    "Russian Federation": "Russia",
    "Libyan Arab Jamahiriya": "Libya",
    "Syrian Arab Republic": "Syria",
    "Kyrgyz Republic": "Kyrgyzstan",
    "Lao People's Democratic Republic": "Laos",
    "Palestinian Territory": "Palestine",
    "Holy See": "Vatican City",
    "Brunei Darussalam": "Brunei",
    "Cote D'Ivoire": "Ivory Coast",
    "Czechia": "Czech Republic",
}


def usual_names(countries: Iterable[str]) -> tuple[str, ...]:
    """Each country once, in order."""
    return tuple(dict.fromkeys(_USUAL.get(country, country) for country in countries))
