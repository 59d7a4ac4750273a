"""The admin's autocomplete fields, shown again with what cannot be an id.

Django looks up what was posted before anybody has checked it, so that a word where an id belongs is
a 500 instead of an error beside the field.
"""

from typing import Any

from django.contrib.admin.widgets import AutocompleteMixin
from django.core.exceptions import ValidationError

_options_of = AutocompleteMixin.optgroups


def optgroups(self: Any, name: str, value: list[str], attr: Any = None) -> Any:
    """In place of Django's: the options that are chosen, of those that could be one."""
    key = self.field.remote_field.model._meta.pk
    return _options_of(self, name, [each for each in value if _is_id(each, key)], attr)


def _is_id(value: str, key: Any) -> bool:
    if str(value) == "":  # nothing chosen
        return True
    try:
        key.to_python(value)
    except (ValidationError, OverflowError):
        return False
    return True


def check_autocompletes() -> None:
    AutocompleteMixin.optgroups = optgroups  # type: ignore[assignment,method-assign]
