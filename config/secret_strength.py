"""Is a secret one? Django only warns, and only those who run `check --deploy`."""

import re

from django.core.exceptions import ImproperlyConfigured

FEWEST_DIFFERENT = 8

# What example files, tutorials and `startproject` put in its place.
_EXAMPLE = re.compile(
    r"django-insecure|change.?(me|this|it)|your.?secret|replace.?(me|this)|example|placeholder",
    re.IGNORECASE,
)


def refuse_weak_secret(name: str, value: str, *, shortest: int) -> None:
    """Raises ImproperlyConfigured, with one line that names the setting and never its value."""
    if len(value) < shortest or len(set(value)) < FEWEST_DIFFERENT:
        problem = f"is too easy to guess: at least {shortest} random letters"
    elif _EXAMPLE.search(value):
        problem = "is an example, which everybody knows"
    else:
        return
    raise ImproperlyConfigured(
        f"{name} {problem}: "
        'python3 -c "import secrets; print(secrets.token_hex(32))" makes a good one'
    )
