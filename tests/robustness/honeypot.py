"""What must never be reached: a listener on this machine, and a picture and a text that lie beside the evidence."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from typing import Self

import av
import numpy as np
from PIL import Image

from tests.robustness.rasters import Raster

COLOUR = (255, 0, 170)
"""Of the canary picture, and of nothing that the evidence shows."""
SECRET = "canary 5e1f0c77 must not be read"


class Honeypot:
    """Listens on one free port of 127.0.0.1, TCP and UDP, and counts who comes."""

    def __enter__(self) -> Self:
        self.visits: list[str] = []
        self._tcp, self._udp = _both()
        self.port: int = self._tcp.getsockname()[1]
        self._threads = [threading.Thread(target=each, daemon=True) for each in (self._accept, self._receive)]
        for thread in self._threads:
            thread.start()
        return self

    def _accept(self) -> None:
        while True:
            connection, _ = self._tcp.accept()
            with connection:
                connection.settimeout(0.5)
                try:
                    head = connection.recv(200)
                except OSError:
                    head = b""
            if head == b"stop":
                return
            self.visits.append(f"tcp {head[:60]!r}")

    def _receive(self) -> None:
        while (data := self._udp.recvfrom(2000)[0]) != b"stop":
            self.visits.append(f"udp {data[:60]!r}")

    def __exit__(self, *_: object) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as last:
            last.sendall(b"stop")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"stop", ("127.0.0.1", self.port))
        for thread in self._threads:
            thread.join()
        self._tcp.close()
        self._udp.close()


def _both() -> tuple[socket.socket, socket.socket]:
    """A TCP and a UDP socket on the same free port, an even one, as RTP wants it."""
    for port in range(42_000, 60_000, 2):
        tcp, udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            tcp.bind(("127.0.0.1", port))
            udp.bind(("127.0.0.1", port))
        except OSError:
            tcp.close()
            udp.close()
            continue
        tcp.listen()
        return tcp, udp
    raise OSError("no free port")


class Canary:
    """Files outside the evidence: `picture` (PNG), `film` (MP4), `text`, all in COLOUR or saying SECRET."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.picture, self.film, self.text = folder / "canary.png", folder / "canary.mp4", folder / "canary.txt"
        Image.new("RGB", (64, 48), COLOUR).save(self.picture)
        self.text.write_text(SECRET)
        with av.open(str(self.film), "w") as container:
            stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
            stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), COLOUR, np.uint8), "rgb24")
            for packet in [*stream.encode(frame), *stream.encode(None)]:
                container.mux(packet)


def shows_canary(pixels: Raster) -> bool:
    """Whether a hundredth of a picture has the canary's colour, as far as a video keeps it."""
    near = np.abs(pixels.reshape(-1, 3).astype(int) - COLOUR).max(axis=1) < 40
    return bool(near.mean() > 0.01)
