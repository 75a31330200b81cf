"""What is not read, and the one line that says why."""

from __future__ import annotations

import pytest

from handlers.errors import InputError
from storage.notices import ClassifiedError, read_notice
from tests.storage.notices.texts import NOTICE


@pytest.mark.parametrize(
    "mark",
    [
        "机密★1年",
        "秘密",
        "绝密★启用前",
        "机 密 ★ 长 期",
        "000012\n秘密★6个月\n特急",
        "密级：机密",
        "【秘密】",
    ],
)
def test_a_classified_file_is_refused(mark: str) -> None:
    with pytest.raises(ClassifiedError, match="密级") as refused:
        read_notice("notice.txt", f"{mark}\n".encode() + NOTICE)
    assert "\n" not in str(refused.value)


def test_the_word_inside_a_task_is_no_mark() -> None:
    text = "2024年任务分解表\n1.开展保守国家秘密教育，严查\n机密文件管理。（责任单位：区保密局）\n"
    assert read_notice("notice.txt", text.encode()).items[0].units == ("区保密局",)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("通知.doc", b"x", "不能读取.doc文件"),
        ("通知", b"x", "没有扩展名"),
        ("通知.txt", b"  \n ", "空的"),
        ("通知.txt", b"PK\x03\x04rest", "Word"),
        ("通知.txt", b"%PDF-1.7", "PDF"),
        ("通知.txt", b"\xff\xff\xff\x00\x81", "编码"),
        ("通知.txt", "今天天气很好。\n1. 买菜\n2. 做饭\n".encode(), "没有在文件中找到任务清单"),
        (
            "通知.txt",
            "关于召开会议的通知\n各部门：定于2023年3月1日开会。\n".encode(),
            "没有在文件中找到任务清单",
        ),
    ],
)
def test_what_is_no_notice_is_refused_in_one_line(name: str, data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        read_notice(name, data)
    assert str(refused.value).startswith(name)
    assert "\n" not in str(refused.value)


def test_a_suffix_in_capitals() -> None:
    assert len(read_notice("NOTICE.TXT", NOTICE).items) == 130
