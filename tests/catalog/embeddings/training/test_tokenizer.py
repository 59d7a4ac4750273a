"""The tokenizer in CLIP's format."""

import json
from pathlib import Path
from typing import Any

import pytest
from transformers import CLIPTokenizer

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.tokenizer import (
    load_tokenizer,
    token_ids,
    train_tokenizer,
    with_all_bytes,
)

TEXTS = ["the shark hunts the swimmers", "the shark and the sheriff", "Sharks at the beach"] * 3


def test_it_is_of_the_size_asked_for_at_most_and_lower_cases():
    tokenizer = train_tokenizer(TEXTS, vocabulary=530)
    assert 514 < len(tokenizer) <= 530
    assert tokenizer("THE Shark")["input_ids"] == tokenizer("the shark")["input_ids"]


def test_words_that_come_often_become_one_token():
    tokenizer = train_tokenizer(TEXTS, vocabulary=600)
    assert len(token_ids(tokenizer, ["the shark"])[0]) == 2


def test_letters_that_training_never_met_do_not_become_the_end_of_the_text():
    tokenizer = train_tokenizer(TEXTS, vocabulary=600)
    for text in ("日本の映画", "Ωmega", "naïve café", "😀", "\x7f"):
        assert tokenizer.eos_token_id not in token_ids(tokenizer, [text])[0], text


def without_bytes(tokenizer: Any, *tokens: str) -> Any:
    """As the library's own trainer makes it: it leaves out the ends that it did not meet."""
    vocabulary = {token: at for token, at in tokenizer.get_vocab().items() if token not in tokens}
    said = json.loads(tokenizer.backend_tokenizer.to_str())
    merges: Any = [tuple(merge) for merge in said["model"]["merges"]]
    ordered = sorted(vocabulary, key=vocabulary.__getitem__)
    return CLIPTokenizer(
        vocab={token: at for at, token in enumerate(ordered)},
        merges=merges,
    )


def test_a_tokenizer_to_go_on_from_wins_the_letters_that_it_lacks_and_keeps_its_own_numbers():
    tokenizer = train_tokenizer(TEXTS, vocabulary=600)
    letters = tokenizer.convert_ids_to_tokens(token_ids(tokenizer, ["Ω"])[0])
    lacking = without_bytes(tokenizer, *letters)
    assert lacking.eos_token_id in token_ids(lacking, ["Ω"])[0]
    whole = with_all_bytes(lacking)
    assert len(whole) == len(lacking) + len(letters)
    assert whole.eos_token_id not in token_ids(whole, ["Ω"])[0]
    assert token_ids(whole, ["the shark"]) == token_ids(lacking, ["the shark"])
    assert with_all_bytes(whole) is whole


def test_from_its_folder_it_says_the_same(tmp_path: Path):
    tokenizer = train_tokenizer(TEXTS, vocabulary=600)
    tokenizer.save_pretrained(tmp_path)
    texts = ["The shark's beach, in 1975!", "", "日本"]
    again = load_tokenizer(tmp_path)
    assert again(texts)["input_ids"] == tokenizer(texts)["input_ids"]
    assert len(again) == len(tokenizer)
    assert again("x")["input_ids"][0] == 0
    assert again("x")["input_ids"][-1] == 1


def test_a_folder_whose_tokenizer_is_broken_is_refused(tmp_path: Path):
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(TrainingRefused, match="its tokenizer cannot be loaded"):
        load_tokenizer(tmp_path)
