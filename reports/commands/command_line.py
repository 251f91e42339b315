"""What the commands share: how they begin, say what is wrong, print and end."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable

from reports.data.system_errors import reason
from reports.text.names import nearest

PACKAGES = {
    "numpy": "python3-numpy",
    "scipy": "python3-scipy",
    "matplotlib": "python3-matplotlib",
    "jinja2": "python3-jinja2",
}
TO_JUDGE = ("numpy", "scipy")
TO_DRAW = tuple(PACKAGES)
CRASHED = 70  # an error in parbench; not 1, with which ab and compare say that a cell is slower
UNPRINTED = 2  # the exit code where stdout takes no text
_lost = ""  # why


def speaker(program: str) -> Callable[[str], None]:
    """Prints one line on stderr in the program's name, whatever the text quotes."""

    def say(text: str) -> None:
        line = text.replace("\n", "\\n").replace("\r", "\\r")
        tell_stderr(f"{program}: {line}")

    return say


def tell_stderr(text: str) -> None:
    """Prints on stderr; what a closed or full one does not take is nobody's error."""
    try:
        if sys.stderr is not None:  # print would take stdout instead
            print(text, file=sys.stderr, flush=True)
    except OSError:
        sys.stderr = None  # or the interpreter's end would try again, and fail


class Parser(argparse.ArgumentParser):
    """Wrong arguments get one line, which names the nearest option, and exit code 2."""

    def __init__(self, **settings: object):
        super().__init__(allow_abbrev=False, **settings)

    def parse_args(self, words: list[str]) -> argparse.Namespace:
        parsed, unknown = self.parse_known_args(words)
        if unknown:
            self.refuse(unknown[0])
        return parsed

    def refuse(self, word: str) -> None:
        name = word.partition("=")[0]
        if not name.startswith("-"):
            self.error(f"unexpected argument '{word}'")
        near = nearest(name, (one for action in self._actions for one in action.option_strings))
        if not near:
            self.error(f"unknown option {name}")
        speaker(self.prog)(f"unknown option {name}; did you mean {near}?")
        sys.exit(2)

    def print_help(self, file: object = None) -> None:
        tell(self.format_help().removesuffix("\n"))

    def error(self, message: str) -> None:
        speaker(self.prog)(f"{message}; see {self.prog} --help")
        sys.exit(2)


def missing_package(modules: Iterable[str]) -> str | None:
    """What cannot be imported, and why or how to get it, in one line; None when all is there."""
    for module in modules:
        try:
            __import__(module)
        except Exception as error:  # as OSError where too few descriptors are allowed
            if isinstance(error, ModuleNotFoundError) and error.name in PACKAGES:
                return f"{error.name} is missing: sudo apt install {PACKAGES[error.name]}"
            why = next(iter(str(error).strip().splitlines()), type(error).__name__)
            return f"{module} cannot be imported by {sys.executable}: {why}"
    return None


def run(
    command: Callable[[argparse.Namespace], int],
    parsed: argparse.Namespace,
    say: Callable[[str], None],
    packages: Iterable[str] = TO_JUDGE,
) -> int:
    """The command's exit code, or 2 after one line: a package is missing, or the input is bad.

    `command` imports what needs the packages, so that a machine without them gets that line.
    """
    lack = missing_package(packages)
    if lack:
        say(lack)
        return 2
    from reports.data.rows import BadInput

    try:
        return command(parsed)
    except BadInput as error:
        say(str(error))
    except OSError as error:  # as of a folder that may not be listed
        say(f"{error.filename}: {reason(error)}")
    return 2


def tell(text: str) -> None:
    """Prints on stdout. What that does not take is no error here: start() reports it at the end."""
    global _lost
    if sys.stdout is None:
        _lost = _lost or "it is closed"
    elif not _lost:
        try:
            print(text, flush=True)
        except OSError as error:
            _lost = error.strerror


def open_missing_descriptors() -> None:
    """As bench/standard_descriptors.hpp: or a file opened next would take text of others."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_WRONLY if number == 2 else os.O_RDONLY)
            os.set_inheritable(number, True)


def start(main: Callable[[list[str]], int]) -> None:
    """Ends the process with main's exit code, given the arguments after the program's name."""
    open_missing_descriptors()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a reader that leaves (| head) is not an error
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.reconfigure(errors="backslashreplace")
    try:
        code = main(sys.argv[1:])
    except SystemExit as end:  # --help, or wrong arguments
        code = end.code
    except KeyboardInterrupt:
        code = 130
    except Exception:
        tell_stderr(traceback.format_exc().removesuffix("\n"))
        code = CRASHED
    if _lost:
        speaker("parbench")(f"stdout takes no text: {_lost}; files are written all the same")
        # sys.exit would try to write the rest again.
        os._exit(UNPRINTED if code in (0, 3) else code)
    sys.exit(code)
