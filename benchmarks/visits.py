"""What visitors do on the site, one thing after another, and how long each took them."""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.browser import Answer, Browser

# How often each thing is done. A search leads to a title, a title to the next search; who is not
# logged in has no favourites and opens another title instead.
HABITS = {"cold_search": 28, "cached_search": 24, "title": 24, "favorite": 12, "browse": 12}

BROWSING: Sequence[dict[str, str]] = (
    {},
    {"page": "2"},
    {"kind": "film"},
    {"kind": "series", "sort": "title"},
    {"year_from": "2010", "year_to": "2019"},
)


@dataclass(slots=True)
class Log:
    """Visits by their name, and the answers that were none."""

    visits: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    requests: int = 0


class Visitor(threading.Thread):
    """Does one thing after another until `ends_at`, with pauses between them."""

    def __init__(
        self,
        browser: Browser,
        *,
        seed: int,
        has_account: bool,
        titles: Sequence[tuple[int, str]],
        new_queries: Iterator[str],
        known_queries: Sequence[str],
        pause_seconds: float,
        ends_at: float,
    ) -> None:
        """`titles` are ids with their addresses; `pause_seconds` the mean of an exponential
        distribution, 0 for none; `ends_at` is on time.monotonic's clock."""
        super().__init__(daemon=True)
        self.log = Log()
        self._browser = browser
        self._chance = random.Random(seed)
        self._has_account = has_account
        self._titles = titles
        self._new_queries = new_queries
        self._known_queries = known_queries
        self._pause_seconds = pause_seconds
        self._ends_at = ends_at

    def run(self) -> None:
        self._pause()  # or all come at the same moment
        self._visit("home", lambda: self._browser.get("/"))
        while time.monotonic() < self._ends_at:
            self._pause()
            [habit] = self._chance.choices(list(HABITS), list(HABITS.values()))
            if habit == "favorite" and not self._has_account:
                habit = "title"
            getattr(self, f"_{habit}")()
        self._browser.close()

    def _cold_search(self) -> None:
        query = next(self._new_queries)
        self._visit("cold_search", lambda: self._browser.get("/", htmx=True, q=query))

    def _cached_search(self) -> None:
        query = self._chance.choice(self._known_queries)
        self._visit("cached_search", lambda: self._browser.get("/", htmx=True, q=query))

    def _title(self) -> None:
        movie_id, address = self._chance.choice(self._titles)
        self._visit("title_page", lambda: self._browser.get(address))
        similar = f"/titles/{movie_id}/similar/"
        self._visit("similar_titles", lambda: self._browser.get(similar, htmx=True))

    def _favorite(self) -> None:
        """The button, and the panel that it has the page ask for; one visit."""
        movie_id, _address = self._chance.choice(self._titles)
        action = self._chance.choice(("add", "remove"))
        self._visit(
            "favorite_and_panel",
            lambda: self._browser.post(f"/favorites/{movie_id}/", action=action),
            lambda: self._browser.get("/recommended/", htmx=True),
        )

    def _browse(self) -> None:
        fields = self._chance.choice(BROWSING)
        self._visit("browse", lambda: self._browser.get("/", htmx=True, **fields))

    def _visit(self, name: str, *requests: Callable[[], Answer]) -> None:
        answers = [request() for request in requests]
        self.log.requests += len(answers)
        failed = [answer.status for answer in answers if answer.status != 200]
        if failed:
            self.log.errors.append(f"{name}: {failed[0] or 'the connection broke'}")
        else:
            self.log.visits[name].append(_together(answers))

    def _pause(self) -> None:
        if self._pause_seconds:
            pause = self._chance.expovariate(1 / self._pause_seconds)
            time.sleep(max(0.0, min(pause, self._ends_at - time.monotonic())))


def _together(answers: Sequence[Answer]) -> Answer:
    phases: dict[str, float] = defaultdict(float)
    for answer in answers:
        for name, value in answer.phases.items():
            phases[name] += value
    return Answer(answers[-1].status, sum(answer.milliseconds for answer in answers), dict(phases))
