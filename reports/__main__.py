"""The command line of `parbench report`: arguments in, exit code out; draws nothing itself."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from reports.command_line import Parser, missing_package, speaker, start

LATEST = Path("results/latest")

say = speaker("parbench report")


def arguments(words: list[str]) -> argparse.Namespace:
    parser = Parser(
        prog="parbench report",
        description="Draws the charts of a run from its samples.csv.",
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
        default=["svg", "png", "pdf"],
        metavar="F,G",
        help="svg, png, pdf (default: all three)",
    )
    parser.add_argument(
        "-o", "--out", type=Path, metavar="FOLDER", help="where the charts go (default: DIR/charts)"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="print warnings and errors only")
    parsed = parser.parse_args(words)
    parsed.folders = parsed.folders or [LATEST]
    if parsed.out is not None and len(parsed.folders) > 1:
        parser.error(
            f"-o {parsed.out} takes the charts of one run, and {len(parsed.folders)} are given"
        )
    return parsed


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
    from reports.charting.publish import publish
    from reports.reading.rows import BadInput

    code = 0
    for folder in parsed.folders:
        try:
            result = publish(
                folder,
                parsed.out or folder / "charts",
                parsed.runners,
                parsed.workloads,
                parsed.formats,
                say,
            )
        except BadInput as error:
            say(str(error))
            code = 2
        except OSError as error:
            say(f"{error.filename or folder}: {error.strerror}")
            code = 2
        else:
            if not parsed.quiet:
                print(result)
    return code


if __name__ == "__main__":
    start(main)
