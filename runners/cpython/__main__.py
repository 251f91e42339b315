"""Entry point: the launchers in the build's runners/ folder pass the runner's name and family."""

import os
import sys

if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from cpython.command import main

    sys.exit(main(*sys.argv[1:3], sys.argv[3:]))
