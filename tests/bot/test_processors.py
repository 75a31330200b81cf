"""Each web worker keeps to one processor, and no two to the same."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.serving import keep_to_one_processor

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process choose")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = os.sched_getaffinity(0)
    yield
    os.sched_setaffinity(0, before)


def test_workers_take_different_processors_until_none_is_left(tmp_path: Path) -> None:
    here = os.sched_getaffinity(0)
    taken = []
    for _ in range(len(here)):
        taken.append(keep_to_one_processor(tmp_path))
        assert os.sched_getaffinity(0) == {taken[-1]}
        os.sched_setaffinity(0, here)
    assert sorted(processor for processor in taken if processor is not None) == sorted(here)
    assert keep_to_one_processor(tmp_path) is None
    assert os.sched_getaffinity(0) == here
