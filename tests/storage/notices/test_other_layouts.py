"""Notices of other places: other layouts, other labels, other orders of columns."""

from __future__ import annotations

import pytest

from storage.notices import ReadNotice, read_notice
from tests.storage.notices.recut import wrap
from tests.storage.notices.texts import other


def read(text: str) -> ReadNotice:
    return read_notice("notice.txt", text.encode())


def units(notice: ReadNotice) -> list[tuple[str, ...]]:
    return [item.units for item in notice.items]


def test_labels_in_brackets() -> None:
    notice = read_notice("01.txt", other("01-xianning-2023-adapted.txt"))
    assert [item.ref.no for item in notice.items] == list(range(123, 130))
    assert notice.items[3].text == "完善企业稳岗帮扶机制，统筹做好高校毕业生、农民工、退役军人等群体就业。"
    assert notice.items[3].units == (
        "市人社局", "市教育局", "市经信局", "市农业农村局", "市退役军人事务局", "各县市区人民政府",
    )  # fmt: skip
    assert [item.lead_units for item in notice.items[:2]] == [("市文旅局",), ("市文旅局",)]
    assert (notice.items[6].lead_known, notice.items[6].units) == (False, ("市人社局",))
    assert notice.items[2].category == "突出“国之大者”，千方百计增进民生福祉"
    assert [(one.value, one.unit) for one in notice.items[6].indicators] == [(38000, "人"), (3.5, "%")]
    assert notice.year == 2023


def test_labels_on_lines_of_their_own() -> None:
    notice = read_notice("02.txt", other("02-lingbi-2021-adapted.txt"))
    shared = ("各乡镇人民政府", "经济开发区管委会", "县政府有关部门", "有关直属单位")
    assert units(notice) == [("县卫健委", "县民政局", *shared), *[("县卫健委", *shared)] * 4]
    assert notice.items[0].lead_units == ("县卫健委", "县民政局")
    assert notice.items[1].text == "加强重大公共卫生安全风险防控，保障群众生命安全"
    assert notice.items[4].text.endswith("提升县域医疗服务能力。")
    assert (notice.year, notice.title) == (2021, "县卫健委2021年政府工作报告任务分解")


def test_web_table_with_deadlines_and_progress() -> None:
    notice = read_notice("03.txt", other("03-huaiyuan-2023-adapted.txt"))
    assert [item.ref.no for item in notice.items] == [6, 52, 53, 54, 55]
    assert units(notice) == [
        ("经管站",),
        ("农田建设管理股", "农业股"),
        ("经管站",),
        ("农业股", "乡村产业发展股"),
        ("农业执法大队",),
    ]
    assert all(item.lead_units == item.units and item.deadline == "2023年底" for item in notice.items)
    assert notice.items[4].text == "开展农资打假专项治理行动，严厉打击假种子、假化肥等违法行为。"
    assert any("不连续" in remark for remark in notice.remarks)


def test_other_places_without_blank_lines() -> None:
    for name in (
        "01-xianning-2023-adapted.txt",
        "02-lingbi-2021-adapted.txt",
        "03-huaiyuan-2023-adapted.txt",
    ):
        text = other(name).decode()
        dense = "\n".join(line for line in text.splitlines() if line.strip())
        assert read(dense).items == read(text).items, name


@pytest.mark.parametrize("width", [12, 15, 18, 22, 27, 33, 40])
def test_other_places_wrapped_anew(width: int) -> None:
    for name in (
        "01-xianning-2023-adapted.txt",
        "02-lingbi-2021-adapted.txt",
        "03-huaiyuan-2023-adapted.txt",
    ):
        text = other(name).decode()
        narrow = "\n".join(wrap(line.strip(), width) for line in text.splitlines())
        assert read(narrow).items == read(text).items, name


def test_leaders_deadlines_and_supporting_units_by_label() -> None:
    notice = read(
        "青山县2024年重点工作任务分解方案\n一、推动发展\n1、地区生产总值增长6.5%以上。\n牵头领导：王小明\n牵头单位：县发改局\n"
        "配合单位：县财政局、县统计局，各乡\n镇人民政府\n完成时限：2024年12月底\n二、改善民生\n2、改造老旧小区20个。\n"
        "牵头领导：李娜、欧阳建国\n责任单位：县住建局\n联系电话：0557-6000000\n"
    )
    first, second = notice.items
    assert first.leaders == ("王小明",)
    assert first.units == ("县发改局", "县财政局", "县统计局", "各乡镇人民政府")
    assert (first.lead_units, first.deadline, first.category) == (("县发改局",), "2024年12月底", "推动发展")
    assert (second.leaders, second.units, second.lead_known) == (("李娜", "欧阳建国"), ("县住建局",), False)
    assert second.category == "改善民生"


def test_who_leads_said_by_a_verb() -> None:
    notice = read(
        "2022年政府工作报告任务分解\n1.提高低保标准。（市民政局牵头，市财政局、各县区政府配合）\n"
        "2.建设地铁2条，完成投资50\n亿元。（责任单位：\n市轨道集团）\n"
    )
    assert units(notice) == [("市民政局", "市财政局", "各县区政府"), ("市轨道集团",)]
    assert notice.items[0].lead_units == ("市民政局",)
    assert notice.items[1].text == "建设地铁2条，完成投资50亿元。"


def test_a_column_for_lead_units_beside_one_for_others() -> None:
    notice = read(
        "2024年区政府重点工作任务清单\n序号\n工作任务\n牵头单位\n配合单位\n完成时限\n1\n新增规上工业企业20家。\n区工信局\n"
        "区发改局、区统计局\n2024年12月底\n2\n持续优化营商环境\n区行政审批局\n各街道办事处\n2024年6月底\n"
    )
    assert [item.lead_units for item in notice.items] == [("区工信局",), ("区行政审批局",)]
    assert units(notice) == [("区工信局", "区发改局", "区统计局"), ("区行政审批局", "各街道办事处")]
    assert [item.deadline for item in notice.items] == ["2024年12月底", "2024年6月底"]
    assert notice.items[1].text == "持续优化营商环境"


def test_leaders_behind_the_units() -> None:
    notice = read(
        "2024年重点工作\n序号 重点任务 责任单位 责任领导\n"
        "1 推进项目建设，新开工项目30个。 县发改局、县住建局 王小明\n"
        "2 加快园区发展。 县经开区管委会 李 娜\n"
    )
    assert [item.leaders for item in notice.items] == [("王小明",), ("李娜",)]
    assert units(notice) == [("县发改局", "县住建局"), ("县经开区管委会",)]


def test_a_marked_lead_unit() -> None:
    notice = read("2024年任务分解表\n1.新建公园10座。\n责任单位：区城管局（牵头）、区住建局\n")
    assert (notice.items[0].units, notice.items[0].lead_units) == (("区城管局", "区住建局"), ("区城管局",))
