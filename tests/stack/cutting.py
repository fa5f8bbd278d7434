"""A bad connection: a proxy of HTTP/1.1 that loses requests and replies, or parts of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from random import Random

HOST = "127.0.0.1"


class Cut(StrEnum):
    """When a connection is cut."""

    BEFORE_REQUEST = "before the request"
    DURING_REQUEST = "during the request"
    BEFORE_REPLY = "before the reply"
    DURING_REPLY = "during the reply"
    AFTER_REPLY = "after the reply"


class CuttingProxy:
    """Passes requests on to a server, and cuts the connection at some of them.

    Args:
        port: The server's, on this machine.
        share: How many of the requests meet a cut.
        random: Decides which, and where.

    Attributes:
        cuts: How often each happened; None counts the requests that met none.
    """

    def __init__(self, port: int, share: float, random: Random) -> None:
        self.cuts: Counter[Cut | None] = Counter()
        self.port = 0
        self._upstream, self._share, self._random = port, share, random

    @asynccontextmanager
    async def running(self) -> AsyncIterator[CuttingProxy]:
        """Listen until the block ends, at `port`."""
        async with await asyncio.start_server(self._serve, HOST, 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            yield self

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        above_reader, above_writer = await asyncio.open_connection(HOST, self._upstream)
        try:
            while await self._passes(reader, writer, above_reader, above_writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # one of the two has gone
        finally:
            writer.close()
            above_writer.close()

    async def _passes(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        above_reader: asyncio.StreamReader,
        above_writer: asyncio.StreamWriter,
    ) -> bool:
        """Pass a request and its reply on, or what the cut leaves of them; return whether it goes on."""
        request = await _message(reader)
        cut = self._random.choice(list(Cut)) if self._random.random() < self._share else None
        self.cuts[cut] += 1
        if cut is Cut.BEFORE_REQUEST:
            return False
        above_writer.write(self._part(request) if cut is Cut.DURING_REQUEST else request)
        await above_writer.drain()
        if cut is Cut.DURING_REQUEST:
            return False
        reply = await _message(above_reader)
        if cut is Cut.BEFORE_REPLY:
            return False
        writer.write(self._part(reply) if cut is Cut.DURING_REPLY else reply)
        await writer.drain()
        return cut is None

    def _part(self, message: bytes) -> bytes:
        return message[: self._random.randrange(1, len(message))]


async def _message(reader: asyncio.StreamReader) -> bytes:
    """Read a request or a reply, whose length is in its head."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)
    return head + await reader.readexactly(length)
