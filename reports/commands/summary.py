"""The command line of `parbench summary`: arguments in, exit code out; computes nothing itself."""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path

from reports.text.names import shown
from reports.commands.command_line import Parser, speaker, start
from reports.output import summary_files
from reports.verdicts import measurement_quality, sentences
from reports.verdicts.findings import Judged, judge_run
from reports.text.numbers import several
from reports.data.records import read_run
from reports.data.rows import BadInput

LATEST = Path("results/latest")
WIDTH = 100
HOLDS, BAD_INPUT, NOTHING_HOLDS = 0, 2, 3

say = speaker("parbench summary")


def arguments(words: list[str]) -> argparse.Namespace:
    parser = Parser(
        prog="parbench summary",
        description="Says what a run found and how far to trust it; writes summary.csv, summary.md "
        "and verdicts.json into its folder.",
        epilog="Exit codes: 0; 2 bad input; 3 the machine was too busy, or nothing has a verdict.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "folders", nargs="*", type=Path, metavar="DIR", help=f"folder of a run (default: {LATEST})"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="print warnings and errors only")
    parsed = parser.parse_args(words)
    parsed.folders = parsed.folders or [LATEST]
    return parsed


def spoken(judged: Judged) -> str:
    """The text for people, no line wider than a common terminal."""
    lines = []
    for found in judged.experiments:
        blocks = several(found.experiment.blocks, "block")
        lines.append(f"{sentences.title(found)} ({blocks})")
        lines += _wrapped(sentences.sentences(found))
    lines.append(f"how far to trust {shown(judged.run.run_id, 60)}")
    lines += _wrapped(measurement_quality.sentences(judged))
    return "\n".join(lines)


def _wrapped(sentences: list[str]) -> list[str]:
    lines = []
    for one in sentences:
        lines += textwrap.wrap(
            shown(one, 600), WIDTH, initial_indent="  ", subsequent_indent="    ",
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
    return lines


def summarize(folder: Path, quiet: bool) -> int:
    """Raises BadInput. What was found is printed even where the folder takes no files."""
    run = read_run(folder)
    for warning in run.warnings:
        say(warning)
    judged = judge_run(run)
    if not quiet:
        print(spoken(judged))
    summary_files.write(judged)
    return HOLDS if judged.holds else NOTHING_HOLDS


def main(words: list[str]) -> int:
    parsed = arguments(words)
    codes = []
    for folder in parsed.folders:
        try:
            codes.append(summarize(folder, parsed.quiet))
        except BadInput as error:
            say(str(error))
            codes.append(BAD_INPUT)
        except OSError as error:
            say(f"{error.filename or folder}: {error.strerror}")
            codes.append(BAD_INPUT)
    return BAD_INPUT if BAD_INPUT in codes else max(codes)


if __name__ == "__main__":
    start(main)
