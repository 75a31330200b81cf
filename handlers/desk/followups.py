"""Short words that only mean something after what the bot just said: 详情, or a bare 任务45."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from handlers.ledger.items import ItemRef

_DETAILS = re.compile(r"(?:看|查看|发)?(?:详情|详细|明细)(?:第?(\d{1,2})页?|((?:任务|实事)\d{1,5}))?[。.!]?")
_BARE = re.compile(r"(?:就?是|应该是|报的?是)?((?:任务|实事)[1-9]\d{0,4})(?:的|吧|那个|这个|号|项)*[。.!]?")


@dataclass(frozen=True, slots=True)
class Details:
    """详情, 详情2 or 详情 任务42: show in full what the last message wrote."""

    page: int = 1
    item: ItemRef | None = None


def details_asked(text: str) -> Details | None:
    found = _DETAILS.fullmatch(_squeezed(text))
    if not found:
        return None
    return Details(max(1, int(found[1] or 1)), ItemRef.parse(found[2]) if found[2] else None)


def bare_item(text: str) -> ItemRef | None:
    """The item, if the text is nothing but its name: the answer to "which item?"."""
    found = _BARE.fullmatch(_squeezed(text))
    return ItemRef.parse(found[1]) if found else None


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text[:40]).split())
