"""Entry point: the launchers in the build's runners/ folder pass the runner's name and family."""

import os
import sys


def open_missing_descriptors():
    """As bench/standard_descriptors.hpp: or a file opened next would take text of others."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_WRONLY if number == 2 else os.O_RDONLY)
            os.set_inheritable(number, True)


# Where multiprocessing starts a new interpreter, it does not pass on this option of our own one.
CACHE = "PARBENCH_PYCACHE_PREFIX"

if __name__ == "__mp_main__":
    sys.pycache_prefix = os.environ.get(CACHE) or None
elif __name__ == "__main__":
    open_missing_descriptors()
    os.environ[CACHE] = sys.pycache_prefix or ""
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from cpython.command import main

    sys.exit(main(*sys.argv[1:3], sys.argv[3:]))
