"""What ends a trial before its record, with exit codes of the protocol. Never a bug of ours."""


class TrialError(Exception):
    """The task's or the worker's own failure."""

    exit_code = 1


class BadRequest(TrialError):
    """The words or the request were not understood."""

    exit_code = 2


class WrongResult(TrialError):
    """A result that is not the known answer, or a task run other than once."""

    exit_code = 3


class Unsupported(TrialError):
    """This runner cannot do that, here or anywhere."""

    exit_code = 4
