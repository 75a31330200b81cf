"""A process of its own that writes notes, and says of each when it is stored."""

from __future__ import annotations

import sys
from functools import partial

from storage.transactions import Database
from tests.storage.contents import note


def main(url: str, name: str, count: int) -> None:
    database = Database(url)
    sys.stdin.readline()  # all begin together
    for number in range(count):
        acknowledged = database.write(partial(note, f"{name}-{number:05}"))
        sys.stdout.write(f"{acknowledged}\n")
        sys.stdout.flush()
    database.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
