"""What `parbench advise` was asked, from environment.json."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from reports.data.rows import BadInput

DEFAULT_RUNNERS = ("thread_pool", "process_pool")  # of earlier runs, which do not name theirs
_NOT_A_QUESTION = (KeyError, TypeError, ValueError, AttributeError)
_UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True)
class Question:
    """Exactly one of compute (with wait), command and url is given."""

    compute: str = ""  # as on the command line: 2ms
    wait: str = ""
    command: str = ""
    url: str = ""
    rate_per_s: float | None = None  # None: how much can be done at most
    p99_s: float | None = None  # None: as short as possible
    runners: tuple[str, ...] = DEFAULT_RUNNERS  # the first is the one that N is found with
    budget_s: float = 120.0
    watched: dict[str, float] = field(default_factory=dict)  # of --pid

    @property
    def compute_s(self) -> float | None:
        return seconds(self.compute) if self.compute else None

    @property
    def wait_s(self) -> float | None:
        return seconds(self.wait) if self.wait else None

    @property
    def task_s(self) -> float | None:
        """How long one task takes alone, where that is part of the question."""
        return self.compute_s + self.wait_s if self.compute else None

    @property
    def workload(self) -> str:
        return "command" if self.command else "fetch" if self.url else "mixed"

    def settings(self, tasks: int) -> dict[str, str]:
        """Parameters of the workload for so many tasks."""
        if self.command:
            return {"run": self.command, "tasks": str(tasks)}
        if self.url:
            return {"url": self.url, "tasks": str(tasks)}
        return {"compute": self.compute, "wait": self.wait, "tasks": str(tasks)}


def question_in(facts: dict[str, object], name: str) -> Question:
    """facts: environment.json. Raises BadInput where no question is in it."""
    content = facts.get("advise")
    if not isinstance(content, dict):
        raise BadInput(f"{name} is not of a run of parbench advise: it holds no question")
    try:
        question = Question(
            compute=str(content.get("compute") or ""),
            wait=str(content.get("wait") or ""),
            command=str(content.get("command") or ""),
            url=str(content.get("url") or ""),
            rate_per_s=_above_zero(content, "rate_per_s"),
            p99_s=_above_zero(content, "p99_s"),
            runners=tuple(map(str, content.get("runners") or DEFAULT_RUNNERS)),
            budget_s=_above_zero(content, "budget_s") or 120.0,
            watched={key: float(value) for key, value in (content.get("watched") or {}).items()},
        )
        if question.compute:
            question.task_s  # both must be durations
        elif not question.command and not question.url:
            raise ValueError("none of compute, command and url is given")
        return question
    except _NOT_A_QUESTION as error:
        raise BadInput(f"{name}: advise is not a question ({error}); start a new run") from None


def seconds(text: str) -> float:
    """A duration as parbench writes it, "1.5ms"; ValueError for anything else."""
    for unit in sorted(_UNITS, key=len, reverse=True):
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * _UNITS[unit]
    raise ValueError(f"{text!r} is not a duration with a unit")


def _above_zero(content: dict[str, object], key: str) -> float | None:
    value = content.get(key)
    if value is None:
        return None
    number = float(value)
    if not 0 < number < math.inf:
        raise ValueError(f"{key} is {value!r}, allowed: a number above 0")
    return number
