"""Pairs of texts about one film."""

import dataclasses

import pytest

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.corpus import Corpus
from catalog.embeddings.training.pairs import Pair, PairStream, Text
from catalog.embeddings.training.recipe import KIND_WEIGHTS
from tests.catalog.embeddings.training.corpora import JAWS, TREMORS, corpus


def stream(prefix_share: float = 0.0, seed: int = 0, **weights: float) -> PairStream:
    return PairStream(corpus(), weights or KIND_WEIGHTS, seed=seed, prefix_share=prefix_share)


def drawn(kind: str, prefix_share: float = 0.0) -> list[Pair]:
    """Many draws of one kind."""
    pairs = stream(prefix_share, **{kind: 40})
    return pairs.batch(0, len(pairs.order(0)))


def test_each_kind_is_of_the_items_that_have_what_it_needs():
    assert stream().counts == {
        "short_description": 2,
        "piece_description": 2,
        "short_piece": 3,
        "request_facts": 1,
        "sentence_rest": 2,
        "tagline_description": 1,
        "keywords_description": 1,
        "facts_description": 2,
        "two_descriptions": 1,
        "off_topic": 0,
    }


def test_a_sentence_is_not_in_the_rest_that_it_is_paired_with():
    for pair in drawn("sentence_rest"):
        assert pair.left.body not in pair.right.body
        whole = pair.left.body.split() + pair.right.body.split()
        assert sorted(whole) in [
            sorted(text.split()) for text in [*JAWS.descriptions, *TREMORS.descriptions]
        ]


def test_pieces_of_a_long_request_are_three_of_its_sentences_wherever_they_stand():
    assert {pair.left.body for pair in drawn("piece_description") if pair.film == 0} == {
        "There was a shark. It ate people. I was six.",
        "It ate people. I was six. Help.",
    }


def test_a_request_whose_film_has_no_description_is_paired_with_its_facts():
    for pair in drawn("request_facts"):
        assert pair.left.body == "murder on a train"
        assert pair.right.body.startswith("Mystery. Nothing Said. ")


def test_texts_that_ask_for_no_film_are_paired_with_another_of_their_sort():
    texts = [["recipe for lasagne", "how to boil an egg"], ["weather"], ["qwert", "asdf", "zxcv"]]
    foreign = dataclasses.replace(corpus(), off_topic=texts)
    pairs = PairStream(foreign, {"off_topic": 40}, seed=0, prefix_share=0)
    assert pairs.counts == {"off_topic": 5}
    for pair in pairs.batch(0, len(pairs.order(0))):
        sort = texts[0] if pair.left.body in texts[0] else texts[2]
        assert pair.right.body in sort
        assert pair.right != pair.left
        assert pair.film == (-5 if sort is texts[0] else -6)
        assert pair.request == -1


def test_a_request_of_an_unknown_film_is_no_ones_negative_partner_but_its_own():
    unknown = {pair.film for pair in drawn("short_piece") if pair.left.body == "a film I forgot"}
    assert unknown == {-4}


def test_descriptions_of_two_catalogues_are_paired():
    for pair in drawn("two_descriptions"):
        assert {pair.left.body, pair.right.body} == set(TREMORS.descriptions)


def test_a_prefix_stands_before_the_description_as_in_a_titles_vector():
    prefixes = [pair.right.prefix for pair in drawn("tagline_description", prefix_share=1.0)]
    assert all(prefix.startswith("Horror, United States") for prefix in prefixes)
    assert {word for prefix in prefixes for word in prefix.split(", ")[2:]} == set(JAWS.keywords)
    assert str(Text("body", "Horror")) == "Horror. body"
    assert str(Text("body", "")) == "body"


def test_weights_say_how_often_an_item_comes_in_a_pass():
    order = stream(short_piece=2.0, sentence_rest=0.5).order(0)
    assert [kind for kind, _ in order].count("short_piece") == 6
    assert [kind for kind, _ in order].count("sentence_rest") == 1


def test_a_step_is_the_same_whatever_was_asked_before_it():
    other = stream()
    for step in (9, 0, 4):
        other.batch(step, 3)
    assert other.batch(5, 3) == stream().batch(5, 3)
    assert stream(seed=1).order(0) != stream(seed=0).order(0)


def test_passes_are_drawn_anew():
    pairs = stream(sentence_rest=1, short_piece=2)
    assert pairs.order(0) != pairs.order(1)
    assert sorted(pairs.order(0)) == sorted(pairs.order(1))


def test_the_texts_that_a_teacher_reads_are_those_that_pairs_are_drawn_of():
    sorts = stream().texts()
    known = {text for texts in sorts.values() for text in texts}
    for kind in ("short_description", "piece_description", "two_descriptions"):
        for pair in drawn(kind):
            assert {pair.left.body, pair.right.body} <= known
    assert {pair.left.body for pair in drawn("sentence_rest")} <= set(sorts["sentences"])


def test_what_a_title_s_vector_is_made_of_is_among_them():
    assert stream().texts()["titles"][0].startswith("Horror")


def test_a_corpus_without_a_pair_is_refused():
    with pytest.raises(TrainingRefused, match="make no pair"):
        PairStream(Corpus([], [], [], []), KIND_WEIGHTS, seed=0, prefix_share=0)
