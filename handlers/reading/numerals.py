"""Numbers as people write and say them: 12, 1,234, 三十六点八, 一百零四, 两万三."""

from __future__ import annotations

import re

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000}
D = "[一二两三四五六七八九]"
_TENS = f"{D}?十{D}?"
_HUNDREDS = f"{D}百(?:零{D}|零?{D}?十{D}?|{D})?"
_THOUSANDS = f"{D}千(?:零?(?:{_HUNDREDS}|{_TENS}|{D}))?"
_SMALL = f"(?:{_THOUSANDS}|{_HUNDREDS}|{_TENS}|{D})"
SPOKEN = f"(?:{_SMALL}万(?:零?{_SMALL})?|(?:{_SMALL}|零)点[零〇一二三四五六七八九]{{1,6}}|{_SMALL})"
# bounded, so that no search over digits is tried again for each of them
WRITTEN = r"(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)(?:\.\d{1,6})?|\d{1,12}(?:\.\d{1,6})?)"
NUMBER = f"(?:{WRITTEN}|{SPOKEN})"
# numbers of items and of list points: never above the hundreds, also spelled digit by digit (一零五)
ORDINAL = rf"(?:\d{{1,5}}|{D}百(?:零{D}|{D}?十{D}?)?|[零〇一二三四五六七八九幺]{{2,3}}(?!十|百)|{_TENS}|{D})"
ORDINAL_FIRST = r"[\d零〇一二三四五六七八九幺十两]"
_SPELLED = re.compile("[零〇一二三四五六七八九幺]+")


def spoken_value(words: str) -> float:
    """The value of a Chinese numeral that SPOKEN or ORDINAL matched."""
    whole, _, fraction = words.partition("点")
    if fraction:
        return float(f"{spoken_value(whole):.0f}.{''.join(str(_DIGITS[char]) for char in fraction)}")
    if len(whole) > 1 and _SPELLED.fullmatch(whole):
        return float("".join(str(_DIGITS[char]) for char in whole))
    high, wan, low = whole.partition("万")
    if wan:
        lead = low[:1] in _DIGITS and len(low) == 1
        return spoken_value(high) * 10000 + (_DIGITS[low] * 1000 if lead else spoken_value(low) if low else 0)
    return _below_ten_thousand(whole)


def _below_ten_thousand(words: str) -> float:
    total, digit, last = 0, 0, 1
    for char in words:
        if char in _UNITS:
            last = _UNITS[char]
            total += (digit or 1) * last
            digit = 0
        else:
            digit = _DIGITS[char]
            last = 1 if char in "零〇" else last
    # 三百二 is 320, 三百零二 is 302
    return float(total + digit * (last // 10 if last >= 100 else 1))


def value(words: str) -> float:
    """The value of what NUMBER or ORDINAL matched."""
    if words[0].isdigit():
        return float(words.replace(",", ""))
    return spoken_value(words)


def whole(words: str) -> int:
    """The value of what ORDINAL matched."""
    return int(words) if words.isdecimal() else int(spoken_value(words))
