"""Tasks that wait, written once as steps, for a blocking worker and for an event loop."""

import time

from .workloads import Workload


class Waiting(Workload):
    """A workload whose tasks are generators, which yield what they wait for."""

    def steps(self, index, worker):
        """Yields the ends of its waits, in ns of time.monotonic_ns, and returns the digest.

        They are absolute, so that the cost of a wake-up does not add to the wait.
        """
        raise NotImplementedError

    def run(self, index, worker):
        steps = self.steps(index, worker)
        try:
            while True:
                until = next(steps)
                now = time.monotonic_ns()
                while now < until:
                    time.sleep((until - now) * 1e-9)
                    now = time.monotonic_ns()
        except StopIteration as end:
            return end.value

    async def run_async(self, index, worker):
        from asyncio import sleep  # loaded already, by the runner that calls this

        steps = self.steps(index, worker)
        try:
            while True:
                until = next(steps)
                now = time.monotonic_ns()
                while now < until:
                    await sleep((until - now) * 1e-9)
                    now = time.monotonic_ns()
        except StopIteration as end:
            return end.value
