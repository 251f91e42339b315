"""Runners with an event loop."""

from .runners import Runner


class PythonAsyncio(Runner):
    about = "one asyncio event loop; tasks that compute run one after another"
    counts = "N coroutines, each with one task under way, started in each pass"
    one_thread = True
    cannot_share = "its tasks share one thread, which a blocked one would stop"
    worker_bytes = 16 << 10
    needs = ("asyncio",)

    def __init__(self, accounting, workers):
        import asyncio

        self._accounting = accounting
        self._gather = asyncio.gather
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self._nothing())  # the first one costs more

    def run(self):
        self._loop.run_until_complete(self._pass())

    def close(self):
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    async def _nothing(self):
        pass

    async def _pass(self):
        indices = iter(range(self._accounting.tasks))
        workers = range(min(self._accounting.workers, self._accounting.tasks))
        # The first failure ends the pass, however long the others would still wait.
        await self._gather(*(self._work(indices, worker) for worker in workers))

    async def _work(self, indices, worker):
        accounting = self._accounting
        for index in indices:
            await accounting.run_task_async(index, worker)
            accounting.raise_failure()
