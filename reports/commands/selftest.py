"""The second half of `parbench selftest`: checks parbench itself by what was measured."""

from __future__ import annotations

import argparse
from pathlib import Path

from reports.commands.command_line import Parser, run, speaker, start, tell

say = speaker("parbench selftest")


def arguments(words: list[str]) -> argparse.Namespace:
    parser = Parser(
        prog="parbench selftest",
        description="Checks parbench itself by the folder that `parbench selftest` has measured.",
        epilog="exit: 0 every bound holds, 1 one is broken, 2 not a self-test, 3 too busy",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of a self-test's run")
    parser.add_argument("-q", "--quiet", action="store_true", help="print warnings and errors only")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    return run(_judge, arguments(words), say)


def _judge(parsed: argparse.Namespace) -> int:
    from reports.data.records import read_run
    from reports.output import selftest_text, whole_files
    from reports.verdicts.selftest_judge import judged

    measured = read_run(parsed.folder)
    for warning in measured.warnings:
        say(warning)
    result = judged(measured)
    files = {
        "selftest.json": selftest_text.as_json(result),
        "selftest.md": selftest_text.as_markdown(result),
    }
    whole_files.write_all(parsed.folder, files)
    if not parsed.quiet:
        tell(selftest_text.as_text(result))
    return result.exit_code


if __name__ == "__main__":
    start(main)
