"""The day under a bulletin: that of its publication. What it counts stays as of the day it was drafted on."""

from __future__ import annotations

from datetime import date

from handlers.wording.demands import official_day
from handlers.wording.phrases import spoken_day


def signed(text: str, drafted: date, published: date) -> str:
    """The text dated by its publication; where the days differ, its cut-off says that it is of the draft.

    A date that a person has written otherwise stays.
    """
    if drafted == published:
        return text
    lines = text.split("\n")
    for at in range(len(lines) - 1, -1, -1):
        if lines[at].strip() == official_day(drafted):
            lines[at] = official_day(published)
            break
    dated = "\n".join(lines)
    for day in (official_day(drafted), spoken_day(drafted)):
        dated = dated.replace(f"截至{day}，", f"截至{day}（拟稿日），")
    return dated
