"""The second half of `parbench ab`: which cells a change made slower, from what was measured."""

from __future__ import annotations

import argparse
from pathlib import Path

from reports.commands.command_line import Parser, run, speaker, start, tell, tell_stderr

say = speaker("parbench ab")


def arguments(words: list[str]) -> argparse.Namespace:
    parser = Parser(
        prog="parbench ab",
        description="Judges the folder that `parbench ab` has measured.",
        epilog="exit: 0 no cell is shown slower, 1 one is or has failed, 2 not a run of ab, 3 "
        "nothing can be concluded",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of the run")
    parser.add_argument("--fail-on", type=float, default=0.0, help="slower by more than this: 0.05")
    parser.add_argument("--json", metavar="FILE", help="also write the verdicts to FILE, or -")
    parser.add_argument("--junit", metavar="FILE", help="the same as JUnit XML")
    parser.add_argument("--strict", action="store_true", help="exit 3 if a cell is inconclusive")
    parser.add_argument("-q", "--quiet", action="store_true", help="print failures only")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    return run(_judge, arguments(words), say)


def _judge(parsed: argparse.Namespace) -> int:
    from reports.data.records import read_run
    from reports.data.rows import BadInput
    from reports.output import ab_files, ab_text
    from reports.verdicts import unusual_settings
    from reports.verdicts.ab_judge import judge, question_of

    measured = read_run(parsed.folder)
    for warning in measured.warnings:
        say(warning)
    judged = judge(measured, question_of(measured, parsed.fail_on, parsed.strict))
    if not judged.changes and judged.at_a_rate:
        raise BadInput(
            f"{', '.join(judged.at_a_rate)}: requests that arrive at a rate cannot be judged by "
            "the time of a pass; measure another workload"
        )
    if not judged.changes:
        raise BadInput(f"{parsed.folder} is not a run of parbench ab: it has no pairs")
    for caution in unusual_settings.settings(measured):
        say(f"warning: {caution.sentence}")
    written = {str(parsed.folder / "ab.json"): ab_files.as_json(judged)}
    written |= {parsed.json: ab_files.as_json(judged)} if parsed.json else {}
    written |= {parsed.junit: ab_files.as_junit(judged)} if parsed.junit else {}
    _write(written)
    if parsed.quiet:
        for line in ab_text.failures(judged):
            say(line)
    elif "-" in written:
        tell_stderr(ab_text.page(judged))
    else:
        tell(ab_text.page(judged))
    return judged.exit_code


def _write(texts: dict[str, str]) -> None:
    from reports.output import whole_files

    for name, text in texts.items():
        if name == "-":
            tell(text.removesuffix("\n"))
        else:
            whole_files.write_all(Path(name).parent, {Path(name).name: text})


if __name__ == "__main__":
    start(main)
