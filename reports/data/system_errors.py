"""What the system says of a file, and what helps."""

from __future__ import annotations

import errno
import resource


def reason(error: OSError, advice: str = "") -> str:
    """In words. `advice` helps where a folder is at fault, and is left out where none is."""
    text = error.strerror or str(error)
    if error.errno == errno.EMFILE:
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        return f"{text}: raise the limit of open files (ulimit -n, now {limit})"
    if error.errno == errno.ENFILE:
        return f"{text}: the whole system has no more (fs.file-max)"
    return f"{text}; {advice}" if advice else text
