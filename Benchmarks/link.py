"""A link to a local server with a round trip of its own: bytes arrive later, none of them is lost."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

CHUNK = 1 << 16


class Link:
    """Listens at a port of 127.0.0.1 and passes each way on what comes, half a round trip late.

    Bytes that are on their way do not hold up those behind them: only the delay is a link's here, not its
    width.
    """

    def __init__(self, port: int, round_trip: float):
        self.target, self.delay = port, round_trip / 2
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        # The listener's end is the end of it.
        with contextlib.suppress(OSError):
            while True:
                near = self.listener.accept()[0]
                far = socket.create_connection(("127.0.0.1", self.target))
                for end in (near, far):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.carry(near, far)
                self.carry(far, near)

    def carry(self, source: socket.socket, sink: socket.socket) -> None:
        underway: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        threading.Thread(target=self.take, args=(source, underway), daemon=True).start()
        threading.Thread(target=self.hand, args=(underway, sink), daemon=True).start()

    def take(self, source: socket.socket, underway: queue.SimpleQueue) -> None:
        data = b"."
        while data:
            try:
                data = source.recv(CHUNK)
            except OSError:
                data = b""
            underway.put((time.monotonic() + self.delay, data))

    def hand(self, underway: queue.SimpleQueue, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                due, data = underway.get()
                if (left := due - time.monotonic()) > 0:
                    # The delay is what a link is for.
                    time.sleep(left)
                if not data:
                    sink.shutdown(socket.SHUT_WR)
                    return
                sink.sendall(data)

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


@contextlib.contextmanager
def over(urls: dict[str, str], round_trip: float) -> Iterator[dict[str, str]]:
    """The same variables with URLs that lead over links of `round_trip` seconds, one for each server."""
    links: dict[int, Link] = {}
    found = {}
    try:
        for name, url in urls.items():
            parts = urlsplit(url)
            assert parts.port is not None and parts.hostname == "127.0.0.1", name
            link = links.get(parts.port) or links.setdefault(parts.port, Link(parts.port, round_trip))
            place = parts.netloc.rpartition(":")[0] + f":{link.port}"
            found[name] = parts._replace(netloc=place).geturl()
        yield found
    finally:
        for link in links.values():
            link.close()
