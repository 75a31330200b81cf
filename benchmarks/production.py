"""`ducha serve` for an application of the benchmarks: python -m benchmarks.production APP PORT WORKERS THREADS"""

from __future__ import annotations

import sys

from bot.serving import PARTS, Listening, serve
from bot.settings import read_settings


def main(app: str, port: str, workers: str, threads: str) -> None:
    listening = Listening(port=int(port), workers=int(workers), threads=int(threads), app=app)
    serve(read_settings(), PARTS if app.endswith(":full") else ("web",), listening)


if __name__ == "__main__":
    main(*sys.argv[1:])
