"""The chips of what a request was understood to say, each with the address that takes it away."""

from dataclasses import dataclass

from catalog.forms import SearchForm
from catalog.search.cue import Cue
from catalog.search.cues import Request


@dataclass(frozen=True, slots=True)
class Chip:
    cue: Cue
    address: str
    """Of the same search without it, on its first page; "?" for no search at all."""


def chips_of(request: Request, form: SearchForm) -> list[Chip]:
    return [Chip(cue, _address_without(cue, request, form) or "?") for cue in request.cues]


def _address_without(cue: Cue, request: Request, form: SearchForm) -> str:
    if cue.name == "like" and form.like_id is not None:
        return form.address(like=None)
    return form.address(ignore=",".join([*request.ignored, cue.key]))
