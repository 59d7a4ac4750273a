"""The tokenizer: a lower-cased byte-level BPE in CLIP's format, made from the training's texts."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from catalog.embeddings.encoder import MAX_TOKENS
from catalog.embeddings.training import TrainingRefused

BEGIN, END = "<|startoftext|>", "<|endoftext|>"
WORD_END = "</w>"


def train_tokenizer(texts: Iterable[str], *, vocabulary: int) -> Any:
    """A CLIPTokenizer of at most `vocabulary` tokens.

    Each byte is a token, within a word and at its end. The library's trainer leaves out the ends
    that it did not meet, and a word of another script would then become CLIP's unknown token, which
    is the end token: the encoder would read no further.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import CLIPTokenizer

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    known = [BEGIN, END, *alphabet, *(letter + WORD_END for letter in alphabet)]
    as_clip = CLIPTokenizer(vocab={token: at for at, token in enumerate(known)}, merges=[])
    trained = Tokenizer(models.BPE(end_of_word_suffix=WORD_END))
    trained.normalizer = as_clip.backend_tokenizer.normalizer
    trained.pre_tokenizer = as_clip.backend_tokenizer.pre_tokenizer
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        show_progress=False,
        initial_alphabet=alphabet,
        end_of_word_suffix=WORD_END,
        min_frequency=2,
    )
    trained.train_from_iterator(texts, trainer)
    merges: Any = [tuple(merge) for merge in _merges(trained)]
    merges = merges[: vocabulary - len(known)]
    tokens = list(dict.fromkeys([*known, *(left + right for left, right in merges)]))
    return CLIPTokenizer(
        vocab={token: at for at, token in enumerate(tokens)},
        merges=merges,
        model_max_length=MAX_TOKENS,
    )


def _merges(tokenizer: Any) -> list[list[str]]:
    merges: list[list[str]] = json.loads(tokenizer.to_str())["model"]["merges"]
    return merges


def with_all_bytes(tokenizer: Any) -> Any:
    """`tokenizer` with a token for each byte, within a word and at its end: itself where it has
    them, else a larger one whose first tokens are the same."""
    from tokenizers import pre_tokenizers
    from transformers import CLIPTokenizer

    vocabulary = tokenizer.get_vocab()
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    missing = [
        token
        for letter in letters
        for token in (letter, letter + WORD_END)
        if token not in vocabulary
    ]
    if not missing:
        return tokenizer
    merges: Any = [tuple(merge) for merge in _merges(tokenizer.backend_tokenizer)]
    return CLIPTokenizer(
        vocab={**vocabulary, **{token: len(vocabulary) + at for at, token in enumerate(missing)}},
        merges=merges,
        bos_token=tokenizer.bos_token,
        eos_token=tokenizer.eos_token,
        unk_token=tokenizer.unk_token,
        pad_token=tokenizer.pad_token,
        model_max_length=tokenizer.model_max_length,
    )


def load_tokenizer(folder: Path) -> Any:
    """Raise TrainingRefused where `folder` holds none that begins and ends texts as CLIP's does."""
    from transformers import CLIPTokenizer

    # Without its file the library makes a tokenizer of three tokens, and says nothing.
    if not (folder / "tokenizer.json").is_file() and not (folder / "vocab.json").is_file():
        raise TrainingRefused(f"{folder}: has no tokenizer.json")
    try:
        tokenizer = CLIPTokenizer.from_pretrained(folder, local_files_only=True)
        ids = tokenizer("a film")["input_ids"]
    except Exception as error:  # a broken file makes the library raise anything
        raise TrainingRefused(f"{folder}: its tokenizer cannot be loaded: {error}") from error
    if ids[0] != tokenizer.bos_token_id or ids[-1] != tokenizer.eos_token_id:
        raise TrainingRefused(f"{folder}: its tokenizer is not in CLIP's format")
    return tokenizer


def token_ids(tokenizer: Any, texts: list[str]) -> list[list[int]]:
    """Ids of each text, uncut and without the tokens of begin and end."""
    ids: list[list[int]] = tokenizer(texts, add_special_tokens=False, verbose=False)["input_ids"]
    return ids
