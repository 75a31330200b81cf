"""Example data that ships with the program: the real notice of 2023, and a made-up roster for its units."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from storage.notices import ReadNotice, read_notice
from storage.people import Roster, read_roster

NOTICE = "2023-notice.txt"
ROSTER = "2023-roster.csv"
YEAR = 2023


def packaged(name: str) -> bytes:
    return (files("storage") / "data" / name).read_bytes()


@cache
def packaged_notice() -> ReadNotice:
    return read_notice(NOTICE, packaged(NOTICE))


def packaged_roster() -> Roster:
    """Names, phones and accounts in it are invented."""
    return read_roster(ROSTER, packaged(ROSTER))
