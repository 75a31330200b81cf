"""The command `ducha`, run as a user does: in a folder and an environment of its own."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.cli.main import main

if TYPE_CHECKING:
    from storage.transactions import Database


@dataclass(frozen=True, slots=True)
class Outcome:
    """Exit status, and what was written where."""

    status: int
    out: str
    err: str

    def refused_in_one_line(self, *words: str) -> bool:
        """Status 2 and one line on stderr (nothing on stdout) that has all of these words."""
        told = self.err.strip()
        return (self.status, self.out) == (2, "") and "\n" not in told and all(word in told for word in words)


class Ducha:
    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._patch = patch
        self._capture = capture

    def __call__(self, *arguments: object) -> Outcome:
        self._capture.readouterr()
        self._patch.setattr(sys, "argv", ["ducha", *map(str, arguments)])
        status = 0
        try:
            main()
        except SystemExit as ending:
            status = ending.code if isinstance(ending.code, int) else 1
        told = self._capture.readouterr()
        return Outcome(status, told.out, told.err)

    def uses(self, database: Database) -> None:
        url = database.engine.url.render_as_string(hide_password=False)
        self._patch.setenv("DUCHA_DATABASE_URL", url)

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


@pytest.fixture
def ducha(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Ducha:
    """With `sqlite:///ducha.db` in an empty folder, which is the default, until it `uses` another."""
    folder = tmp_path_factory.mktemp("office")
    monkeypatch.chdir(folder)
    for name in os.environ:
        if name.startswith("DUCHA_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    module = sys.modules["bot.cli.main"]  # `bot.cli.main` is the function in it
    monkeypatch.setattr(module, "set_up_logs", lambda _level: None)
    return Ducha(folder, monkeypatch, capsys)
