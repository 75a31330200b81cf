"""One text, as each channel shows it."""

from __future__ import annotations

from bot.platforms.markdown import TITLE_LIMIT, for_dingtalk, for_wecom, plain, title_of

TEXT = '## 督查通报\n\n> 截至4月10日\n**任务45** <font color="warning">逾期</font>\n- [台账](https://x.cn/a)\n`任务45`'


def test_plain_has_no_marks_and_keeps_every_word() -> None:
    assert plain(TEXT) == "督查通报\n\n截至4月10日\n任务45 逾期\n- 台账（https://x.cn/a）\n任务45"
    assert plain("3*4>2 与 #1 楼、a_b") == "3*4>2 与 #1 楼、a_b"


def test_dingtalk_knows_no_font_and_wants_two_spaces_before_a_line_end() -> None:
    shown = for_dingtalk(TEXT)
    assert "font" not in shown
    assert "**任务45** 逾期  \n- [台账]" in shown
    assert "通报  \n\n> " in shown


def test_wecom_shows_it_as_it_is() -> None:
    assert for_wecom(TEXT) == TEXT


def test_the_title_is_the_essence_and_not_a_fixed_word() -> None:
    assert title_of("\n" + TEXT) == "督查通报"
    assert len(title_of("督" * 200)) == TITLE_LIMIT
    assert title_of("\n") == "督查"
