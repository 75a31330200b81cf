from __future__ import annotations

import pytest

from tests.bot.platforms.scene import Scene


@pytest.fixture
def scene() -> Scene:
    return Scene()
