"""An HTTP connection for an event loop, with the checks of fetch.py."""

import asyncio
import http.client
import io
import socket

from .fetch import MOST_INTERIM, SENT_MORE, TOO_MANY_INTERIM, is_interim

END_OF_HEAD = b"\r\n\r\n"


class _Head:
    """Stands for a socket from which http.client reads the head of an answer."""

    def __init__(self, data):
        self._data = data

    def makefile(self, mode):
        return io.BytesIO(self._data)


class Connection(asyncio.Protocol):
    """Of one worker: one request at a time."""

    def __init__(self):
        self._transport = self._waiter = self._error = None
        self._data = bytearray()
        self._ended = False

    # What the event loop calls.

    def connection_made(self, transport):
        self._transport = transport

    def data_received(self, data):
        self._data += data
        self._wake()

    def connection_lost(self, error):
        self._ended, self._error = True, error
        self._wake()

    def _wake(self):
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # What a task calls.

    def close(self):
        self._transport.abort()

    async def exchange(self, request, keep):
        """(body, whether the connection can be used again)."""
        self._transport.write(request)
        answer = await self._head()
        body = await self._body(answer)
        if answer.status != 200:
            raise http.client.HTTPException(f"answered {answer.status}, not 200")
        while not (keep or self._ended or self._data):  # the server closes first
            await self._more()
        if self._data:
            raise http.client.HTTPException(SENT_MORE)
        return body, keep and not answer.will_close

    async def _head(self):
        for _ in range(MOST_INTERIM + 1):
            while END_OF_HEAD not in self._data:
                await self._need_more()
            head = self._take(self._data.index(END_OF_HEAD) + len(END_OF_HEAD))
            words = head.split(None, 2)
            if not (len(words) > 1 and words[1].isdigit() and is_interim(int(words[1]))):
                answer = http.client.HTTPResponse(_Head(head))
                answer.begin()
                return answer
        raise http.client.HTTPException(TOO_MANY_INTERIM)

    async def _body(self, answer):
        if answer.chunked:
            return await self._chunks()
        if answer.length is not None:
            return await self._exactly(answer.length)
        while not self._ended:
            await self._more()
        return self._take(len(self._data))

    async def _chunks(self):
        body = bytearray()
        while size := int((await self._line()).split(b";")[0], 16):
            body += await self._exactly(size)
            await self._line()
        while await self._line() != b"\r\n":
            pass  # trailers
        return bytes(body)

    async def _line(self):
        while b"\n" not in self._data:
            await self._need_more()
        return self._take(self._data.index(b"\n") + 1)

    async def _exactly(self, count):
        while len(self._data) < count:
            await self._need_more()
        return self._take(count)

    def _take(self, count):
        taken = bytes(self._data[:count])
        del self._data[:count]
        return taken

    async def _need_more(self):
        if not self._ended:
            return await self._more()
        if self._error or not self._data:
            raise self._error or http.client.RemoteDisconnected("closed without an answer")
        raise http.client.HTTPException("closed in the middle of its answer")

    async def _more(self):
        self._waiter = asyncio.get_running_loop().create_future()
        await self._waiter


async def connect(host, port):
    loop = asyncio.get_running_loop()
    return (await loop.create_connection(Connection, host, port))[1]


async def within(seconds, coroutine):
    """Raises socket.timeout like a blocking socket; in Python 3.9 asyncio has its own."""
    try:
        return await asyncio.wait_for(coroutine, seconds)
    except asyncio.TimeoutError as error:
        raise socket.timeout from error
