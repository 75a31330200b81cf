"""Text brought to one width and case for matching, with the way back to the words as they were written.

Fields of a reading are exact substrings of the message, so every folded character knows where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_KEPT = {"，": "，", "…": "…"}  # a full-width comma never groups thousands
_FOLDED = {
    **dict.fromkeys("—–―‐‑‒−─━", "-"),
    **dict.fromkeys("〜∼˜", "~"),
    **dict.fromkeys("\r\u2028\u2029\x0b\x0c\x85", "\n"),
    "歩": "步",
    "︰": ":",
    "∶": ":",
    "﹕": ":",
    "│": "|",
    "┃": "|",
    "¦": "|",
    "〔": "[",
    "〕": "]",
}
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\u00ad"
_UNEVEN = re.compile(f"[{_INVISIBLE}]")
_OPENING = frozenset('（(“‘"《【[「『①②③④⑤⑥⑦⑧⑨<-')
_CLOSING = frozenset('）)”’"》】]」』%％>㎡')
_PAIRS = {"“": "”", '"': '"', "‘": "’", "'": "'", "「": "」", "『": "』"}


def _fold(char: str) -> str:
    if char in _KEPT or 0x2460 <= ord(char) <= 0x24FF or 0x3220 <= ord(char) <= 0x32B0:
        return char  # circled and bracketed numbers are list marks, not digits
    if char in _FOLDED:
        return _FOLDED[char]
    if char in _INVISIBLE:
        return ""
    return unicodedata.normalize("NFKC", char).lower()


class _FoldTable(dict[int, str]):
    """The folded form of each code point, worked out when first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold(chr(code))
        return folded


_TABLE = _FoldTable()


@dataclass(frozen=True, slots=True)
class Text:
    """`norm` is what is matched; `cut` gives the original words of a span of it."""

    raw: str
    norm: str
    origin: tuple[int, ...] | None  # position in `raw` of each character of `norm`; None where they coincide

    @classmethod
    def of(cls, raw: str) -> Text:
        norm = raw.translate(_TABLE)
        if len(norm) == len(raw) and not _UNEVEN.search(raw):
            return cls(raw, norm, None)
        pieces: list[str] = []
        origin: list[int] = []
        for at, char in enumerate(raw):
            folded = _TABLE[ord(char)]
            pieces.append(folded)
            origin.extend([at] * len(folded))
        return cls(raw, "".join(pieces), tuple(origin))

    def cut(self, start: int, end: int) -> str:
        """The original words of norm[start:end], without outer punctuation, blanks and emoji."""
        if start >= end:
            return ""
        if self.origin is None:
            return trim(self.raw[start:end])
        return trim(self.raw[self.origin[start] : self.origin[end - 1] + 1])


def _is_outer(char: str, kept: frozenset[str]) -> bool:
    if char.isalnum():
        return False
    return char.isspace() or (unicodedata.category(char)[0] in "PSZC" and char not in kept)


def _is_dash(words: str, at: int) -> bool:
    """A hyphen that is no sign of a number."""
    return words[at] == "-" and not words[at + 1 : at + 2].isdigit()


def trim(words: str) -> str:
    """Without outer punctuation, blanks and emoji; brackets and quotes of the words stay."""
    start, end = 0, len(words)
    while start < end and (_is_outer(words[start], _OPENING) or _is_dash(words, start)):
        start += 1
    while end > start and _is_outer(words[end - 1], _CLOSING):
        end -= 1
    words = words[start:end]
    if len(words) > 1 and _PAIRS.get(words[0]) == words[-1] and words[-1] not in words[1:-1]:
        return trim(words[1:-1])
    return words
