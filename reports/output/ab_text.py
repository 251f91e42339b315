"""What `parbench ab` found, as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from reports.stats.pairs import SIDES
from reports.stats.series import Experiment
from reports.text import numbers
from reports.text.names import shown
from reports.verdicts import ab_judge
from reports.verdicts.ab_judge import Change, Judged

MOST_ROWS = 10  # of all experiments; what is the same comes last and is counted
MOST_NAMES = 3
ORDER = (
    *(ab_judge.FAILED, ab_judge.SLOWER, ab_judge.FASTER, ab_judge.INCONCLUSIVE),
    *(ab_judge.TOO_BUSY, ab_judge.UNSUPPORTED, ab_judge.SAME),
)
WIDTH = 80


def page(judged: Judged) -> str:
    lines = sides(judged)
    experiments = judged.experiments
    for experiment, changes in experiments:
        lines += _experiment(experiment, changes, max(1, MOST_ROWS // len(experiments)))
    lines += [
        f"{shown(name, 40)} is not judged: its requests arrive at a rate"
        for name in judged.at_a_rate
    ]
    return "\n".join([*lines, *_conclusion(judged)])


def sides(judged: Judged) -> list[str]:
    """What is compared; nothing for a folder without environment.json."""
    about = judged.run.environment.facts.get("ab")
    if about is None:
        return []
    found = [about[label] for label in SIDES]
    lines = []
    for label, side in zip(SIDES, found):
        version = f", {shown(side['version'], 45)}" if side["version"] else ""
        lines.append(f"{label:<7}" + shown(side["path"], WIDTH - 7 - len(version)) + version)
    if found[0]["executables"] == found[1]["executables"]:
        lines.append("both are the same build: an A/A test, in which any change is a false alarm")
    return lines


def _experiment(experiment: Experiment, changes: Sequence[Change], most: int) -> list[str]:
    blocks = max((len(one.pairs.log_ratios) for one in changes), default=0)
    title = f"{shown(experiment.workload, 40)}: {numbers.params(experiment.params)}"
    title += f" ({numbers.several(blocks, 'block')})"
    ordered = sorted(changes, key=lambda one: ORDER.index(one.verdict))
    rows = ordered[:most]
    width = max(len(shown(one.name, 30)) for one in rows)
    lines = [title[:WIDTH]] + [f"  {shown(one.name, 30):<{width}}  {row(one)}" for one in rows]
    rest = ordered[most:]
    if rest:
        found = [sum(one.verdict == verdict for one in rest) for verdict in ORDER]
        said = [f"{count} {_word(name)}" for name, count in zip(ORDER, found) if count]
        lines.append(f"  and {numbers.several(len(rest), 'cell')}: " + ", ".join(said))
    return lines


def row(one: Change) -> str:
    """Its ratio, interval and verdict."""
    if one.verdict == ab_judge.FAILED:
        return f"failed: {shown(one.pairs.failures[-1].reason, 50)}"
    if one.verdict == ab_judge.UNSUPPORTED:
        return f"unsupported: {shown(one.pairs.unsupported, 45)}"
    text = ""
    if one.ratio is not None:
        interval = one.ratio.interval
        text = f"{one.ratio.median:.3f}"
        text += f" [{interval.low:.3f}, {interval.high:.3f}]  " if interval else "  "
    text += _word(one.verdict)
    if one.verdict == ab_judge.INCONCLUSIVE:
        needed = one.blocks_needed
        text += f": takes {needed} blocks" if needed else ": takes over 80 blocks"
    return text


def _word(verdict: str) -> str:
    return verdict.replace("_", " ")


def _conclusion(judged: Judged) -> list[str]:
    question = judged.question
    find = numbers.plain(100 * question.find) + " %"
    compared = [one for one in judged.changes if one.joint is not None]
    lines = [
        "after / before [95 %]; verdicts hold jointly for "
        f"{numbers.several(len(compared), 'cell')}; same: within ±{find}"
    ] * bool(compared)
    if judged.failed:
        names = [
            f"{shown(one.where.workload, 20)} {shown(one.name, 30)}"
            for one in judged.failed[:MOST_NAMES]
        ]
        more = len(judged.failed) - len(names)
        said = f"slower{_limit(judged)}" if any(one.too_slow for one in judged.failed) else "failed"
        text = f"{said}: {', '.join(names)}" + (f" and {more} more" if more else "")
        return lines + [shown(text, WIDTH)]
    if not any(one.resolved for one in judged.changes):
        return lines + [_nothing(judged)]
    resolved = sum(one.resolved for one in judged.changes)
    every = numbers.several(len(judged.changes), "cell")
    return lines + [
        f"no cell is shown slower{_limit(judged)}",
        f"a change of {find} would be found 9 times in 10 in {resolved} of {every}",
    ]


def failures(judged: Judged) -> list[str]:
    """A line for each cell that makes the exit code 1; shown with --quiet too."""
    return [
        f"{shown(one.where.workload, 30)} {shown(one.name, 30)}: {row(one)}"
        + (_limit(judged) if one.too_slow else "")
        for one in judged.failed
    ]


def _limit(judged: Judged) -> str:
    limit = judged.question.fail_on
    return f" by more than {numbers.plain(100 * limit)} %" if limit else ""


def _nothing(judged: Judged) -> str:
    if any(one.verdict == ab_judge.TOO_BUSY for one in judged.changes):
        return "too much background load: no verdict; repeat on an idle machine, or --wait 20m"
    needed = [one.blocks_needed for one in judged.changes if one.blocks_needed]
    more = f"; --blocks {max(needed)}" if needed else ""
    return f"nothing can be concluded: every interval is too wide{more}"
