"""`<p{% catalogue_lang %}>`: the language of texts that come from the catalogue."""

from django import template
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def catalogue_lang() -> SafeString | str:
    """A `lang` attribute where the catalogue's language is not the page's, so that a screen reader
    does not read English with Spanish sounds; else nothing."""
    language = settings.CATALOGUE_LANGUAGE
    return "" if get_language() == language else SafeString(f' lang="{language}"')
