"""What a page or a fragment of HTML says to people: its texts, and the attributes that are read."""

import re
from html.parser import HTMLParser

SAYS_NOTHING = {"script", "style", "code", "textarea"}
WITHOUT_END = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
READ_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title"}
READ_METADATA = {"description", "og:title", "og:description", "og:image:alt"}
PRESSED_INPUTS = {"submit", "button", "reset"}

WORD = re.compile(r"[^\W\d_]{2}")


def shown_texts(html: str, *, language: str) -> set[str]:
    """Every text with a word in it, but for what is marked as another language than the page's."""
    reader = _Reader(language)
    reader.feed(html)
    reader.close()
    tidy = {" ".join(text.split()) for text in reader.texts}
    return {text for text in tidy if WORD.search(text)}


class _Reader(HTMLParser):
    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.texts: list[str] = []
        # Of each element that is open: its name, and whether it or one around it is left out.
        self.open: list[tuple[str, bool]] = []

    @property
    def is_left_out(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        is_foreign = attributes.get("lang", self.language) != self.language
        is_left_out = self.is_left_out or is_foreign or tag in SAYS_NOTHING
        if not is_foreign and not self.is_left_out:
            self._read_attributes(tag, attributes)
        if tag not in WITHOUT_END:
            self.open.append((tag, is_left_out))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in WITHOUT_END:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        # An end that HTML lets one leave out comes with the next that is written.
        while any(name == tag for name, _ in self.open):
            name, _ = self.open.pop()
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self.is_left_out:
            self.texts.append(data)

    def _read_attributes(self, tag: str, attributes: dict[str, str]) -> None:
        self.texts += [value for name, value in attributes.items() if name in READ_ATTRIBUTES]
        if tag == "meta" and attributes.get("name", attributes.get("property")) in READ_METADATA:
            self.texts.append(attributes.get("content", ""))
        if tag == "input" and attributes.get("type") in PRESSED_INPUTS:
            self.texts.append(attributes.get("value", ""))
