"""The command that would answer what this run left open about one experiment."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL
from reports.verdicts import claims
from reports.verdicts.findings import Judged
from reports.verdicts.service import ServiceFindings
from reports.verdicts.verdicts import Findings


@dataclass(frozen=True)
class NextStep:
    reason: str
    command: str  # can be pasted

    @property
    def sentence(self) -> str:
        return f"{self.reason}: {self.command}"


def next_step(judged: Judged, found: Findings) -> NextStep | None:
    """None where nothing is left open, or nobody knows what would help."""
    cell = found.recommended
    if not found.with_base or found.may_fail:
        return None  # the advice ends with the command that repeats it; a planned end is the answer
    if found.too_busy or _lost_to_load(found):
        return NextStep("on an idle machine", command(judged, found, "--wait", "20m"))
    if cell is None or all(one.is_base for one in found.cells):
        return None
    if found.largest_tried:
        counts = ",".join(str(factor * cell.workers) for factor in (1, 2, 4))
        hosts = _hosts(judged) if cell.on_hosts else []
        if hosts is None:
            return None
        runner = as_given(judged, cell.runner)
        words = command(judged, found, "-R", runner, "-j", counts, *hosts)
        return NextStep(f"N={cell.workers} still gains", words)
    blocks = _blocks(found)
    if blocks:
        reason = "which is best is open" if found.gain_is_shown else "to decide"
        return NextStep(reason, command(judged, found, "--blocks", str(blocks)))
    return None


def _lost_to_load(found: Findings) -> bool:
    """As many blocks again would be disturbed as well."""
    short = any(found.verdict(cell) == claims.POINTS_ONLY for cell in found.open_cells)
    enough = found.experiment.blocks >= FEWEST_FOR_AN_INTERVAL
    return short and enough and found.load.disturbed > 0


def _blocks(found: Findings) -> int | None:
    if any(found.verdict(cell) == claims.POINTS_ONLY for cell in found.open_cells):
        return FEWEST_FOR_AN_INTERVAL
    return found.blocks_to_decide(found.open_cells)


def command(judged: Judged, found: Findings | ServiceFindings, *words: str, **changed: str) -> str:
    """The same experiment again, with other values of the parameters that changed."""
    workload = found.experiment.workload
    settings = [word for one in _settings(judged, found, changed) for word in ("-s", one)]
    return shlex.join(["parbench", "run", "-w", workload, *settings, *words])


def _settings(
    judged: Judged, found: Findings | ServiceFindings, changed: dict[str, str]
) -> Iterator[str]:
    """The parameters that the run was given, with their values in this experiment."""
    given = " ".join(_command_line(judged))
    for key, value in (found.experiment.parameters() | changed).items():
        name = f"{found.experiment.workload}.{key}"
        if key in changed or re.search(rf"(?<![\w.]){re.escape(name)}=", given):
            yield f"{name}={value if isinstance(value, str) else str(value).lower()}"


def as_given(judged: Judged, runner: str) -> str:
    """A runner that the user named by its path needs it again."""
    words = [part for word in _command_line(judged) for part in re.split("[,=]", word)]
    return next((one for one in words if "/" in one and PurePath(one).name == runner), runner)


def _hosts(judged: Judged) -> list[str] | None:
    """--hosts as the run was given it; None where it came from a file of options."""
    words = _command_line(judged)
    for place, word in enumerate(words):
        if word.startswith("--hosts="):
            return ["--hosts", word.partition("=")[2]]
        if word == "--hosts" and words[place + 1 :]:
            return ["--hosts", words[place + 1]]
    return None


def _command_line(judged: Judged) -> list[str]:
    words = judged.run.environment.facts.get("command_line")
    return [str(word) for word in words] if isinstance(words, list) else []
