"""What a question is asked with, and how that is documented.

What stands after the question mark is read strictly: pydantic takes `1_995` for a number, and `t`,
`y` and `off` for a truth.
"""

import re
from typing import Annotated, Any

from ninja import Path, Query
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

LARGEST_ID = 2**63 - 1


def _whole_number(value: Any) -> Any:
    if isinstance(value, str):
        # JSON's schemas call 5.0 an integer too.
        if not re.fullmatch(r"-?[0-9]{1,30}(\.0+)?", value):
            raise PydanticCustomError("whole_number", "not a whole number")
        return int(value.partition(".")[0])
    return value


def _true_or_false(value: Any) -> Any:
    if isinstance(value, str):
        if value.lower() not in ("true", "false"):
            raise PydanticCustomError("true_or_false", "neither true nor false")
        return value.lower() == "true"
    return value


# None where it is not given, which nobody can write after a question mark.
WholeNumber = Annotated[int, BeforeValidator(_whole_number)]
TrueOrFalse = Annotated[bool, BeforeValidator(_true_or_false)]

MONTH: Any = Path(description="In Spanish or English, or from 1 to 12.", example="enero")
WEEKDAY: Any = Path(
    description="In Spanish or English, or from 1 (Monday) to 7.", example="viernes"
)
TITLE: Any = Path(
    description="A title; case, accents and punctuation do not matter.", example="Toy Story"
)
ACTOR: Any = Path(
    description="A name; case, accents and punctuation do not matter.", example="Lawrence Makoare"
)
DIRECTOR: Any = Path(
    description="A name; case, accents and punctuation do not matter.",
    example="Tom Hanks",
)
YEAR: Any = Query(
    None, ge=1870, le=2100, description="Chooses the title of this year, of several of one name."
)
ID: Any = Query(
    None, ge=1, le=LARGEST_ID, description="Chooses the one with this id, of several of one name."
)
INCLUDE_UNKNOWN: Any = Query(
    False,
    description="The arithmetic of the published systems: a return that is unknown counts as zero, "
    "and budgets below 1,000 dollars are believed.",
)
