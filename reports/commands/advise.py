"""The adviser of `parbench advise`: what to measure next, and in the end the advice."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from reports.commands.command_line import Parser, run, speaker, start, tell

say = speaker("parbench advise")


def arguments(words: list[str]) -> argparse.Namespace:
    parser = Parser(
        prog="parbench advise",
        description="Answers the question of a folder that `parbench advise` measures.",
        epilog="exit: 0 answered, 2 not a run of advise, 3 it cannot tell",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of the run")
    parser.add_argument("--next", action="store_true", help="print the next stage as JSON")
    parser.add_argument("--left", type=float, default=60.0, help="seconds left to measure")
    parser.add_argument("--json", metavar="FILE", help="also write the advice to FILE, or -")
    parser.add_argument("-q", "--quiet", action="store_true", help="print warnings and errors only")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    return run(_answer, arguments(words), say)


def _answer(parsed: argparse.Namespace) -> int:
    from reports.data.question import question_in
    from reports.data.records import read_run
    from reports.verdicts.advice.seen import Seen

    measured = read_run(parsed.folder, may_be_empty=True)
    seen = Seen(measured, question_in(measured.environment.facts, f"{parsed.folder}"))
    if parsed.next:
        from reports.verdicts.advice.stages import next_stage

        tell(json.dumps(next_stage(seen, parsed.left)))
        return 0
    for warning in measured.warnings:
        say(warning)
    return _advise(parsed, seen)


def _advise(parsed: argparse.Namespace, seen: object) -> int:
    from reports.output import advice_json, advice_text, whole_files
    from reports.verdicts.advice.advice import advise

    advice = advise(seen)
    text = advice_json.as_json(advice)
    whole_files.write_all(parsed.folder, {"advice.json": text})
    if parsed.json and parsed.json != "-":
        whole_files.write_all(Path(parsed.json).parent, {Path(parsed.json).name: text})
    if parsed.json == "-":
        tell(text.removesuffix("\n"))
    elif not parsed.quiet:
        tell("\n".join(advice_text.lines(advice)))
    return advice.exit_code


if __name__ == "__main__":
    start(main)
