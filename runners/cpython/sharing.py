"""What workloads have in common whose tasks share something."""

from .digests import scramble
from .errors import Unsupported, WrongResult
from .primitives import primitives_of
from .units import count
from .workloads import Workload


class Sharing(Workload):
    """`make`: Lock, Semaphore and the like, of threading or multiprocessing as the workers are."""

    def __init__(self, request):
        if request["cannot_share"]:
            raise Unsupported(request["cannot_share"])
        self.workers = request["workers"]
        self.make = primitives_of(request["start_method"])
        self.prepare(request["params"])

    def prepare(self, params):
        """Sets `tasks`, and makes what they share."""
        raise NotImplementedError

    def expected(self, index):
        return scramble(index + 1)


class Collective(Sharing):
    """A task for each worker; all of them must be under way together."""

    fewest = 2  # workers

    def __init__(self, request):
        self.tasks = request["workers"]
        if self.tasks < self.fewest:
            name = request["workload"]
            raise Unsupported(f"{name} needs N >= {self.fewest}, not {self.tasks}")
        super().__init__(request)
        self._together = self.make.Barrier(self.tasks)

    def run(self, index, worker):
        self._together.wait()
        self.play(index, worker)
        return self.expected(index)

    def play(self, role, worker):
        """The task, once all are under way."""
        raise NotImplementedError


def share(total, part, parts):
    """[first, last) of `total` things that are dealt evenly."""
    return total * part // parts, total * (part + 1) // parts


def require(right, message):
    if not right:
        raise WrongResult(message)


def counts(params, *names):
    return [count(params[name]) for name in names]
