"""The command line of `parbench report`."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from reports.commands.command_line import Parser, missing_package, speaker, start

LATEST = Path("results/latest")
JOINT = Path("report.html")
EXPLAIN = ("answers", "questions")

say = speaker("parbench report")


def arguments(words: list[str]) -> argparse.Namespace:
    parser = Parser(
        prog="parbench report",
        description="Writes report.html into the folder of a run: the answer, measurement quality, "
        "charts and tables in one file; also claims.csv and the charts. For several runs it also "
        "writes one page with all of them side by side.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "folders", nargs="*", type=Path, metavar="DIR", help=f"folder of a run (default: {LATEST})"
    )
    parser.add_argument("--runners", type=_names, metavar="A,B", help="draw these runners only")
    parser.add_argument("--workloads", type=_names, metavar="C,D", help="draw these workloads only")
    parser.add_argument(
        "--formats",
        type=_names,
        default=["svg"],
        metavar="F,G",
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
        "-o",
        "--out",
        type=Path,
        metavar="PLACE",
        help="for one run: the folder for page and charts (default: DIR, and DIR/charts); for "
        f"several: the joint page, FILE.html (default: {JOINT})",
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="print warnings and errors only")
    # So that a folder may follow: an option with an optional value would swallow it.
    words = ["--explain=answers" if word == "--explain" else word for word in words]
    parsed = parser.parse_args(words)
    parsed.folders = parsed.folders or [LATEST]
    _check_out(parser, parsed)
    return parsed


def _check_out(parser: Parser, parsed: argparse.Namespace) -> None:
    out, runs = parsed.out, len(parsed.folders)
    if out is None:
        return
    is_page = out.suffix == ".html"
    if runs > 1 and not is_page:
        parser.error(
            f"-o {out} is a folder, which is for one run; for {runs} runs -o names their joint "
            "page, FILE.html"
        )
    if runs == 1 and is_page:
        parser.error(f"-o {out} names the joint page of several runs; for one run -o is a folder")


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in text.split(",")))


def main(words: list[str]) -> int:
    parsed = arguments(words)
    lack = missing_package()
    if lack:
        say(lack)
        return 2
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    # Imported late, so that a machine without matplotlib gets a sentence and not a traceback.
    from reports.page.joint import publish_joint
    from reports.page.publish import ReportOptions, publish
    from reports.data.rows import BadInput

    options = ReportOptions(parsed.runners, parsed.workloads, parsed.formats, parsed.explain or "")
    several, code, pages = len(parsed.folders) > 1, 0, []

    def attempt(place: Path, work, *details: object):
        """What work returns, or None after an error that was reported."""
        nonlocal code
        try:
            return work(*details)
        except BadInput as error:
            say(str(error))
        except OSError as error:
            say(f"{error.filename or place}: {error.strerror}")
        code = 2
        return None

    def tell(line: str) -> None:
        if not parsed.quiet:
            print(line)

    for place, folder in enumerate(parsed.folders, 1):
        out, prefix = (None, f"run{place}-") if several else (parsed.out, "")
        report = attempt(folder, publish, folder, out, options, say, prefix)
        if report:
            pages.append(report.page)
            tell(report.summary)
    if several:
        path = parsed.out or JOINT
        line = attempt(path, publish_joint, pages, path)
        if line:
            tell(line)
    return code


if __name__ == "__main__":
    start(main)
