"""`parbench compare A B`: how the speeds of two sides differ, each of one or more runs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from reports.commands.command_line import Parser, run, speaker, start, tell

RESULTS = Path("results")

say = speaker("parbench compare")


def parser() -> Parser:
    parser = Parser(
        prog="parbench compare",
        usage="parbench compare [A B | --before A... --after B...] [options]",
        description="Compares B with the baseline A, cell by cell: speedups over serial, and "
        "times over that of the machine's probe.",
        epilog="exit: 0 compared; 1 --fail-on found a slow-down; 2 usage, or runs that cannot be "
        "compared; 3 too much background load, or --fail-on is inconclusive, as it is with fewer "
        "than three sessions a side",
    )
    parser.add_argument(
        "folders",
        nargs="*",
        type=Path,
        metavar="A B",
        help=f"folders of two runs, the baseline first (default: the last two in {RESULTS})",
    )
    parser.add_argument(
        "--before", nargs="+", type=Path, metavar="A", help="runs of the baseline, one per session"
    )
    parser.add_argument(
        "--after", nargs="+", type=Path, metavar="B", help="runs to compare with it"
    )
    parser.add_argument(
        "--fail-on",
        metavar="slower:X%",
        help="exit 1 where a cell is more than X %% slower in B; needs three sessions a side",
    )
    parser.add_argument("--csv", type=Path, metavar="FILE", help="also write the table to FILE")
    parser.add_argument(
        "-q", "--quiet", action="store_true",
        help="print warnings and errors only, cells that --fail-on found among them",
    )  # fmt: skip
    return parser


def arguments(words: list[str]) -> argparse.Namespace:
    """With folders of both sides in `sides`; empty where the last two runs are meant."""
    own = parser()
    parsed = own.parse_args(words)
    if parsed.before or parsed.after:
        if parsed.folders:
            own.error(f"{parsed.folders[0]} belongs to no side: put it behind --before or --after")
        if not (parsed.before and parsed.after):
            own.error("--before and --after are both needed")
        parsed.sides = [parsed.before, parsed.after]
    elif len(parsed.folders) in (0, 2):
        parsed.sides = [[one] for one in parsed.folders]
    else:
        own.error(
            f"{len(parsed.folders)} folders given; allowed: two, the baseline first, or "
            "--before A1 A2 A3 --after B1 B2 B3"
        )
    return parsed


def main(words: list[str]) -> int:
    return run(_compare, arguments(words), say)


def _compare(parsed: argparse.Namespace) -> int:
    from reports.data.records import read_json, read_run
    from reports.output import compare_table, compare_text, whole_files
    from reports.verdicts.compare import machines
    from reports.verdicts.compare.changes import changes
    from reports.verdicts.compare.gate import EXCLUDED, FOUND, OPEN, gate, limit_of
    from reports.verdicts.compare.matching import match
    from reports.verdicts.compare.sides import side

    limit = None if parsed.fail_on is None else limit_of(parsed.fail_on)
    folders = parsed.sides or [[one] for one in _last_two()]
    _require_different(*folders)
    runs = [[read_run(folder) for folder in one] for one in folders]
    for warning in (warning for one in runs for run in one for warning in run.warnings):
        say(warning)
    sides = [side(name, one) for name, one in zip("AB", runs)]
    matching = match(*sides)
    facts = [
        [
            machines.Facts(
                *(
                    read_json(path, "compare without it") if path.exists() else {}
                    for path in (run.folder / "environment.json", run.folder / "plan.json")
                ),
                run.probes,
            )
            for run in one
        ]
        for one in runs
    ]
    for difference in machines.differences(*facts):
        say(f"warning: {difference}")
    too_busy = [one.name for one in sides if all(each.judged.too_busy for each in one.sessions)]
    found = changes(matching.experiments)
    gated = None if limit is None else gate(found, limit)
    if parsed.csv is not None:
        whole_files.write_all(parsed.csv.parent, {parsed.csv.name: compare_table.text(found)})
    if not parsed.quiet:
        openings = [compare_text.opening(*one) for one in zip(sides, facts)]
        tell(compare_text.page(openings, too_busy, matching, found, gated))
    elif gated is not None and gated.outcome != EXCLUDED:
        for line in compare_text.gate_lines(gated):
            say(line)
    if gated is not None and gated.outcome == FOUND:
        return 1
    busy = too_busy or any(one.too_busy for one in matching.experiments)
    return 3 if busy or (gated is not None and gated.outcome == OPEN) else 0


def _last_two() -> list[Path]:
    from reports.data.rows import BadInput

    found = sorted(
        folder
        for folder in (RESULTS.iterdir() if RESULTS.is_dir() else ())
        if not folder.is_symlink() and (folder / "samples.csv").exists()
    )
    if len(found) < 2:
        raise BadInput(
            f"{len(found)} {'run' if len(found) == 1 else 'runs'} in {RESULTS}; give the folders "
            "of two, the baseline first, or make them with `parbench run`"
        )
    return found[-2:]


def _require_different(before: Sequence[Path], after: Sequence[Path]) -> None:
    from reports.data.rows import BadInput

    for a in before:
        for b in after:
            if a.exists() and b.exists() and a.resolve() == b.resolve():
                raise BadInput(
                    f"A and B are the same folder, {a}; give different runs, the baseline first"
                )


if __name__ == "__main__":
    start(main)
