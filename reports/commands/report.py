"""The command line of `parbench report`: arguments in, exit code out; draws nothing itself."""

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
        description="Writes report.html into the folder of a run: the answer, how far to trust it, "
        "charts and tables in one file; beside it claims.csv and the charts. For several runs also "
        "one page with all of them side by side.",
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
        help="of the charts beside the page: svg, png, pdf (default: svg)",
    )
    parser.add_argument(
        "--explain",
        choices=EXPLAIN,
        metavar="answers|questions",
        help="add puzzles about this run, with the answers, or with the answers folded away; "
        "without =... it is answers",
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
            f"-o {out} takes the charts of one run, and {runs} are given; for several it names "
            "their joint page, FILE.html"
        )
    if runs == 1 and is_page:
        parser.error(f"-o {out} names a joint page, and one run is given; allowed: a folder")


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
    from reports.page.publish import Wishes, publish
    from reports.data.rows import BadInput

    wishes = Wishes(parsed.runners, parsed.workloads, parsed.formats, parsed.explain or "")
    several = len(parsed.folders) > 1
    code, done = 0, []

    def attempt(place: Path, work, *details: object) -> None:
        nonlocal code
        try:
            made = work(*details)
        except BadInput as error:
            say(str(error))
            code = 2
        except OSError as error:
            say(f"{error.filename or place}: {error.strerror}")
            code = 2
        else:
            done.append(made)
            if not parsed.quiet:
                print(made.said)

    for place, folder in enumerate(parsed.folders, 1):
        out, prefix = (None, f"run{place}-") if several else (parsed.out, "")
        attempt(folder, publish, folder, out, wishes, say, prefix)
    if several:
        joint = parsed.out or JOINT
        attempt(joint, publish_joint, list(done), joint)
    return code


if __name__ == "__main__":
    start(main)
