"""Amounts, and what codes stand for, as a reader of the page's language writes them."""

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

# TMDB's own codes, and the one that the standard gave up.
CODES_OF_LANGUAGES = {"cn": "yue", "xx": "zxx", "mo": "ro"}

# Those that are not written as words are.
PLATFORMS = {"tmdb": "TMDB", "imdb": "IMDb", "hbo": "HBO", "movielens": "MovieLens"}


@register.filter
def dollars(amount: float | None) -> str:
    """Whole US dollars; "" for an amount that is not known."""
    if amount is None:
        return ""
    sign = "−" if amount < 0 else ""
    return sign + _("$%(amount)s") % {"amount": intcomma(abs(round(amount)))}


@register.filter
def language_name(code: str) -> str:
    """The name, in the page's language, of a language by its code; a code that nobody has heard of
    is given back."""
    # Half a megabyte for each language of the site, and most pages name no language.
    from babel import Locale

    names = Locale.parse(get_language() or "en", sep="-").languages
    code = code.lower()
    return names.get(CODES_OF_LANGUAGES.get(code, code), code)


@register.filter
def platform_name(platform: str) -> str:
    """A catalogue's name, written as people write it."""
    return PLATFORMS.get(platform) or platform.replace("_", " ").capitalize()
