"""The workload queue: items from producers to consumers."""

from .errors import Unsupported
from .primitives import clear, kind_of, shared_words
from .sharing import Collective, counts, require, share
from .units import count, size_bytes

CLASSES = {"fifo": "Queue", "joinable": "JoinableQueue", "lifo": "LifoQueue",
           "priority": "PriorityQueue"}  # fmt: skip
IN_ORDER = ("fifo", "joinable", "pipe", "condition")  # what one producer puts


class Queue(Collective):
    """The first tasks produce, the others consume; each has an even share of the items."""

    def prepare(self, params):
        [self._items] = counts(params, "items")
        self._producers = count(params["producers"]) or self.workers // 2
        if not 0 < self._producers < self.workers:
            raise Unsupported(f"queue.producers: {self._producers} of {self.workers} workers "
                              "leaves no consumer")  # fmt: skip
        size = size_bytes(params["size"])
        self._kind, self._load = params["kind"], b"\0" * size
        self._queue = self._made(count(params["capacity"]))
        self._taken = shared_words(self._items)
        self._disorder = shared_words(self.workers)

    def _made(self, capacity):
        if self._kind == "pipe":
            return _Pipe(self.make)
        if self._kind == "condition":
            return _TwoConditions(self.make, capacity)
        return kind_of(self.make, CLASSES[self._kind], f"queue.kind={self._kind}")(capacity)

    def begin_pass(self):
        clear(self._taken, self._disorder)

    def play(self, role, worker):
        if role < self._producers:
            self._produce(*share(self._items, role, self._producers))
        else:
            consumers = self.workers - self._producers
            first, last = share(self._items, role - self._producers, consumers)
            self._consume(role, last - first)

    def _produce(self, first, last):
        for item in range(first, last):
            self._queue.put((item, self._load))
        if self._kind == "joinable":
            self._queue.join()

    def _consume(self, index, number):
        newest = [-1] * self._producers  # of each producer
        for _ in range(number):
            item, _ = self._queue.get()
            self._taken[item] += 1
            producer = (self._producers * (item + 1) - 1) // self._items
            self._disorder[index] += item < newest[producer]
            newest[producer] = item
            if self._kind == "joinable":
                self._queue.task_done()

    def check_pass(self):
        for item, times in enumerate(self._taken):
            require(times == 1, f"item {item} was taken {times} times")
        disorder = sum(self._disorder) if self._kind in IN_ORDER else 0
        require(not disorder, f"{disorder} items came after later ones of the same producer")


class _Pipe:
    """Its ends belong to all; a lock each keeps the items whole."""

    def __init__(self, make):
        import multiprocessing

        self._reader, self._writer = multiprocessing.Pipe(duplex=False)
        self._reading, self._writing = make.Lock(), make.Lock()

    def put(self, item):
        with self._writing:
            self._writer.send(item)

    def get(self):
        with self._reading:
            return self._reader.recv()


class _TwoConditions:
    """The notes' queue: a ring, and conditions for not full and not empty."""

    def __init__(self, make, capacity):
        lock = make.Lock()
        self._room, self._filled = make.Condition(lock), make.Condition(lock)
        self._capacity = capacity
        self._ring, self._ends = shared_words(capacity), shared_words(2)  # taken, put

    def put(self, item):
        with self._room:
            while self._ends[1] - self._ends[0] == self._capacity:
                self._room.wait()
            self._ring[self._ends[1] % self._capacity] = item[0]
            self._ends[1] += 1
            self._filled.notify()

    def get(self):
        with self._filled:
            while self._ends[1] == self._ends[0]:
                self._filled.wait()
            item = self._ring[self._ends[0] % self._capacity]
            self._ends[0] += 1
            self._room.notify()
        return item, None
