"""The options of the commands in Python as JSON, for the shell's completion and the man page.

bench/cli/command_facts.cpp reads what `reports.commands.describe` prints. That needs
no package.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from reports.commands import compare, report, summary
from reports.commands.command_line import Parser, start, tell


def options_of(parser: Parser) -> list[dict[str, object]]:
    """A dictionary per option or positional argument, in the order of --help."""
    formatter = argparse.HelpFormatter(parser.prog)
    return [
        {
            "positional": "" if action.option_strings else str(action.metavar or action.dest),
            "names": list(action.option_strings),
            "value": "" if action.nargs == 0 else str(action.metavar or action.dest.upper()),
            "about": formatter._expand_help(action),  # "100 %%" -> "100 %"
            "several": action.nargs in ("*", "+"),
            "is_path": action.type is Path,
        }
        for action in parser._actions
        if action.help != argparse.SUPPRESS
    ]


def main(_words: list[str]) -> int:
    commands = {"report": report, "summary": summary, "compare": compare}
    tell(json.dumps({name: options_of(module.parser()) for name, module in commands.items()}))
    return 0


if __name__ == "__main__":
    start(main)
