"""The workload fetch: loads pages with http.client, from this machine unless told otherwise.

It checks what workloads/fetch.cpp checks: every byte of every answer of parbench's own server is
known; a page of the user's is loaded once before the clock starts, and must stay the same.
"""

import errno
import http.client
import ipaddress
import resource
import select
import socket
from urllib.parse import urlsplit

from .digests import GOLDEN, MASK, scramble
from .errors import BadRequest, TrialError, system_reason
from .units import count, duration_ns, size_bytes
from .workloads import Workload

OWN_PATH = "/parbench-task/"
PATIENCE_S = 10
MOST_INTERIM = 100
TOO_MANY_INTERIM = f"sent more than {MOST_INTERIM} interim answers (1xx)"
SENT_MORE = "sent more than it had announced"
CLOSED = (ConnectionResetError, BrokenPipeError)  # as a server may between two requests
LONGEST_SHARE = {"fixed": 1, "uniform": 2, "exponential": 40}  # of the mean latency


def body_of(index, size):
    """What parbench's own server answers for task `index`."""
    start = scramble(scramble(index + 1) ^ size)
    words = (scramble((start + i) & MASK) for i in range(0, size, 8))
    return b"".join(word.to_bytes(8, "little") for word in words)[:size]


def body_digest(body):
    """Depends on every byte and on their number."""
    digest = scramble(len(body) + 1)
    for i in range(0, len(body), 8):
        digest = scramble((digest * GOLDEN + int.from_bytes(body[i : i + 8], "little")) & MASK)
    return digest


def is_loopback(host):
    """By its spelling alone: no name server is asked."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_readable(sock):
    poll = select.poll()  # not select(), which ends at descriptor 1023
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


def is_interim(status):
    return 100 <= status < 200 and status != 101  # 101 leaves HTTP


class _Answer(http.client.HTTPResponse):
    """Skips every interim answer; the base class skips 100 only, not 103 Early Hints."""

    def _read_status(self):
        for _ in range(MOST_INTERIM + 1):
            status = super()._read_status()
            if not is_interim(status[1]):
                return status
            http.client.parse_headers(self.fp)
        raise http.client.HTTPException(TOO_MANY_INTERIM)


class Fetch(Workload):
    observes = True  # connections opened

    def __init__(self, request):
        params = request["params"]
        self.tasks = count(params["tasks"])
        self._keep = params["connections"] == "keep"
        self._body_bytes = size_bytes(params["body"])
        longest_s = duration_ns(params["latency"]) * 1e-9 * LONGEST_SHARE[params["spread"]]
        self._timeout_s = PATIENCE_S + longest_s
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        if not params["url"]:
            raise TrialError("fetch: no server was started for this trial")
        url, given = urlsplit(params["url"]), f"fetch.url: '{params['url']}'"
        if url.scheme != "http" or not url.hostname:
            raise BadRequest(f"{given} is not allowed: write http://HOST:PORT/PATH")
        if not is_loopback(url.hostname) and params["allow_remote"] != "yes":
            raise BadRequest(
                f"{given} is not on this machine: set fetch.allow_remote=yes to load it"
            )
        self._url = params["url"]
        self._host, self._port = url.hostname, url.port or 80
        self._path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        self._own = self._path == OWN_PATH
        self._page = None if self._own else self._page_digest()

    def run(self, index, worker):
        return self._checked(self._load(self._path_of(index), worker))

    async def run_async(self, index, worker):
        return self._checked(await self._load_async(self._path_of(index), worker))

    def _path_of(self, index):
        return f"{OWN_PATH}{index}" if self._own else self._path

    def _checked(self, body):
        digest = body_digest(body)
        if not self._own and digest != self._page:
            raise TrialError(
                f"fetch: {self._url}: the page has changed since it was loaded before the first "
                "pass; only a page that is the same at each load can be checked"
            )
        return digest

    def expected(self, index):
        return body_digest(body_of(index, self._body_bytes)) if self._own else self._page

    def _page_digest(self):
        worker = _Uncounted()
        digest = body_digest(self._load(self._path, worker))
        self._drop(worker)
        return digest

    def _load(self, path, worker):
        reused = worker.kept is not None
        try:
            return self._exchange(path, worker)
        except (OSError, http.client.HTTPException) as error:
            self._drop(worker)
            if not (reused and isinstance(error, CLOSED)):
                raise self._failure(path, error) from error
        return self._load(path, worker)

    async def _load_async(self, path, worker):
        from .fetch_async import within  # loads asyncio

        reused = worker.kept is not None
        try:
            return await within(self._timeout_s, self._exchange_async(path, worker))
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._drop(worker)
            if not (reused and isinstance(error, CLOSED)):
                raise self._failure(path, error) from error
        return await self._load_async(path, worker)

    async def _exchange_async(self, path, worker):
        from .fetch_async import connect

        if worker.kept is None:
            worker.count_one()
            worker.kept = await connect(self._host, self._port)
        body, kept = await worker.kept.exchange(self._request(path), self._keep)
        if not kept:
            self._drop(worker)
        return body

    def _request(self, path):
        host = f"[{self._host}]" if ":" in self._host else self._host
        port = "" if self._port == 80 else f":{self._port}"
        close = "" if self._keep else "Connection: close\r\n"
        return (
            f"GET {path} HTTP/1.1\r\nHost: {host}{port}\r\nAccept-Encoding: identity\r\n{close}\r\n"
        ).encode("ascii")

    def _exchange(self, path, worker):
        if worker.kept is None:
            worker.count_one()
            worker.kept = http.client.HTTPConnection(
                self._host, self._port, timeout=self._timeout_s
            )
            worker.kept.response_class = _Answer
            worker.kept.connect()
        connection = worker.kept
        # http.client closes its socket with the answer; this copy shows whether more arrives.
        watched = None if self._keep else connection.sock.dup()
        try:
            connection.request("GET", path, headers={} if self._keep else {"Connection": "close"})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise http.client.HTTPException(f"answered {answer.status}, not 200")
            self._refuse_more(watched or connection.sock)
        finally:
            if watched:
                watched.close()
        if not self._keep or connection.sock is None:
            self._drop(worker)
        return body

    # With new connections the server closes first, so that TIME_WAIT stays on its side.
    def _refuse_more(self, sock):
        if sock is None or (self._keep and not is_readable(sock)):
            return
        if sock.recv(1, socket.MSG_PEEK if self._keep else 0):
            raise http.client.HTTPException(SENT_MORE)

    def _drop(self, worker):
        if worker.kept is not None:
            worker.kept.close()
        worker.kept = None

    def _failure(self, path, error):
        what = str(error) or type(error).__name__
        if isinstance(error, socket.timeout):
            what = f"timed out after {self._timeout_s:g} s"
        elif getattr(error, "errno", None) == errno.EMFILE:
            what = system_reason(error)
        return TrialError(f"fetch: http://{self._host}:{self._port}{path}: {what}")


class _Uncounted:
    """The worker for the load before the clock starts."""

    kept = None

    def count_one(self):
        pass
