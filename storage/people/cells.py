"""What may stand in a cell of a sheet that people fill and open in a spreadsheet."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

# A spreadsheet takes a cell that begins like this for a formula (CSV or formula injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# A number however it is spaced, or a longer run of signs with a figure in it: a key, a URL, an account.
_SECRETIVE = re.compile(r"\d[\d \-]{4,}\d|(?=[^\s\d]*\d)[\w\-+/=.:?&%]{6,}", re.ASCII)
_SHOWN = 20


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would run this text instead of showing it; full-width signs count too."""
    return unicodedata.normalize("NFKC", text[:1]).startswith(_FORMULA_STARTS)


def escape(text: str) -> str:
    """The text as it may be written into a sheet: an apostrophe keeps what looks like a formula a text."""
    return f"'{text}" if looks_like_formula(text) else text


def unescape(text: str) -> str:
    """The text behind `escape`; every other text stays as it is."""
    return text[1:] if text.startswith("'") and looks_like_formula(text[1:]) else text


def cell_text(value: object) -> str:
    """A cell's value as a person sees it; a telephone number typed as a number keeps its digits."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value)


def visible(text: str) -> str:
    """The text without control and zero-width characters, which come along when people copy out of a chat."""
    return "".join(char for char in text if char.isprintable() or char.isspace())


def masked_phone(phone: str) -> str:
    """199****1234: enough to recognise one's own number, not to call it."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "****"


def quoted(text: str) -> str:
    """A cell's text for an error message: short, and without anything that may be a number or a key.

    Cells slip into the wrong column, so that any of them may hold a telephone number or a secret.
    """
    masked = _SECRETIVE.sub("****", visible(unicodedata.normalize("NFKC", text)))
    shown = masked[:_SHOWN] + "…" if len(masked) > _SHOWN else masked
    return f"“{shown}”"
