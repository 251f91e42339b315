"""`parbench summary`: prints what a run found and writes it into the run's folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from reports.commands.command_line import Parser, run, speaker, start, tell
from reports.data.system_errors import reason

LATEST = Path("results/latest")
HOLDS, BAD_INPUT, NOTHING_HOLDS = 0, 2, 3

say = speaker("parbench summary")


def parser() -> Parser:
    parser = Parser(
        prog="parbench summary",
        description="Prints what a run found and writes summary.csv, summary.md and verdicts.json "
        "into its folder.",
        epilog="Exit codes: 0; 2 bad input; 3 too much background load, or no verdict at all.",
    )
    parser.add_argument(
        "folders", nargs="*", type=Path, metavar="DIR", help=f"folder of a run (default: {LATEST})"
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="print every sentence, as in summary.md"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="print warnings and errors only")
    # A run writes its page afterwards, and says where itself.
    parser.add_argument("--in-run", action="store_true", help=argparse.SUPPRESS)
    return parser


def arguments(words: list[str]) -> argparse.Namespace:
    parsed = parser().parse_args(words)
    parsed.folders = parsed.folders or [LATEST]
    return parsed


def summarize(folder: Path, quiet: bool, verbose: bool = False, in_run: bool = False) -> int:
    """Raises BadInput; prints the result even if the files cannot be written."""
    from reports.data.records import read_run
    from reports.output import summary_files, summary_text
    from reports.verdicts.findings import judge_run

    measured = read_run(folder)
    for warning in measured.warnings:
        say(warning)
    judged, page = judge_run(measured), folder / "report.html"
    try:
        summary_files.write(judged)  # first, because stdout may be closed or full
    finally:
        if not quiet:
            where = "" if in_run or not page.exists() else f"\nreport: {page}"
            tell(summary_text.text(judged, verbose) + where)
    return HOLDS if judged.holds else NOTHING_HOLDS


def main(words: list[str]) -> int:
    return run(_summarize_each, arguments(words), say)


def _summarize_each(parsed: argparse.Namespace) -> int:
    from reports.data.rows import BadInput

    codes = []
    for folder in parsed.folders:
        try:
            codes.append(summarize(folder, parsed.quiet, parsed.verbose, parsed.in_run))
        except BadInput as error:
            say(str(error))
            codes.append(BAD_INPUT)
        except OSError as error:
            say(f"{error.filename or folder}: {reason(error)}")
            codes.append(BAD_INPUT)
    return BAD_INPUT if BAD_INPUT in codes else max(codes)


if __name__ == "__main__":
    start(main)
