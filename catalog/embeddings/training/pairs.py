"""Pairs of texts that mean the same film, drawn anew in each pass over the data.

Two texts of a sort that asks for no film are a pair too: each film of the batch is a negative of
them, so that they come to lie away from all films.

Which item stands at which place of a pass, and what is drawn of it, follows from the seed, the pass
and the place alone: a training that goes on after a kill sees what it would have seen.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.corpus import Corpus
from catalog.embeddings.training.films import Film
from catalog.embeddings.training.sentences import pieces, split_sentences

MOST_KEYWORDS = 12
KEYWORDS_KEPT = 0.6
FEWEST_PAIRS = 2  # each is the other's negative


class Text(NamedTuple):
    """`prefix` is what stands before a description in a title's vector: texts of one body mean the
    same film, with or without it."""

    body: str
    prefix: str = ""

    def __str__(self) -> str:
        return ". ".join(filter(None, [self.prefix, self.body]))


@dataclass(frozen=True, slots=True)
class Pair:
    """`film` tells which pairs of a batch are no negatives of each other: a place in the corpus's
    films, or a number below 0 for a request whose film is unknown and for a sort of texts that ask
    for none. `request` is the place of the request, -1 without one."""

    kind: str
    left: Text
    right: Text
    film: int
    request: int = -1


class PairStream:
    """The pairs of a corpus; `weights` say how often an item of a kind is drawn in one pass."""

    def __init__(
        self, corpus: Corpus, weights: Mapping[str, float], *, seed: int, prefix_share: float
    ) -> None:
        """Raise TrainingRefused for a corpus that makes no pair."""
        self._films = corpus.films
        self._requests = corpus.requests
        self._off_topic = [texts for texts in corpus.off_topic if len(texts) > 1]
        self._sort_of = [at for at, texts in enumerate(self._off_topic) for _ in texts]
        self._seed = seed
        self._prefix_share = prefix_share
        self._sentences = [
            [split_sentences(text) for text in film.descriptions] for film in self._films
        ]
        self._pieces = [pieces(split_sentences(request.long)) for request in self._requests]
        self._draws: dict[str, Callable[[int, random.Random], Pair]] = {
            "short_description": self._short_description,
            "piece_description": self._piece_description,
            "short_piece": self._short_piece,
            "request_facts": self._request_facts,
            "sentence_rest": self._sentence_rest,
            "tagline_description": self._tagline_description,
            "keywords_description": self._keywords_description,
            "facts_description": self._facts_description,
            "two_descriptions": self._two_descriptions,
            "off_topic": self._draw_off_topic,
        }
        self._items = {
            kind: items for kind, items in self._find_items().items() if weights.get(kind, 0) > 0
        }
        self._weights = weights
        if sum(map(self._drawn, self._items)) < FEWEST_PAIRS:
            raise TrainingRefused("the files make no pair of texts about one film to learn from")
        self._order: tuple[int, list[tuple[str, int]]] = (-1, [])

    @property
    def counts(self) -> dict[str, int]:
        """Items of each kind."""
        return {kind: len(items) for kind, items in self._items.items()}

    def order(self, number: int) -> list[tuple[str, int]]:
        """Kinds and items of pass `number`, shuffled. The last one asked for is kept."""
        if self._order[0] != number:
            # Shuffling and dropping words need no secret, but the same numbers again.
            chance = random.Random(f"{self._seed}:{number}")  # noqa: S311
            drawn = []
            for kind, items in self._items.items():
                whole, rest = divmod(self._drawn(kind), len(items)) if items else (0, 0)
                drawn += [(kind, item) for item in items * whole + chance.sample(items, rest)]
            chance.shuffle(drawn)
            self._order = (number, drawn)
        return self._order[1]

    def batch(self, step: int, size: int) -> list[Pair]:
        """The pairs of one step; a pass's last, smaller batch is left out."""
        in_pass = self.steps_in_pass(size)
        number, place = divmod(step, in_pass)
        order = self.order(number)
        chosen = order[place * size : (place + 1) * size]
        return [
            self._draws[kind](item, random.Random(f"{self._seed}:{step}:{at}"))  # noqa: S311
            for at, (kind, item) in enumerate(chosen)
        ]

    def steps_in_pass(self, size: int) -> int:
        return max(1, sum(map(self._drawn, self._items)) // size)

    def _drawn(self, kind: str) -> int:
        """Pairs of a kind in each pass."""
        return round(self._weights[kind] * len(self._items[kind]))

    def texts(self) -> dict[str, list[str]]:
        """What the site is asked and what its vectors are made of, by its sort; each once."""
        described = [film for film in self._films if film.descriptions]
        sorts = {
            "requests": [request.short for request in self._requests if request.short],
            "pieces of requests": [piece for own in self._pieces for piece in own],
            "descriptions": [text for film in described for text in film.descriptions],
            "titles": [f"{film.terms}. {film.descriptions[0]}" for film in described if film.terms],
            "sentences": [
                sentence
                for film in self._sentences
                for own in film
                if len(own) > 1
                for sentence in own
            ],
        }
        return {sort: list(dict.fromkeys(texts)) for sort, texts in sorts.items() if texts}

    def document(self, film: int) -> Text:
        """The text of a film that stands for it as a negative."""
        return Text(self._films[film].descriptions[0], self._films[film].terms)

    def _find_items(self) -> dict[str, list[int]]:
        films = range(len(self._films))
        described = [at for at in films if self._films[at].descriptions]
        requests = range(len(self._requests))
        answered = [
            at for at in requests if (film := self._film_of(at)) is not None and film.descriptions
        ]
        return {
            "short_description": [at for at in answered if self._requests[at].short],
            "piece_description": [at for at in answered if self._pieces[at]],
            "short_piece": [at for at in requests if self._requests[at].short and self._pieces[at]],
            "request_facts": [
                at
                for at in requests
                if (film := self._film_of(at)) is not None
                and not film.descriptions
                and (film.keywords or film.genres)
            ],
            "sentence_rest": [
                at for at in described if any(len(own) > 1 for own in self._sentences[at])
            ],
            "tagline_description": [at for at in described if self._films[at].tagline],
            "keywords_description": [at for at in described if self._films[at].keywords],
            "facts_description": [at for at in described if self._films[at].genres],
            "two_descriptions": [at for at in described if len(self._films[at].descriptions) > 1],
            "off_topic": list(range(len(self._sort_of))),
        }

    def _film_of(self, request: int) -> Film | None:
        place = self._requests[request].film
        return None if place is None else self._films[place]

    def _description(self, film: int, chance: random.Random) -> Text:
        return Text(chance.choice(self._films[film].descriptions), self._prefix(film, chance))

    def _prefix(self, film: int, chance: random.Random) -> str:
        """What stands before a description in a title's vector: genres, countries and keywords.
        Catalogues tell more or less of these, so pairs have some of them, or none."""
        if chance.random() >= self._prefix_share:
            return ""
        keywords = [word for word in self._films[film].keywords if chance.random() < KEYWORDS_KEPT]
        chance.shuffle(keywords)
        return ", ".join([*self._films[film].parts, *keywords])

    def _short_description(self, at: int, chance: random.Random) -> Pair:
        request = self._requests[at]
        assert request.film is not None
        right = self._description(request.film, chance)
        return Pair("short_description", Text(request.short), right, request.film, at)

    def _piece_description(self, at: int, chance: random.Random) -> Pair:
        film = self._requests[at].film
        assert film is not None
        left = Text(chance.choice(self._pieces[at]))
        return Pair("piece_description", left, self._description(film, chance), film, at)

    def _short_piece(self, at: int, chance: random.Random) -> Pair:
        request = self._requests[at]
        film = -1 - at if request.film is None else request.film
        right = Text(chance.choice(self._pieces[at]))
        return Pair("short_piece", Text(request.short), right, film, -1)

    def _request_facts(self, at: int, chance: random.Random) -> Pair:
        request = self._requests[at]
        assert request.film is not None
        film = self._films[request.film]
        texts = [*self._pieces[at], *filter(None, [request.short])]
        right = Text(". ".join(filter(None, [film.facts, _some_keywords(film, chance)])))
        return Pair("request_facts", Text(chance.choice(texts)), right, request.film, -1)

    def _sentence_rest(self, at: int, chance: random.Random) -> Pair:
        own = chance.choice([own for own in self._sentences[at] if len(own) > 1])
        one = chance.randrange(len(own))
        right = Text(_without(own, one), self._prefix(at, chance))
        return Pair("sentence_rest", Text(own[one]), right, at)

    def _tagline_description(self, at: int, chance: random.Random) -> Pair:
        left = Text(self._films[at].tagline)
        return Pair("tagline_description", left, self._description(at, chance), at)

    def _keywords_description(self, at: int, chance: random.Random) -> Pair:
        left = Text(_some_keywords(self._films[at], chance))
        return Pair("keywords_description", left, self._description(at, chance), at)

    def _facts_description(self, at: int, chance: random.Random) -> Pair:
        film = self._films[at]  # no prefix: the genres would stand on both sides
        return Pair("facts_description", Text(film.facts), Text(film.descriptions[0]), at)

    def _two_descriptions(self, at: int, chance: random.Random) -> Pair:
        left, right = chance.sample(self._films[at].descriptions, 2)
        return Pair("two_descriptions", Text(left), Text(right, self._prefix(at, chance)), at)

    def _draw_off_topic(self, at: int, chance: random.Random) -> Pair:
        sort = self._sort_of[at]
        left, right = chance.sample(self._off_topic[sort], 2)
        return Pair("off_topic", Text(left), Text(right), -1 - len(self._requests) - sort)


def _some_keywords(film: Film, chance: random.Random) -> str:
    count = min(len(film.keywords), chance.randint(2, MOST_KEYWORDS))
    return ", ".join(chance.sample(film.keywords, count))


def _without(sentences: list[str], one: int) -> str:
    return " ".join(sentences[:one] + sentences[one + 1 :])
