"""The words of a text layer without its layout, and beside them where the layout broke them.

A text layer keeps no table lines: a cell is broken at any character and blanks come from padding. So the
readers look at the characters alone (`chars`) and take breaks (`gaps`) only as hints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from handlers.wording.phrases import columns

NONE, BLANK, LINE = 0, 1, 2

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Stream:
    """`gaps[i]` is the break before `chars[i]`: none, a blank, or a line end."""

    chars: str
    gaps: bytes

    @classmethod
    def of(cls, text: str) -> Stream:
        chars: list[str] = []
        gaps = bytearray()
        for piece in re.finditer(r"(\s*)(\S+)", text):
            gaps.append(LINE if "\n" in piece[1] or not chars else BLANK)
            gaps.extend(bytes(len(piece[2]) - 1))
            chars.append(piece[2])
        return cls("".join(chars), bytes(gaps))

    def __len__(self) -> int:
        return len(self.chars)

    def gap(self, at: int) -> int:
        """The break before `at`; the ends of the stream are line ends."""
        return self.gaps[at] if 0 <= at < len(self.gaps) else LINE

    def part(self, start: int, end: int) -> Stream:
        return Stream(self.chars[start:end], self.gaps[start:end])

    @property
    def text(self) -> str:
        """The characters as people write them: a blank stays only between two Latin words or figures."""
        out: list[str] = []
        for at, char in enumerate(self.chars):
            if at and self.gaps[at] == BLANK and belongs(self.chars[at - 1], char):
                out.append(" ")
            out.append(char)
        return "".join(out)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        return tuple(at for at in range(len(self)) if at == 0 or self.gaps[at] == LINE)

    def lines(self) -> Iterator[tuple[int, int]]:
        """The lines as (start, end)."""
        yield from pairwise((*self.line_starts, len(self)))

    def width(self, start: int, end: int) -> int:
        """How wide the characters stand on paper: Han two, Latin one, a blank one."""
        blanks = sum(self.gaps[at] == BLANK for at in range(start + 1, end))
        return blanks + columns(self.chars[start:end])


def belongs(left: str, right: str) -> bool:
    """A blank between two Latin words or two figures is part of the text, any other is layout."""
    both = left + right
    return both.isascii() and (both.isalpha() or both.isdigit())


def squeeze(text: str) -> str:
    return _SPACES.sub("", text)
