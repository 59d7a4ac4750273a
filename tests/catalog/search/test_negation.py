"""What a request rules out is taken out of its text, and nothing else is."""

import pytest

from catalog.search.negation import split_exclusions
from tests.catalog.factories import CreditFactory, MovieFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "rest", "part"),
    [
        ("shark film, not the one with the bear", "shark film", "the one with the bear"),
        ("zombies, but not the one on the train", "zombies", "the one on the train"),
        ("con artists... not the Korean one", "con artists...", "the Korean one"),
        ("Batman but not the sequel", "Batman", "the sequel"),
        ("a heist, isn't the one in Rome", "a heist", "the one in Rome"),
        ("tiburones, pero no la de Spielberg", "tiburones", "la de Spielberg"),
        ("un barco, que no sea la del iceberg", "un barco", "la del iceberg"),
        ("vampiros, no es la serie de Netflix", "vampiros", "la serie de Netflix"),
        ("dogs in Paris, not animated", "dogs in Paris", "animated"),
        ("perros en París, no una comedia", "perros en París", "una comedia"),
    ],
)
def test_what_is_described_is_taken_out(text: str, rest: str, part: str):
    assert split_exclusions(text) == (rest, (part,))


@pytest.mark.parametrize(
    ("text", "rest", "part"),
    [
        ("shark film (not Jaws)", "shark film", "Jaws"),
        ("shark film, not jaws", "shark film", "jaws"),
        ("película de tiburones que no sea Jaws", "película de tiburones", "Jaws"),
        ("a shark film but NOT A GENE WILDER MOVIE", "a shark film", "A GENE WILDER MOVIE"),
        ("tiburones, menos Jaws", "tiburones", "Jaws"),
    ],
)
def test_what_is_named_is_taken_out_if_something_is_called_so(text: str, rest: str, part: str):
    assert split_exclusions(text) == (text, ())
    MovieFactory.create(title="Jaws")
    CreditFactory.create(person__name="Gene Wilder")
    assert split_exclusions(text) == (rest, (part,))


@pytest.mark.parametrize(
    "text",
    [
        "I am not sure what it is",
        "not",
        "it is not much to go on",
        "he is not the man that she married",
        "No Country for Old Men",
        "Not Another Teen Movie",
        "not Jaws",
        "horror but not scary",
        "",
        "a man who was not there, " * 80,
    ],
)
def test_other_denials_stay(text: str):
    for title in ("Sure", "Jaws", "No Country for Old Men"):
        MovieFactory.create(title=title)
    assert split_exclusions(text) == (text, ())


def test_in_a_plot_a_name_counts_if_it_is_written_as_one():
    MovieFactory.create(title="Hidden")
    plot = "A man walks home at night and somebody follows him until he sees that it is a child. "
    plot += "They go to a house at the end of a road, "
    assert split_exclusions(plot + "the door is not hidden.")[1] == ()
    assert split_exclusions(plot + "I know it is not Hidden.")[1] == ("Hidden",)


def test_of_many_parts_the_first_few_count():
    text = "a film" + ", not the one with the dog" * 50
    rest, parts = split_exclusions(text)
    assert 0 < len(parts) <= 5
    assert rest.startswith("a film")
