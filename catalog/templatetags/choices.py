"""`{% options choices %}`: what a filter offers, each with its number of titles."""

from collections.abc import Iterable

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from catalog.search.facets import Choice

register = template.Library()


@register.simple_tag
def options(choices: Iterable[Choice], lang: str = "") -> SafeString:
    """The options of a select; `lang` is their attribute of that name, or nothing. There are two
    hundred on each page of results, and a template's loop over them takes four times as long."""
    return format_html_join(
        "\n",
        '<option value="{}"{}{}>{} ({})</option>',
        (
            (choice.value, lang, " selected" if choice.is_chosen else "", choice.label, counted)
            for choice in choices
            for counted in [intcomma(choice.count) if choice.count > 999 else choice.count]
        ),
    )
