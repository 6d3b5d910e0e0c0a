"""News for a page: one `EventSource` a page, fanned out by seat.

A slow page never holds up the others: its queue is bounded, and a page that stopped reading is closed; the
browser connects again by itself and asks for `state`.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any

HEARTBEAT = 15.0
"""Seconds of silence until a page hears a beat: proxies keep the line, and the page knows that it stands."""
BEAT = "event: beat\ndata: {}\n\n"
WAITING = 256
"""Events a page may be behind before it is closed."""
PAGES = 6
"""Open pages of one seat that hear news; the oldest makes place."""
END = None


class Stream:
    """What one open page still has to be told."""

    def __init__(self, seat_id: str, device: str, lang: str) -> None:
        self.seat_id = seat_id
        self.device = device
        self.lang = lang
        self._queue: asyncio.Queue[str | None] = asyncio.Queue(WAITING)

    def put(self, text: str | None) -> bool:
        """Whether there was room for it."""
        try:
            self._queue.put_nowait(text)
        except asyncio.QueueFull:
            return False
        return True

    def end(self) -> None:
        """Close the page's stream as soon as it has been told what stands before."""
        while not self.put(END):
            self._queue.get_nowait()

    async def get(self, within: float) -> str | None:
        """The next event, ready to send; a beat when there is none `within` seconds; `END` at the end."""
        try:
            return await asyncio.wait_for(self._queue.get(), within)
        except TimeoutError:
            return BEAT


class Events:
    """Which pages are open, by seat."""

    def __init__(self) -> None:
        self._streams: defaultdict[str, list[Stream]] = defaultdict(list)

    def publish(self, seat_id: str, event: str, data: dict[str, Any]) -> None:
        """Tell every open page of a seat."""
        text = written(event, data)
        for stream in list(self._streams.get(seat_id, ())):
            if not stream.put(text):
                self.close(stream)

    @property
    def pages(self) -> int:
        """How many pages are open."""
        return sum(len(streams) for streams in self._streams.values())

    def open(self, seat_id: str, device: str, lang: str = "vi") -> Stream:
        """A stream for one more page of a seat."""
        streams = self._streams[seat_id]
        while len(streams) >= PAGES:
            streams.pop(0).end()
        stream = Stream(seat_id, device, lang)
        streams.append(stream)
        return stream

    def close(self, stream: Stream) -> None:
        """Forget one page."""
        stream.end()
        streams = self._streams.get(stream.seat_id, [])
        if stream in streams:
            streams.remove(stream)
        if not streams:
            self._streams.pop(stream.seat_id, None)

    def end(self, seat_id: str, device: str | None = None) -> None:
        """Close the pages of a seat, or those on one device of it: it left, or it is gone."""
        for stream in list(self._streams.get(seat_id, ())):
            if device in (None, stream.device):
                self.close(stream)

    def end_all(self, event: str, words: Callable[[str], dict[str, Any]]) -> None:
        """Tell every page this last event, in its language, and close it: the server is stopping."""
        for stream in [each for streams in self._streams.values() for each in streams]:
            stream.put(written(event, words(stream.lang)))
            stream.end()


def written(event: str, data: dict[str, Any]) -> str:
    """An event as it goes over the line."""
    return f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
