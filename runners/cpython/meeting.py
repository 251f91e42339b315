"""The workloads whose workers wait for each other: event, barrier and semaphore."""

import time

from .primitives import clear, shared_words
from .sharing import Collective, Sharing, counts, require
from .units import duration_ns


class Event(Collective):
    """One worker sets, the others wait and tell when they are awake."""

    def prepare(self, params):
        [self._rounds] = counts(params, "rounds")
        self._events = [self.make.Event(), self.make.Event()]  # used in turn, so that one is clear
        self._awake = self.make.Semaphore(0)
        self._woken = shared_words(self.workers)

    def begin_pass(self):
        clear(self._woken)
        for event in self._events:
            event.clear()

    def play(self, role, worker):
        for number in range(self._rounds):
            event = self._events[number % 2]
            if role:
                event.wait()
                self._woken[role] += 1
                self._awake.release()
            else:
                self._events[1 - number % 2].clear()
                event.set()
                for _ in range(self.workers - 1):
                    self._awake.acquire()

    def check_pass(self):
        woken, right = sum(self._woken), self._rounds * (self.workers - 1)
        require(woken == right, f"waiting workers woke up {woken} times, expected {right}")


class Barrier(Collective):
    def prepare(self, params):
        [self._rounds] = counts(params, "rounds")
        self._barrier = self.make.Barrier(self.workers)
        self._came, self._early = shared_words(self.workers), shared_words(self.workers)

    def begin_pass(self):
        clear(self._came, self._early)

    def play(self, role, worker):
        for number in range(1, self._rounds + 1):
            self._came[role] = number
            self._barrier.wait()
            self._early[role] += min(self._came) < number  # somebody has not come yet

    def check_pass(self):
        early = sum(self._early)
        require(not early, f"{early} times a worker passed the barrier before all had come")


class Semaphore(Sharing):
    """At most so many tasks hold a permit, each for some time."""

    def prepare(self, params):
        self.tasks, self._permits = counts(params, "tasks", "permits")
        self._hold_s = duration_ns(params["duration"]) * 1e-9
        self._semaphore, self._lock = self.make.Semaphore(self._permits), self.make.Lock()
        self._held = shared_words(2)  # how many hold one, and the most that did

    def begin_pass(self):
        clear(self._held)

    def run(self, index, worker):
        with self._semaphore:
            until = time.monotonic() + self._hold_s
            with self._lock:
                self._held[0] += 1
                self._held[1] = max(self._held)
            while (left := until - time.monotonic()) > 0:
                time.sleep(left)
            with self._lock:
                self._held[0] -= 1
        return self.expected(index)

    def check_pass(self):
        most = self._held[1]
        require(most <= self._permits, f"{most} tasks held one of {self._permits} permits at once")
