"""Where the page of a title or a person is, of whom id and name alone are at hand."""

from django import template
from django.urls import reverse

from catalog.names import title_slug

register = template.Library()


@register.simple_tag
def title_address(pk: int, title: str) -> str:
    return reverse("catalog:title", args=[pk, title_slug(title)])


@register.simple_tag
def person_address(pk: int, name: str) -> str:
    return reverse("catalog:person", args=[pk, title_slug(name)])
