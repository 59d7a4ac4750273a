"""The forms of a page, as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Form:
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    """Name → the value that stands there; of several of one name the last."""
    files: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.found.append(Form(values.get("method", "get").lower()))
        elif not self.found:
            return
        fields = self.found[-1].fields
        if tag == "select":
            self._select = values.get("name", "")
            fields.setdefault(self._select, "")
        elif tag == "option" and self._select and "selected" in values:
            fields[self._select] = values.get("value", "")
        elif tag in ("input", "textarea", "button") and values.get("name"):
            if values["name"] == "csrfmiddlewaretoken":  # another one each time; nobody checks it
                return
            if values.get("type") == "file":
                self.found[-1].files.add(values["name"])
            else:
                fields[values["name"]] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def forms_of(page: str) -> list[Form]:
    parser = _Forms()
    parser.feed(page)
    return parser.found
