"""What speaks for a title is brought to figures from 0 to 1, and summed by fitted weights."""

import json

import pytest
from django.core.management import CommandError

from catalog.models import Movie
from catalog.search import Filters, fusion, search_titles
from catalog.search.cues import understand
from catalog.search.fusion import fitted_weights, fuse, fuse_ranks
from catalog.search.lexemes import weight
from catalog.search.ranking import LONGEST_TEXT, request_features
from tests.catalog.factories import MovieFactory
from tests.catalog.films import make_film


def test_the_weights_say_what_they_were_fitted_on():
    assert fitted_weights()["provenance"]
    assert json.loads(fusion.WEIGHTS.read_text()) == fitted_weights()


def test_every_feature_has_a_weight_and_lies_between_0_and_1(catalogue: dict[str, Movie]):
    make_film("Sharks", release_year=1975, vote_count=2_000_000)
    table = request_features(understand("sharks on the hunt, 1970s"), Filters())
    assert table
    for features in table.values():
        assert features.keys() == fitted_weights()["weights"].keys()
        assert all(-1 <= value <= 1 for value in features.values()), features
        assert all(value >= 0 for name, value in features.items() if name != "meaning")


def test_what_only_words_found_has_its_real_closeness_too(catalogue: dict[str, Movie]):
    for hit in search_titles("sharks", Filters()).hits:
        assert hit.closeness is not None


def test_a_title_told_in_fewer_words_has_more_of_brevity(catalogue: dict[str, Movie]):
    make_film("Short", description="Sharks hunt.")
    make_film("Long", description="Sharks hunt. " + "They swim in the sea all day. " * 20)
    make_film("Told by nobody, sharks", description="")
    table = request_features(understand("sharks"), Filters())
    brevity = {Movie.objects.get(pk=pk).title: each["brevity"] for pk, each in table.items()}
    assert brevity["Short"] > brevity["Long"] > 0
    assert brevity["Told by nobody, sharks"] == 0


def test_places_by_words_fall_with_each_doubling_and_equals_share_one():
    places = fusion._places({1: 3.0, 2: 2.0, 3: 2.0, 4: 1.0})
    assert places[1] == 1
    assert places[2] == places[3]
    assert places[1] - places[2] == pytest.approx(places[2] - places[4])
    assert min(fusion._places({pk: -pk for pk in range(300)}).values()) == 0


def test_equal_scores_go_to_the_lower_id():
    features = dict.fromkeys(fitted_weights()["weights"], 0.5)
    assert [pk for pk, _score in fuse({3: features, 1: features, 2: features})] == [1, 2, 3]


def test_reciprocal_ranks_know_nothing_of_scores():
    first = fuse_ranks([{1: 0.9, 2: 0.1}, {2: 5.0}])
    assert first == fuse_ranks([{1: 0.2, 2: 0.1}, {2: 0.5}])
    assert [pk for pk, _score in first] == [2, 1]


@pytest.mark.parametrize("mode", ["words", "vectors", "fused", "rrf"])
def test_every_mode_orders_by_its_score(catalogue: dict[str, Movie], mode):
    hits = search_titles("sharks on the hunt", Filters(), mode=mode, is_kept=False).hits
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert hits[0].movie_id in {catalogue["Jaws"].pk, catalogue["Deep Blue"].pk}


def test_words_alone_find_only_what_has_them(catalogue: dict[str, Movie]):
    MovieFactory.create(title="Unlike all", description="Nothing.")
    found = {hit.movie_id for hit in search_titles("sharks", Filters(), mode="words").hits}
    assert found == {catalogue["Jaws"].pk, catalogue["Deep Blue"].pk}


def test_a_title_without_a_description_comes_by_meaning_behind_those_that_have_one(
    catalogue: dict[str, Movie],
):
    from catalog.embeddings.refresh import embed_chunk

    untold = MovieFactory.create(title="Swimmers and sharks", description="")
    embed_chunk([untold.pk], job_id=None)
    hits = search_titles("a beach with a monster in the water", Filters(), mode="vectors").hits
    assert {hit.movie_id for hit in hits} >= {untold.pk, catalogue["Jaws"].pk}
    table = request_features(understand("sharks"), Filters())
    assert table[untold.pk]["described"] == 0.0


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "...!?",
        "\0\0",
        "nul \0 byte",
        "half \ud83d a character",
        "word " * 2_000,
        "x" * 3_000_000,
        "a different word " + " ".join(f"w{number}" for number in range(2_000)),
        "Солярис",
        "千と千尋の神隠し",
        "🦈",
    ],
)
def test_any_text_is_ranked(catalogue: dict[str, Movie], text: str):
    ranking = search_titles(text, Filters(), is_kept=False)
    assert len(ranking.hits) <= len(catalogue)
    assert len(ranking.request.typed) <= LONGEST_TEXT


@pytest.mark.parametrize(("votes", "first"), [(4, "The Godfather"), (600, "Godfather")])
def test_a_film_of_just_that_name_comes_first_unless_it_is_unknown_beside_the_other(
    catalogue: dict[str, Movie], votes: int, first: str
):
    make_film("The Godfather", release_year=1972, vote_count=6_024)
    make_film("Godfather", release_year=1991, vote_count=votes)
    hits = search_titles("godfather", Filters(), is_kept=False).hits
    titles = Movie.objects.in_bulk([hit.movie_id for hit in hits])
    assert titles[hits[0].movie_id].title == first


class TestFittingTheWordsOfRequests:
    def test_writes_shares_with_their_provenance(self, db: None, manage, tmp_path):
        requests = tmp_path / "requests.jsonl"
        lines = [{"short_query": "a movie", "long_query": text} for text in ("scene", "", "shark")]
        requests.write_text("\n".join(map(json.dumps, lines)))
        manage("fit_request_words", requests, "--output", tmp_path / "words.json")
        fitted = json.loads((tmp_path / "words.json").read_text())
        assert fitted["shares"] == {"movi": 1.0, "scene": 0.33333, "shark": 0.33333}
        assert 0 < fitted["share_of_others"] < 0.33333
        assert fitted["provenance"]["requests"] == 3

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "{",
            "[]",
            "[" * 100_000,
            '{"short_query": 3, "long_query": ""}',
            '{"short_query": "\\ud800", "long_query": ""}',
            "\xff",
            json.dumps({"short_query": "", "long_query": "x" * 1_000_001}),
            # One word too many for Postgres.
            json.dumps({"short_query": "", "long_query": " ".join(map(str, range(140_000)))}),
        ],
        ids=str.__len__,
    )
    def test_refuses_a_file_without_requests_and_writes_nothing(
        self, db: None, manage, tmp_path, text: str
    ):
        requests = tmp_path / "requests.jsonl"
        requests.write_bytes(text.encode("latin-1"))
        with pytest.raises(CommandError, match=r"requests\.jsonl"):
            manage("fit_request_words", requests, "--output", tmp_path / "words.json")
        assert not (tmp_path / "words.json").exists()

    def test_knows_what_everybody_writes(self):
        for word in ("movi", "rememb", "scene", "watch"):
            assert weight(word, 0.01) < weight("zeppelin", 0.01) / 2
