"""Small corpora, as objects."""

from catalog.embeddings.training.corpus import Corpus
from catalog.embeddings.training.films import Film
from catalog.embeddings.training.requests import Request

JAWS = Film(
    "Jaws",
    1975,
    ["A shark hunts swimmers. A policeman closes the beach. The mayor opens it again."],
    tagline="Don't go in the water.",
    keywords=("shark", "beach", "sheriff"),
    genres=("Horror",),
    countries=("United States",),
)
TREMORS = Film(
    "Tremors",
    1990,
    ["Worms hunt people under a desert.", "Two handymen fight giant worms. The town is trapped."],
    genres=("Comedy", "Horror"),
)
BARE = Film("Nothing Said", 1999, keywords=("train", "murder"), genres=("Mystery",))

REQUESTS = [
    Request("a", "shark at the beach", "There was a shark. It ate people. I was six. Help.", 0),
    Request("b", "worms in the sand", "They stood on a roof.", 1),
    Request("c", "murder on a train", "", 2),
    Request("d", "a film I forgot", "It had a dog in it.", None),
]


def corpus() -> Corpus:
    return Corpus([JAWS, TREMORS, BARE], REQUESTS, [], [])
