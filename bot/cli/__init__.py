"""The command `ducha`: a group of small commands, one file a subject."""

from __future__ import annotations

from bot.cli.main import main

__all__ = ["main"]
