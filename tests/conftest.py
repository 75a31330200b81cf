"""Fixtures for all rooms. Frameworks are imported only inside them: tests of the core run without any."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None)  # a busy machine is no failure
settings.load_profile("steady")

if TYPE_CHECKING:
    from storage.transactions import Database
    from tests.databases import Databases
    from tests.desk import Desk


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write golden documents anew")


@pytest.fixture
def rewrite_golden(request: pytest.FixtureRequest) -> bool:
    """Whether a golden document is to be written and not only compared; read the diff then."""
    return bool(request.config.getoption("--rewrite-golden"))


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Both kinds of database; PostgreSQL is a real server, started at the first use."""
    if "XDG_RUNTIME_DIR" not in os.environ:  # the embedded server's package warns without it
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="ducha-tests-")
    from tests.databases import Databases  # noqa: PLC0415

    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Every test that uses a database runs on each."""
    return str(request.param)


@pytest.fixture
def database(databases: Databases, backend: str, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty database of its own."""
    with databases.fresh(backend, tmp_path, filled=False) as database:
        yield database


@pytest.fixture
def ledger(databases: Databases, backend: str, tmp_path: Path) -> Iterator[Database]:
    """A database of its own with the real notice of 2023 and the made-up roster."""
    with databases.fresh(backend, tmp_path, filled=True) as database:
        yield database


@pytest.fixture
def desk(ledger: Database) -> Desk:
    """The whole program on that database, spoken to by signed HTTP from both platforms' stand-ins."""
    from tests.desk import Desk  # noqa: PLC0415

    return Desk(ledger)
