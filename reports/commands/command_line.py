"""What the commands share: one-line messages and exit code 2 for wrong arguments."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Iterable

PACKAGES = {
    "numpy": "python3-numpy",
    "scipy": "python3-scipy",
    "matplotlib": "python3-matplotlib",
    "jinja2": "python3-jinja2",
}


def speaker(program: str) -> Callable[[str], None]:
    """Prints one line on stderr in the program's name, whatever the text quotes."""

    def say(text: str) -> None:
        line = text.replace("\n", "\\n").replace("\r", "\\r")
        print(f"{program}: {line}", file=sys.stderr)

    return say


class Parser(argparse.ArgumentParser):
    """Wrong arguments get one line and exit code 2."""

    def error(self, message: str) -> None:
        speaker(self.prog)(f"{message}; see {self.prog} --help")
        sys.exit(2)


def missing_package(modules: Iterable[str] = PACKAGES) -> str | None:
    """How to get what cannot be imported; None when all is there."""
    for module in modules:
        try:
            __import__(module)
        except ImportError as error:
            culprit = error.name if error.name in PACKAGES else module
            return f"{culprit} is missing: sudo apt install {PACKAGES[culprit]}"
    return None


def start(main: Callable[[list[str]], int]) -> None:
    """Ends the process with main's exit code, given the arguments after the program's name."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a reader that leaves (| head) is not an error
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.stderr.reconfigure(errors="backslashreplace")
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
