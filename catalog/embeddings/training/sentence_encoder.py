"""A BERT whose mean over a text's tokens is the text's vector: what teaches, and can be tuned."""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.batches import native_bf16, read_in_chunks

if TYPE_CHECKING:
    import torch

LONGEST = 96  # tokens
FILES = ("config.json", "tokenizer.json", "model.safetensors")


@dataclass(frozen=True, slots=True)
class SentenceEncoder:
    """A Learner."""

    model: Any
    tokenizer: Any
    device: str
    budget: int
    """Tokens that go through the model at once."""

    @classmethod
    def load(cls, folder: Path, *, device: str = "cpu", budget: int = 8_192) -> Self:
        """Raise TrainingRefused where `folder` holds no such model."""
        from tokenizers import Tokenizer
        from transformers import BertModel
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        transformers_logging.set_verbosity_error()  # of the pooler, which is not used
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            model: Any = BertModel.from_pretrained(
                folder, local_files_only=True, add_pooling_layer=False
            ).eval()
        except Exception as error:  # a broken file makes each library raise its own
            raise TrainingRefused(f"the teacher in {folder} cannot be loaded: {error}") from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(model.to(device), tokenizer, device, budget)

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        encodings = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def framed(self, ids: Sequence[int], longest: int) -> list[int]:
        begin, end = (
            [token] if (token := self.tokenizer.token_to_id(name)) is not None else []
            for name in ("[CLS]", "[SEP]")
        )
        return [*begin, *ids[: longest - 2], *end]

    def read(self, framed: Sequence[Sequence[int]]) -> "torch.Tensor":
        import torch

        longest = max(1, *map(len, framed))
        tokens = torch.zeros((len(framed), longest), dtype=torch.long)
        mask = torch.zeros((len(framed), longest))
        for row, ids in enumerate(framed):
            tokens[row, : len(ids)] = torch.tensor(ids, dtype=torch.long)
            mask[row, : len(ids)] = 1
        tokens, mask = tokens.to(self.device), mask.to(self.device)
        with native_bf16(self.device):
            hidden = self.model(input_ids=tokens, attention_mask=mask).last_hidden_state
        counts = mask.sum(dim=1, keepdim=True).clamp(min=1)  # a blank may be no token at all
        means = (hidden.float() * mask[..., None]).sum(dim=1) / counts
        return torch.nn.functional.normalize(means, dim=-1)

    def encode(
        self, texts: Sequence[str], *, told: Callable[[int], None] = lambda done: None
    ) -> np.ndarray:
        """`told` gets the number of texts done so far."""
        framed = [self.framed(ids, LONGEST) for ids in self.token_ids(texts)]
        was_training = self.model.training
        self.model.eval()
        vectors = read_in_chunks(self.read, framed, budget=self.budget, told=told)
        self.model.train(was_training)
        return vectors.cpu().numpy()

    def copied(self) -> Self:
        return replace(self, model=copy.deepcopy(self.model).eval().requires_grad_(False))
