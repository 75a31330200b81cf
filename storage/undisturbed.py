"""Loading a great deal at once, without the garbage collector looking through it again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keeps the garbage collector at rest for as long as something is loaded that stays.

    It would look for garbage among objects that are all in use, a dozen times while they become a million:
    a third of the time for a large ledger (docs/performance.md). Where two threads load at once, it works
    again as soon as the first is done.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
