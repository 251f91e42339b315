"""`parbench compare A B`: how the times of two runs differ."""

from __future__ import annotations

import argparse
from pathlib import Path

from reports.commands.command_line import Parser, missing_package, speaker, start

RESULTS = Path("results")

say = speaker("parbench compare")


def arguments(words: list[str]) -> argparse.Namespace:
    parser = Parser(
        prog="parbench compare",
        description="Compares the times of run B with those of the baseline A, cell by cell.",
        epilog="exit: 0 compared; 1 --fail-on found a slow-down; 2 usage, or runs that cannot be "
        "compared; 3 too much background load, or --fail-on is inconclusive",
        allow_abbrev=False,
    )
    parser.add_argument(
        "folders",
        nargs="*",
        type=Path,
        metavar="A B",
        help=f"folders of two runs, the baseline first (default: the last two in {RESULTS})",
    )
    parser.add_argument(
        "--fail-on", metavar="slower:X%", help="exit 1 where a cell is more than X %% slower in B"
    )
    parser.add_argument("--csv", type=Path, metavar="FILE", help="also write the table to FILE")
    parser.add_argument("-q", "--quiet", action="store_true", help="print warnings and errors only")
    parsed = parser.parse_args(words)
    if len(parsed.folders) not in (0, 2):
        parser.error(f"{len(parsed.folders)} folders given; allowed: two, the baseline first")
    return parsed


def main(words: list[str]) -> int:
    parsed = arguments(words)
    lack = missing_package(("numpy", "scipy"))
    if lack:
        say(lack)
        return 2
    # Imported late, so that a machine without numpy gets a sentence and not a traceback.
    from reports.verdicts.compare_gate import limit_of
    from reports.data.rows import BadInput

    try:
        limit = None if parsed.fail_on is None else limit_of(parsed.fail_on)
        return _compare(parsed, limit)
    except BadInput as error:
        say(str(error))
    except OSError as error:
        say(f"{error.filename}: {error.strerror}")  # as of a folder that may not be listed
    return 2


def _compare(parsed: argparse.Namespace, limit: float | None) -> int:
    from reports.output import whole_files
    from reports.output import compare_table, compare_text
    from reports.verdicts import compare_machines
    from reports.verdicts.compare_changes import changes
    from reports.verdicts.findings import judge_run
    from reports.verdicts.compare_gate import FOUND, OPEN, gate
    from reports.verdicts.compare_matching import match
    from reports.data.records import read_json, read_run

    folders = parsed.folders or _last_two()
    _require_two(*folders)
    runs = [read_run(folder) for folder in folders]
    for warning in (warning for run in runs for warning in run.warnings):
        say(warning)
    judged = [judge_run(run) for run in runs]
    matching = match(*judged)
    facts = [
        compare_machines.Facts(
            *(
                read_json(path, "compare without it") if path.exists() else {}
                for path in (run.folder / "environment.json", run.folder / "plan.json")
            ),
            run.probes,
        )
        for run in runs
    ]
    for difference in compare_machines.differences(*facts):
        say(f"warning: {difference}")
    too_busy = [name for name, one in zip("AB", judged) if one.too_busy]
    found = changes(matching.experiments)
    gated = None if limit is None else gate(found, limit)
    if not parsed.quiet:
        first = compare_text.opening((runs[0].run_id, runs[1].run_id), (facts[0], facts[1]))
        print(compare_text.page(first, too_busy, matching, found, gated))
    if parsed.csv is not None:
        whole_files.write_all(parsed.csv.parent, {parsed.csv.name: compare_table.text(found)})
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


def _require_two(a: Path, b: Path) -> None:
    from reports.data.rows import BadInput

    if a.exists() and b.exists() and a.resolve() == b.resolve():
        raise BadInput(f"A and B are the same folder, {a}; give two runs, the baseline first")


if __name__ == "__main__":
    start(main)
