"""A model's answer: its figures in a sentence, or the sentence that says why it has none."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.notes.claims.result import Figure


@dataclass(frozen=True)
class Model:
    name: str
    sentence: str
    refused: bool
    figures: list[Figure] = field(default_factory=list)
