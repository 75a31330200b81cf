"""Who wants to report for which unit, in everyday words; and what is none of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.joining.reading import join_word, parts_of, until_in
from handlers.joining.shapes import Apply, Deputise, HandOver, Leave, Parts, masked
from handlers.wording.joining import missing

TODAY = date(2023, 8, 1)
NAMES = {
    "区财政局": "区财政局",
    "财政局": "区财政局",
    "大观园街道": "大观园街道办事处",
    "大观园街道办事处": "大观园街道办事处",
    "督查室": "督查室",
}
PHONE = "13912345678"


@pytest.mark.parametrize(
    ("text", "unit", "name"),
    [
        ("绑定财政局，王小明，13912345678", "区财政局", "王小明"),
        ("您好，我是区财政局办公室的王小明，电话13912345678，请帮我登记", "区财政局", "王小明"),
        ("绑定 王小明13912345678财政局", "区财政局", "王小明"),
        ("申请绑定，单位：财政局 姓名：欧阳娜娜 手机：+86 139 1234 5678", "区财政局", "欧阳娜娜"),
        ("我是新来的联络员张伟，大观园街道办事处，139-1234-5678", "大观园街道办事处", "张伟"),
        ("财政局联络员换人了，我是张伟 １３９１２３４５６７８", "区财政局", "张伟"),
        ("绑定 财政局 买买提·艾力 13912345678", "区财政局", "买买提·艾力"),
        ("绑定 督查室 周玉珍 13912345678", "督查室", "周玉珍"),
        ("绑定 财政局 李想 13912345678", "区财政局", "李想"),
    ],
)
def test_the_parts_in_any_order(text: str, unit: str, name: str) -> None:
    assert join_word(text, TODAY, known=False) is not None
    assert parts_of(text, NAMES) == Parts(unit, name, PHONE)


def test_what_is_missing_or_unknown() -> None:
    assert parts_of("绑定 水利局 李海", NAMES) == Parts(name="李海", unknown="水利局")
    assert parts_of("绑定 财政局 李海 1391234567", NAMES) == Parts("区财政局", "李海", bad_phone=True)
    assert "手机号应为11位" in missing(parts_of("绑定 财政局 李海 1391234567", NAMES), ())
    assert parts_of("李海", NAMES) == Parts(name="李海")


def test_completed_by_what_was_said_before() -> None:
    before = Parts("区财政局", "李海")
    assert parts_of(PHONE, NAMES).over(before) == Parts("区财政局", "李海", PHONE)
    assert parts_of("大观园街道", NAMES).over(before).unit == "大观园街道办事处"


@pytest.mark.parametrize(
    "text",
    [
        "任务42 完成情况：已完成，联系电话13912345678",
        "你好",
        "今年能完成吗",
    ],
)
def test_a_strangers_other_messages_are_no_application(text: str) -> None:
    assert join_word(text, TODAY, known=False) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("解绑", Leave),
        ("我调走了", Leave),
        ("我已经离职", Leave),
        ("确认解绑", Leave),
        ("交接给 张三 13912345678", HandOver),
        ("工作交接给张三", HandOver),
        ("以后由张三负责填报 13912345678", HandOver),
        ("由李四代理到8月15日", Deputise),
        ("我出差，由李四代填到8月15日", Deputise),
        ("请李四代理两周", Deputise),
        ("换绑 手机号 13912345678", Apply),
    ],
)
def test_who_reports_from_now_on(text: str, kind: type) -> None:
    assert isinstance(join_word(text, TODAY, known=True), kind)


@pytest.mark.parametrize(
    "text",
    [
        "任务42 由区住建局负责，已完成",
        "由市里负责审批",
        "已移交给公安部门处理",
        "任务42 完成情况：由设计院代为编制方案到8月15日",
        "由招标代理公司代理到8月15日",
        "同意绑定 3",
        "实事13 完成情况：已登记2000户",
        "人员已调走2名，正在补充",
    ],
)
def test_what_a_report_says_changes_nobody(text: str) -> None:
    assert join_word(text, TODAY, known=True) is None


def test_until_which_day() -> None:
    assert until_in("到8月15日", TODAY) == date(2023, 8, 15)
    assert until_in("到2024年1月5号", TODAY) == date(2024, 1, 5)
    assert until_in("到1月5日", TODAY) == date(2024, 1, 5), "the coming one"
    assert until_in("两周", TODAY) == date(2023, 8, 15)
    assert until_in("10天", TODAY) == date(2023, 8, 11)
    assert until_in("到2月30日", TODAY) is None
    assert until_in("", TODAY) is None


@given(st.text(max_size=150), st.booleans(), st.booleans())
def test_any_text_is_read(text: str, known: bool, asked: bool) -> None:
    join_word(text, TODAY, known=known, asked=asked)
    parts = parts_of(text, NAMES)
    assert parts.phone == "" or len(parts.phone) == 11


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_number_is_never_shown_whole(phone: str) -> None:
    assert phone not in missing(parts_of(f"绑定 财政局 {phone}", NAMES), ())
    assert masked(phone) == f"{phone[:3]}****{phone[-4:]}"
    assert phone not in repr(parts_of(phone, NAMES))
