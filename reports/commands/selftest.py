"""The second half of `parbench selftest`: checks parbench itself by what was measured."""

from __future__ import annotations

import argparse
from pathlib import Path

from reports.commands.command_line import Parser, missing_package, speaker, start

say = speaker("parbench selftest")


def arguments(words: list[str]) -> argparse.Namespace:
    parser = Parser(
        prog="parbench selftest",
        description="Checks parbench itself by the folder that `parbench selftest` has measured.",
        epilog="exit: 0 every bound holds, 1 one is broken, 2 not a self-test, 3 too busy",
        allow_abbrev=False,
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of a self-test's run")
    parser.add_argument("-q", "--quiet", action="store_true", help="print warnings and errors only")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    parsed = arguments(words)
    lack = missing_package(("numpy", "scipy"))
    if lack:
        say(lack)
        return 2
    # Imported late, so that a machine without scipy gets a sentence and not a traceback.
    from reports.output import whole_files
    from reports.output import selftest_text
    from reports.data.records import read_run
    from reports.data.rows import BadInput
    from reports.verdicts.selftest_judge import judged

    try:
        run = read_run(parsed.folder)
        for warning in run.warnings:
            say(warning)
        result = judged(run)
        if not parsed.quiet:
            print(selftest_text.as_text(result))
        files = {
            "selftest.json": selftest_text.as_json(result),
            "selftest.md": selftest_text.as_markdown(result),
        }
        whole_files.write_all(parsed.folder, files)
    except BadInput as error:
        say(str(error))
        return 2
    return result.exit_code


if __name__ == "__main__":
    start(main)
