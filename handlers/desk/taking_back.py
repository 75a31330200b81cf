"""1 or 2: the answer to the question whether reports of former months are to be taken back."""

from __future__ import annotations

import re
import unicodedata

_YES = re.compile(
    r"(?=.*[1是对确要撤])(?:1|是的?|对的?|确认|确定|要)?(?:都|全部)?(?:要)?(?:撤回?|撤销)?(?:吧|的)?[。.!！]?"
)
_NO = re.compile(
    r"(?=.*[2否不别算取错])(?:2|否|不是|不对|不用了?|不要了?|算了|取消|错了|别)?(?:都|先)?(?:不|别)?(?:用|要)?"
    r"(?:撤回?|撤销)?(?:了|吧|的)?[。.!！]?"
)
_LONGEST = 12


def confirmed(text: str) -> bool | None:
    """Whether a text that is nothing but an answer says yes; None for anything else."""
    words = "".join(unicodedata.normalize("NFKC", text[: _LONGEST + 1]).split())
    if not words.strip("。.!！") or len(words) > _LONGEST:
        return None
    if _YES.fullmatch(words):
        return True
    return False if _NO.fullmatch(words) else None
