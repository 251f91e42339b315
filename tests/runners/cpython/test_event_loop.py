"""The asyncio runner: many tasks wait at once, and it loads pages as the blocking runners do."""

import asyncio
import http.client
import socket
import socketserver
import threading
import time

import pytest

from runners.cpython import fetch_async, workloads
from runners.cpython.errors import TrialError
from runners.cpython.event_loop import PythonAsyncio
from runners.cpython.task_accounting import TaskAccounting

MANY = {"tasks": "10000", "duration": "200ms", "spread": "fixed"}


def test_ten_thousand_sleeps_at_once(trial):
    ended = trial("python_asyncio", "sleep", workers=10_000, passes=1, params=MANY)
    assert ended.record, ended.stderr
    assert ended.record["max_in_flight"] == ended.record["workers_seen"] == 10_000


def test_tasks_that_compute_run_one_after_another(trial):
    record = trial("python_asyncio", "busy_loop", workers=4).record
    assert record["max_in_flight"] == 1


def test_a_failure_is_told_while_other_tasks_still_wait():
    ended = []

    class OneFails(workloads.Workload):
        tasks = 3

        async def run_async(self, index, worker):
            if index == 1:
                raise TrialError("task 1 fails")
            await asyncio.sleep(1)
            ended.append(index)

        def expected(self, index):
            return index

    accounting = TaskAccounting(OneFails(), 3)
    accounting.begin_pass()
    with pytest.raises(TrialError, match="^task 1 fails$"):
        PythonAsyncio(accounting, 3).run()
    assert not ended


class Server(socketserver.ThreadingTCPServer):
    """Answers each request with `answer`, and closes where it says so."""

    daemon_threads = allow_reuse_address = True

    def __init__(self, answer, later=b""):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer, self.later, self.requests = answer, later, []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *error):
        self.shutdown()
        super().__exit__(*error)


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        while first := self.rfile.readline():
            head = [first]
            while head[-1] not in (b"\r\n", b""):
                head.append(self.rfile.readline())
            self.server.requests.append(b"".join(head))
            self.wfile.write(self.server.answer)
            time.sleep(0.05 * bool(self.server.later))
            self.wfile.write(self.server.later)
            if b"close" in self.server.answer or b"close" in self.server.requests[-1]:
                return


CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n"
)
COUNTED = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
UNTIL_CLOSED = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc"
INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
LAST_OF_ONE = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\np"


@pytest.mark.parametrize(
    "answer", [CHUNKED, COUNTED, UNTIL_CLOSED, INTERIM + INTERIM + COUNTED, LAST_OF_ONE]
)
@pytest.mark.parametrize("connections", ["keep", "new"])
def test_an_answer_is_read_as_http_client_reads_it(trial, answer, connections):
    records = []
    with Server(answer) as server:
        for runner in ("python_serial", "python_asyncio"):
            params = {"url": server.url, "connections": connections}
            ended = trial(runner, "fetch", params=params)
            assert ended.record, (runner, ended.stderr)
            records.append((ended.record["digest"], ended.record["observed"]))
        requests = {b"\n".join(sorted(request.split(b"\r\n"))) for request in server.requests}
    assert records[0] == records[1]
    assert len(requests) == 1


@pytest.mark.parametrize(
    "answer, reason",
    [
        (COUNTED + b"d", "sent more than it had announced"),
        (INTERIM * 101 + COUNTED, "sent more than 100 interim answers (1xx)"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "answered 404, not 200"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nX: close\r\n\r\nabc", "closed in the middle"),
        (b"X: close\r\n\r\n", "X: close"),
    ],
)
def test_a_wrong_answer_is_named(answer, reason):
    with Server(answer) as server, pytest.raises(http.client.HTTPException) as error:
        asyncio.run(load(server.server_address[1], keep=True))
    assert reason in str(error.value)


def test_what_arrives_before_the_server_closes_is_seen():
    answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"
    with Server(answer, later=b"d") as server, pytest.raises(http.client.HTTPException) as error:
        asyncio.run(load(server.server_address[1], keep=False))
    assert str(error.value) == "sent more than it had announced"


async def load(port, keep):
    connection = await fetch_async.connect("127.0.0.1", port)
    return await connection.exchange(b"GET / HTTP/1.1\r\n\r\n", keep)


def test_a_silent_server_is_not_waited_for_forever():
    async def never():
        await asyncio.get_running_loop().create_future()

    with pytest.raises(socket.timeout):
        asyncio.run(fetch_async.within(0.01, never()))
