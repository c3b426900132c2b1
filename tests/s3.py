"""An S3-compatible store for tests: moto's HTTP server in a process of its own, and a road to it that can be cut."""

from __future__ import annotations

import asyncio
import contextlib
import re
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import fsspec
import pytest


class Road:
    """Passes bytes on to the store. `cut_after`: so many bytes of answers come through, then a connection drops."""

    def __init__(self, port: int) -> None:
        self._to, self.cut_after, self.cuts = port, -1, 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="road", daemon=True)
        self._thread.start()
        opened = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._pass, "127.0.0.1", 0), self._loop)
        self._server = opened.result(10)
        self.port = self._server.sockets[0].getsockname()[1]

    def end(self) -> None:
        async def stop() -> None:
            self._server.close()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for each in others:
                each.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _pass(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, on = await asyncio.open_connection("127.0.0.1", self._to)
        with contextlib.suppress(OSError):
            await asyncio.gather(self._copy(near, on, False), self._copy(far, back, True))
        for writer in (back, on):
            writer.close()

    async def _copy(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, is_answer: bool) -> None:
        passed = 0
        while data := await source.read(1 << 14):
            if is_answer and 0 <= self.cut_after < passed + len(data):
                target.write(data[: max(0, self.cut_after - passed)])
                self.cuts += 1
                with contextlib.suppress(OSError):
                    await target.drain()
                break
            passed += len(data)
            target.write(data)
            await target.drain()
        target.close()


class Store:
    """`new()` makes a bucket and gives its URL; `denied()` and `road` are what can go wrong."""

    def __init__(self, port: int) -> None:
        self._base, self.road = f"http://127.0.0.1:{port}", Road(port)

    def new(self) -> str:
        name = f"b-{uuid.uuid4().hex[:12]}"
        self.system().mkdir(name)
        return f"s3://{name}"

    def system(self) -> Any:
        """To look into the store from outside."""
        return fsspec.filesystem("s3", **self.options(int(self._base.rpartition(":")[2])))

    @staticmethod
    def options(port: int) -> dict[str, Any]:
        quick = {"retries": {"max_attempts": 1}, "connect_timeout": 2, "read_timeout": 5}
        return {
            "key": "test", "secret": "test", "endpoint_url": f"http://127.0.0.1:{port}", "config_kwargs": quick,
            "use_listings_cache": False,
        }  # fmt: skip

    @contextmanager
    def denied(self) -> Iterator[None]:
        """From now on it knows nobody's key."""
        self._ask("reset-auth", b"0")
        try:
            yield
        finally:
            self._ask("reset-auth", b"inf")

    def _ask(self, what: str, data: bytes) -> None:
        request = urllib.request.Request(f"{self._base}/moto-api/{what}", data, {"Content-Type": "text/plain"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            answer.read()


@contextmanager
def running(patch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store, and fsspec configured for it as a user does, by way of the road. Skips where moto is not installed."""
    pytest.importorskip("moto", reason="the tests' S3 is not installed")
    pytest.importorskip("s3fs")
    from fsspec.asyn import get_loop
    from fsspec.config import conf

    pool = ThreadPoolExecutor(1)  # it and the loop's thread stay for good
    pool.submit(int).result()
    get_loop().call_soon_threadsafe(get_loop().set_default_executor, pool)
    patch.setattr("s3fs.S3FileSystem.retries", 1)  # it waits for seconds in between
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        store: Store | None = None
        try:
            store = Store(_port(process.stderr))
            drain = threading.Thread(target=process.stderr.read, daemon=True)
            drain.start()
            patch.setitem(conf, "s3", {key: v for key, v in Store.options(store.road.port).items() if key[0] != "u"})
            yield store
        finally:
            process.kill()
            if store is not None:
                store.road.end()
                store.system().clear_instance_cache()


def _port(said: Any) -> int:
    until = time.monotonic() + 60
    for line in said:
        if found := re.search(r"Running on http://127\.0\.0\.1:(\d+)", line):
            return int(found[1])
        if time.monotonic() > until:
            break
    raise AssertionError("the tests' S3 did not start")
