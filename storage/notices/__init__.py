"""Readers of the founding document: a file in, items out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath

from handlers.errors import InputError
from storage.notices.letter import ClassifiedError
from storage.notices.notice import Found, ReadNotice, assemble
from storage.notices.plain_text import read_plain_text

__all__ = ["READERS", "ClassifiedError", "ReadNotice", "read_notice"]

# A new format is one more line here: a reader takes the file's bytes and finds rows.
READERS: Mapping[str, Callable[[bytes], Found]] = {".txt": read_plain_text}


def read_notice(name: str, data: bytes) -> ReadNotice:
    """Read a notice; `name` tells its format. InputError says in one line what is wrong."""
    suffix = PurePath(name).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        readable = "、".join(READERS)
        raise InputError(
            f"{name}：不能读取{suffix or '没有扩展名的'}文件，目前可读 {readable}，请另存为其中一种再导入"
        )
    if not data.strip():
        raise InputError(f"{name}：文件是空的，请重新导出后再导入")
    try:
        return assemble(reader(data))
    except ClassifiedError as error:
        raise ClassifiedError(f"{name}：{error}") from None
    except InputError as error:
        raise InputError(f"{name}：{error}") from None
