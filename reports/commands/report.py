"""The command line of `parbench report`."""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from reports.commands.command_line import TO_DRAW, Parser, run, speaker, start, tell
from reports.data.system_errors import reason

LATEST = Path("results/latest")
CLASS = Path("report.html")
FORMATS = ["svg"]
EXPLAIN = ("answers", "questions")

say = speaker("parbench report")


def parser() -> Parser:
    parser = Parser(
        prog="parbench report",
        description="Writes report.html into the folder of a run: the answer, measurement quality, "
        "charts and tables in one file; also claims.csv and the charts. For several runs it writes "
        "the page of a class: a row per machine, with a link to its own page.",
    )
    parser.add_argument(
        "folders", nargs="*", type=Path, metavar="DIR", help=f"folder of a run (default: {LATEST})"
    )
    parser.add_argument("--runners", type=_names, metavar="RUNNERS", help="draw these runners only")
    parser.add_argument(
        "--workloads", type=_names, metavar="WORKLOADS", help="draw these workloads only"
    )
    parser.add_argument(
        "--formats",
        type=_names,
        default=FORMATS,
        metavar="FORMATS",
        help="formats of the chart files: svg, png, pdf (default: svg)",
    )
    parser.add_argument(
        "--explain",
        choices=EXPLAIN,
        metavar="answers|questions",
        help="add puzzles about this run with their answers shown, or folded (questions); "
        "default without a value: answers",
    )
    parser.add_argument(
        "--claims",
        action="store_true",
        help="add the verdicts on the teaching notes' claims (a run of preset claims has them)",
    )
    parser.add_argument(
        "-o",
        "--out",
        type=Path,
        metavar="PLACE",
        help="for one run: the folder for page and charts (default: DIR, and DIR/charts); for "
        f"several: the page of the class, FILE.html (default: {CLASS})",
    )
    parser.add_argument(
        "--each", action="store_true", help="of several runs, also write each one's own page"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="print warnings and errors only")
    return parser


def arguments(words: list[str]) -> argparse.Namespace:
    own = parser()
    # So that a folder may follow: an option with an optional value would swallow it.
    words = ["--explain=answers" if word == "--explain" else word for word in words]
    parsed = own.parse_args(words)
    parsed.folders = parsed.folders or [LATEST]
    _check_out(own, parsed)
    _check_options(own, parsed)
    return parsed


def _check_out(parser: Parser, parsed: argparse.Namespace) -> None:
    out, runs = parsed.out, len(parsed.folders)
    if out is None:
        return
    is_page = out.suffix == ".html"
    if runs > 1 and not is_page:
        parser.error(
            f"-o {out} is a folder, which is for one run; for {runs} runs -o names the page of "
            "the class, FILE.html"
        )
    if runs == 1 and is_page:
        parser.error(f"-o {out} names the page of several runs; for one run -o is a folder")


def _check_options(parser: Parser, parsed: argparse.Namespace) -> None:
    """The page of a class has one form; what can be chosen is on the pages of the runs."""
    if len(parsed.folders) == 1 or parsed.each:
        return
    given = {
        "--runners": parsed.runners, "--workloads": parsed.workloads, "--explain": parsed.explain,
        "--claims": parsed.claims, "--formats": parsed.formats != FORMATS,
    }  # fmt: skip
    for name, value in given.items():
        if value:
            parser.error(f"{name} is for a run's own page; for several runs add --each")


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in text.split(",")))


def main(words: list[str]) -> int:
    # Before the import: without a writable cache matplotlib makes a temporary one, and says so.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    return run(_report, arguments(words), say, TO_DRAW)


def _report(parsed: argparse.Namespace) -> int:
    from reports.data.rows import BadInput

    try:
        from reports.page.class_page import publish_class
        from reports.page.publish import ReportOptions, publish
    except OSError as error:
        why = reason(error, "let MPLCONFIGDIR name a folder that takes files")
        raise BadInput(f"matplotlib's cache, {error.filename}: {why}") from None
    options = ReportOptions(
        parsed.runners, parsed.workloads, parsed.formats, parsed.explain or "", parsed.claims
    )
    several, code = len(parsed.folders) > 1, 0

    def attempt(place: Path, work: Callable[[], tuple[str, bool]]) -> None:
        """Prints the line that work returns, or what kept it from doing all of it."""
        nonlocal code
        try:
            line, complete = work()
            if not parsed.quiet:
                tell(line)
            if complete:
                return
        except BadInput as error:
            say(str(error))
        except OSError as error:
            say(f"{error.filename or place}: {reason(error)}")
        code = 2

    for folder in parsed.folders if parsed.each or not several else ():
        out = None if several else parsed.out
        attempt(folder, lambda: (publish(folder, out, options, say), True))
    if several:
        path = parsed.out or CLASS
        attempt(path, lambda: publish_class(parsed.folders, path, say))
    return code


def isolated(words: list[str]) -> int:
    """main, whatever the user's matplotlib is set to, and where its cache cannot be written."""
    for name in ("MPLBACKEND", "MATPLOTLIBRC"):
        os.environ.pop(name, None)
    try:
        scratch = tempfile.TemporaryDirectory(prefix="parbench-")
    except OSError:  # matplotlib then has its own folder, or says which it needs
        return main(words)
    with scratch as os.environ["MPLCONFIGDIR"]:
        return main(words)


if __name__ == "__main__":
    start(isolated)
