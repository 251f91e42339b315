"""The advice for a terminal: at most eight lines, the answer first."""

from __future__ import annotations

import shlex

from reports.output import advice_rate_text
from reports.stats.statistics import Summary
from reports.text import numbers
from reports.text.names import shown
from reports.text.numbers import several
from reports.verdicts.advice.advice import Advice

MOST_LINES = 8


def lines(advice: Advice) -> list[str]:
    found = [_answer(advice)]
    if not advice.unknown:
        if advice.at_rate:
            found += advice_rate_text.lines(advice)
        else:
            found += [_why(advice), _limit(advice), _prediction(advice), _cost(advice)]
        found.append("valid for independent tasks of this mix on this machine")
    elif advice.rough:
        most = max(advice.rough, key=lambda n: advice.rough[n])
        found.append(f"single trials, no verdict: most with N={most}: {_rate(advice.rough[most])}")
    found.append(f"repeat: {repeat(advice)}")
    return [line for line in found if line][:MOST_LINES]


def repeat(advice: Advice) -> str:
    """The command that asks the same question again."""
    sessions = advice.seen.run.environment.sessions
    words = [str(word) for word in (sessions[0].get("command_line") or [])] if sessions else []
    question = advice.seen.question
    if question.watched or not words:  # the process may have ended
        words = ["parbench", "advise", "--compute", question.compute, "--wait", question.wait]
        words += ["--rate", f"{question.rate_per_s:g}/s"] if question.rate_per_s else []
        words += ["--p99", f"{1000 * question.p99_s:g}ms"] if question.p99_s else []
    return shown(shlex.join(_without_folder(words)), 300)


def _without_folder(words: list[str]) -> list[str]:
    kept, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word in ("-o", "--out"):
            skip = True
        elif not word.startswith("--out="):
            kept.append(word)
    return kept


def _answer(advice: Advice) -> str:
    if advice.unknown:
        return f"Cannot tell: {advice.unknown}"
    if advice.at_rate:
        return advice_rate_text.answer(advice)
    names = [shown(one, 40) for one in advice.runners]
    either = " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    workers = several(advice.point.workers, "worker")
    answer = f"Use {either} with {workers}: {_per_s(advice.point.per_s)}"
    asked = advice.seen.question.rate_per_s
    return f"{_rate(asked)} cannot be served. {answer}" if asked else answer


def _why(advice: Advice) -> str:
    margin = numbers.percent(advice.seen.margin)
    best = advice.best
    if advice.point.workers == best.workers:
        why = "the highest throughput"
    else:
        why = f"the fewest within {margin} of the best (N={best.workers}: {_per_s(best.per_s)})"
    if not advice.sure:
        why = f"low confidence: probably {why}"
    if advice.untried:
        why += f"; the {several(advice.untried, 'N')} below not tried"
    if advice.fewer:
        workers, chance = advice.fewer
        sure = f"with a probability of {numbers.percent(chance)}" if chance >= 0.01 else "not"
        why += f"; N={workers} is {sure}"
    return why


def _limit(advice: Advice) -> str:
    text = f"limited by {advice.limit.sentence}"
    if advice.mix and not advice.seen.question.url:
        text += f"; a task waits {numbers.percent(advice.mix.waiting_share)} of its time"
    return text


def _prediction(advice: Advice) -> str:
    mix, cpus = advice.mix, advice.seen.usable_cpus
    if advice.predicted is None:
        return ""
    if mix.cpus > 1.05:
        formula = f"{numbers.cpus(cpus)} / {mix.cpus:.2f} that one task keeps busy"
    else:
        share = f"{numbers.time(mix.wait_s)} / {numbers.time(mix.compute_s)}"
        formula = f"{numbers.cpus(cpus)} × (1 + {share})"
    predicted = f"Goetz's formula predicts {formula} = {advice.predicted:.3g}"
    return f"{predicted}; measured: {advice.point.workers}"


def _cost(advice: Advice) -> str:
    text = "costs " + _use(advice.point.cpus, advice.point.peak_rss_kib)
    if advice.doubled and advice.doubled.gain:
        text += f"; N={advice.doubled.point.workers}: {_change(advice.doubled.gain)}, "
        text += _use(advice.doubled.point.cpus, advice.doubled.point.peak_rss_kib)
    return text


def _use(cpus: float | None, kib: float | None) -> str:
    parts = [f"{cpus:.2f} CPUs"] if cpus is not None else []
    parts += [f"{numbers.figure(kib / 1024)} MiB"] if kib is not None else []
    return ", ".join(parts) or "not read"


def _per_s(summary: Summary) -> str:
    interval = summary.interval
    if interval is None:
        return f"{_rate(summary.median)} (no interval)"
    return (
        f"{_rate(summary.median)} [{numbers.figure(interval.low)}, {numbers.figure(interval.high)}]"
    )


def _rate(per_s: float) -> str:
    return f"{numbers.figure(per_s)}/s"


def _change(gain: Summary) -> str:
    """Of throughput, in per cent."""
    middle = f"{100 * (gain.median - 1):+.1f} %"
    if gain.interval is None:
        return f"{middle} (no interval)"
    low, high = (100 * (one - 1) for one in (gain.interval.low, gain.interval.high))
    return f"{middle} [{low:+.1f}, {high:+.1f}]"
