"""`{% person_data person roles %}`: somebody as schema.org describes people."""

import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from catalog.models import Person
from catalog.templatetags.structured_data import ESCAPES

register = template.Library()


@register.simple_tag(takes_context=True)
def person_data(
    context: dict[str, Any], person: Person, roles: Iterable[tuple[str, Any, int]]
) -> SafeString:
    """`roles` as the page has them: each with its label."""
    facts = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": person.name,
        "url": context["request"].build_absolute_uri(person.get_absolute_url()),
        "jobTitle": [str(label) for _, label, _ in roles],
    }
    known = {name: value for name, value in facts.items() if value}
    return SafeString(json.dumps(known, ensure_ascii=False).translate(ESCAPES))
