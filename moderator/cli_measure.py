"""`moderator measure`: lengths on a photo, with their uncertainty."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any


def add_verb(verb: Callable[..., argparse.ArgumentParser]) -> None:
    one = verb("measure", run, "measure lengths on a photo, with their uncertainty")
    one.add_argument("file", metavar="PHOTO", type=Path)
    one.add_argument("--known", metavar="X1,Y1,X2,Y2=LENGTH", help="two ends of a known length: …=85.6mm (mm, cm, in)")
    one.add_argument("--plane", metavar="X1,Y1,…,X4,Y4=WxH", help="a known rectangle, clockwise: …=85.6x53.98mm")
    one.add_argument("--length", metavar="X1,Y1,X2,Y2", action="append", default=[], help="what to measure")
    one.add_argument(
        "--same-depth", choices=("yes", "no", "unknown"), default="unknown",
        help="does the known length lie as near the camera as the item?",
    )  # fmt: skip
    one.add_argument("--nearer", metavar="LENGTH", help="the item lies so much nearer; --nearer=-3cm: farther")
    one.add_argument("--distance", metavar="LENGTH", help="from the camera to the known length, where it is known")
    one.add_argument("--click-error", metavar="PX", type=float, help="standard error of a coordinate")


def run(args: argparse.Namespace) -> tuple[Any, int]:
    from moderator.desk import measuring

    clicks = {} if args.click_error is None else {"click_px": args.click_error}
    asked = measuring.Asked(
        args.known, args.plane, args.length, args.same_depth, args.nearer, args.distance, **clicks
    )  # fmt: skip
    return measuring.measured(args.file, measuring.read(asked)), 0
