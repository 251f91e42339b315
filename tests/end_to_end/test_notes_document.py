"""Every command of docs/notes.md is one that parbench takes."""

import re
import shlex

from program import ROOT

TEXT = (ROOT / "docs" / "notes.md").read_text("utf-8")


def test_a_row_has_what_measures_it_and_a_command_or_is_open(parbench):
    rows = [line for line in TEXT.splitlines() if re.match(r"\| 00\d ", line)]
    assert len(rows) > 30
    names, commands = set(), []
    for row in rows:
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
        assert len(cells) == 4, row
        command = cells[3].strip("`").replace("\\|", "|")
        without = ("open", "not a matter of speed", "as in note 000")
        assert bool(command) != (cells[2] in without), row
        if command:
            words = shlex.split(command)
            commands.append(words)
            names |= {name for flag, value in zip(words, words[1:]) if flag == "-R"
                      for name in value.split(",")}  # fmt: skip
    for words in (commands[1], commands[2], commands[-1]):
        ended = parbench("run", *words, "--dry-run")
        assert ended.returncode == 0, ended.stderr
    listed = parbench("list").stdout
    assert all(f"\n  {name} " in listed for name in names)
