"""Words by their sound: input methods and dictation write 任物 for 任务 and 下一部 for 下一步."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=8192)
def sound(words: str) -> str:
    """One syllable a character, tones left out; what has no sound stays as it is."""
    return " ".join(lazy_pinyin(char, style=Style.NORMAL)[0] for char in words)
