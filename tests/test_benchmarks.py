"""The measurements without a server need none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks import __main__ as page
from benchmarks import servers


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The parts that were run, on a machine without gunicorn."""
    found: list[str] = []
    for name in page.PARTS:
        monkeypatch.setitem(page.PARTS, name, _noting(name, found))
    monkeypatch.setattr(servers, "find_spec", lambda name: None)
    return found


def test_the_standing_is_measured_without_gunicorn(measured: list[str]) -> None:
    page.main(["--only", "standing", "alone"])
    assert measured == ["standing", "alone"]


@pytest.mark.parametrize("part", sorted(page.WITH_SERVERS))
def test_what_is_served_needs_the_baseline(measured: list[str], part: str) -> None:
    with pytest.raises(SystemExit):
        page.main(["--only", "standing", part])
    assert measured == []


def _noting(name: str, found: list[str]) -> Callable[[page.Extent, str | None], None]:
    return lambda _extent, _folder: found.append(name)
