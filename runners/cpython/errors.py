"""What ends a trial without a record, with the exit codes of docs/protocol.md."""

import errno
import resource


class TrialError(Exception):
    """The task or the worker failed."""

    exit_code = 1


class BadRequest(TrialError):
    """The arguments or the request were not understood."""

    exit_code = 2


class WrongResult(TrialError):
    """A result differs from the known answer, or a task did not run exactly once."""

    exit_code = 3


class Unsupported(TrialError):
    """This runner cannot do that, here or anywhere."""

    exit_code = 4


def system_reason(error):
    """An OSError in words, with what helps where this process ran out of descriptors."""
    if getattr(error, "errno", None) != errno.EMFILE:
        return getattr(error, "strerror", None) or str(error)
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return f"{error.strerror}: raise the limit of open files (ulimit -n, now {limit})"
