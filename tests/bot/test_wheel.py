"""The wheel, installed elsewhere, brings its data and its migrations along."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("bot", "handlers", "storage", "schedules", "pyproject.toml", "README.md", "LICENSE")
PROGRAM = """
import json, pathlib, sys
import bot, storage
from storage import schema
from storage.importing import Source, import_notice
from storage.packaged import NOTICE, YEAR, packaged_notice, packaged_roster
from storage.transactions import Database
from bot.clock import utc_now

database = Database("sqlite:///fresh.db")
schema.upgrade(database)
with database.session() as session:
    result = import_notice(session, packaged_notice(), YEAR, Source(NOTICE, ""), utc_now())
print(json.dumps({
    "from": [str(pathlib.Path(module.__file__).parent.parent) for module in (bot, storage)],
    "items": len(packaged_notice().items),
    "people": len(packaged_roster().rows),
    "new": result.new,
    "current": schema.is_current(database),
    "differences": schema.differences(database),
}))
database.close()
"""


def run(folder: Path, *command: str, **variables: str) -> str:
    outcome = subprocess.run(  # noqa: S603 -- our own interpreter
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return outcome.stdout


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder that holds the installed wheel and nothing else."""
    source = tmp_path / "source"
    source.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, source)
    run(source, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path))
    [wheel] = tmp_path.glob("ducha-*.whl")
    target = tmp_path / "installed"
    options = ("--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", "--no-compile")
    run(tmp_path, "-m", "pip", "install", *options, "--target", str(target), str(wheel))
    return target


def test_the_installed_wheel_makes_a_ledger_of_the_packaged_notice(installed: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    found = json.loads(run(elsewhere, "-c", PROGRAM, PYTHONPATH=str(installed)))
    assert found == {
        "from": [str(installed)] * 2,
        "items": 130,
        "people": found["people"],
        "new": True,
        "current": True,
        "differences": [],
    }
    assert found["people"] > 100
    assert not (installed / "tests").exists()
    assert (installed / "bin" / "ducha").exists()

    help_text = run(elsewhere, "-c", "from bot.cli import main; main()", "--help", PYTHONPATH=str(installed))
    assert "ducha demo" in help_text
