"""The kind proposed for every unit of the 2023 notice, and for bodies that other notices name."""

from __future__ import annotations

import pytest

from handlers.ledger.unit_kinds import UnitKind, propose_kind

IN_THE_NOTICE = {
    UnitKind.DEPARTMENT: """
        区发展改革局 区发展改革局（区地方金融监管局） 区住房城乡建设局 区工业和信息化局 区财政局
        区商务局 区投资促进局 区投资促进局（区民营经济局） 区金融事业发展中心 区园区管理服务中心
        济南中央活力区发展促进中心 济南能源互联网产业发展促进中心 济南中央商埠区发展促进中心 区科技局
        区农业农村局 区文化和旅游局 区市场监管局 区行政审批服务局 区行政审批服务局（区企业服务中心）
        区司法局 区人力资源社会保障局 区教育体育局 区水务局 区自然资源局 区城管局 区城管委办公室
        区民政局 区政府办公室（区大数据局） 区应急局 区应急委办（区应急局） 区安委办（区应急局）
        区卫生健康局 区医保局 区民族宗教局 区退役军人局 区园林绿化服务中心 区信访局
        区12345市民服务热线运行中心 区重点工程服务中心
    """,
    UnitKind.STREET: """
        党家街道办事处 陡沟街道办事处 泺源街道办事处 大观园街道办事处
    """,
    UnitKind.PARTY: """
        区委人才办 区委政法委 区委宣传部 区网信办 区文明办 区扫黑办 区社会治安综合治理服务中心
        区档案馆 区委统筹疫情防控和经济运行工作领导小组（指挥部）
    """,
    UnitKind.MASS: """
        区妇联 团区委 区残联
    """,
    UnitKind.VERTICAL: """
        公安市中分局 生态环境市中分局 区人武部
    """,
    UnitKind.COMPANY: """
        市中城投集团 区财金集团
    """,
}
ELSEWHERE = {
    UnitKind.DEPARTMENT: """
        县卫生健康委 市国资委 区统计局 区行政审批服务局 市政府办公室 区安委办 区城管委
    """,
    UnitKind.STREET: """
        舜耕街道 杆石桥街道办 城关镇 尹集镇人民政府 朝阳乡人民政府
    """,
    UnitKind.PARTY: """
        中共市中区委员会 县委组织部 市委办公室 七贤街道党工委 区纪委监委 区委党校 区政协办公室
        区委编办
    """,
    UnitKind.MASS: """
        区总工会 共青团市中区委 区工商联 区科协 区文联 区红十字会 团市委 区妇女联合会
        区残疾人联合会
    """,
    UnitKind.VERTICAL: """
        区税务局 区气象局 人民银行市中支行 区消防救援大队 区检察院 区人民法院 区人民武装部
        市自然资源局市中分局
    """,
    UnitKind.COMPANY: """
        国网市中供电公司 区属水务集团有限公司 农商银行
    """,
}


def named(table: dict[UnitKind, str]) -> list[tuple[str, UnitKind]]:
    return [(name, kind) for kind, names in table.items() for name in names.split()]


@pytest.mark.parametrize(("name", "kind"), named(IN_THE_NOTICE))
def test_units_of_the_notice(name: str, kind: UnitKind) -> None:
    assert propose_kind(name) is kind


@pytest.mark.parametrize(("name", "kind"), named(ELSEWHERE))
def test_bodies_elsewhere(name: str, kind: UnitKind) -> None:
    assert propose_kind(name) is kind


@pytest.mark.parametrize("name", ["", "　", "（区应急局）", "\x00", "团", "🙂"])
def test_any_text_has_a_proposal(name: str) -> None:
    assert propose_kind(name) is UnitKind.DEPARTMENT


def test_blanks_and_wide_characters_do_not_matter() -> None:
    assert propose_kind(" 公安 市中分局 ") is UnitKind.VERTICAL
    assert propose_kind("区发展改革局(区委某办)") is UnitKind.DEPARTMENT


def test_every_kind_has_its_own_label() -> None:
    assert len({kind.label for kind in UnitKind}) == len(UnitKind)


def test_orders_go_only_to_what_the_government_commands() -> None:
    assert {kind for kind in UnitKind if not kind.under_government} == {
        UnitKind.PARTY,
        UnitKind.MASS,
        UnitKind.VERTICAL,
    }
