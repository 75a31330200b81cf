"""Units of measure and the counting words of the reports."""

from __future__ import annotations

import re

_COUNTED = (
    "美元 欧元 港元 港币 日元 英镑 美金 微克/立方米 毫克/立方米 毫克/升 套(间) 平方公里 平方米 平方千米 立方米 个百分点 百分点 千瓦时 "
    "兆瓦 千瓦 家次 户次 人次 场次 车次 班次 批次 个次 处次 项次 件次 台次 课时 学时 小时 分钟 公里 "
    "千米 公顷 公斤 千克 平米 m2 km 个 家 处 套 间 户 栋 幢 座 场 人 名 位 件 条 项 起 例 米 亩 吨 元 "
    "块 台 辆 部 支 只 批 篇 期 本 册 份 张 幅 节 课 堂 所 对 通 款 类 种 宗 片 段 盏 棵 株 根 口 眼 "
    "美元 美金 港元 港币 欧元 日元 英镑 "
    "次 趟 天 队 班 门 首 枚 面 盘 笔 单 卷 组 站 架 艘 桌 床 束 颗 档 键 顶 页 届 回 平 万"
)
# characters that begin another word after a number: 任务23对接…, 97本月…, 处理, 项目
_NOT_BEFORE = dict(
    pair.split(":")
    for pair in [
        "片:区",
        "对:接于外口标照应符全象",
        "通:过报知车行信讯水气",
        "课:程题堂",
        "节:能约水目日点",
        "起:步草到诉动来",
        "次:月日年要序结供装",
        "场:所地馆景",
        "处:罚理置于级",
        "条:件例",
        "项:目",
        "家:庭长具园政电乡门",
        "户:外籍口型",
        "人:员才民大社均物居力口群家武",
        "位:于置",
        "台:账",
        "支:付持部撑出",
        "部:门分署委队级",
        "批:复准发",
        "期:间限末",
        "本:月季周年项区级地市次单局轮",
        "份:额",
        "门:头店诊口类",
        "班:子级",
        "队:伍",
        "面:积向临对",
        "单:位元独项个",
        "组:织建成合",
        "站:点位",
        "架:构",
        "眼:科健病",
        "天:然气桥",
        "根:据本",
        "间:接",
        "所:有属以在需",
        "套:路",
        "款:项式",
        "类:别似",
        "种:植类子",
        "块:写报说",
        "元:旦宇件素",
        "名:企校园品单称",
        "页:面岩",
        "届:时满别",
        "回:头收访应迁复归升落购到来去",
        "平:均方台米安稳衡原整时房面",
    ]
)


def _whole_word(unit: str) -> str:
    barred = _NOT_BEFORE.get(unit)
    return f"{re.escape(unit)}(?![{barred}])" if barred else re.escape(unit)


UNIT = "(?:" + "|".join(map(_whole_word, sorted(_COUNTED.split(), key=len, reverse=True))) + ")"
BARE_MONEY = r"(?:(?:亿|千万|万)(?![\d.]))"
_OF_MONEY = (
    r"(?:投资(?!者|人|商)|产值|营收|税收|收入|销售额|零售额|交易额|成交额|出口额|进出口|增加值|总值|资金|融资|贷款|授信|放款|信贷"
    r"|引资|金额|利润|投入|支出|拨付|到位|保费|补贴|债券)"
)
_NAMED_MONEY = re.compile(_OF_MONEY)
_NAMED_MONEY_BEHIND = re.compile(rf"[一-龥]{{0,4}}?{_OF_MONEY}")
_NOTHING_BEHIND = re.compile(r"\s*(?:$|[^\w\s]|(?:余|多|及?以上|以内|以下|左右|上下|大关))")
_ABOUT_IT = re.compile(r"[^\w]|累计|完成|实现|达到?|共计?|约|新增|再|力争|确保|争取")


def is_money(unit: str, before: str, behind: str) -> bool:
    """Whether a bare 亿 or 万 counts money: what it counts is named (投资20亿, 20亿产值) or nothing is (3100万).

    `before` and `behind` are the words of its clause; 入户1.2万 does not say what of. 亿 counts nothing else.
    """
    if names_money(before, behind):
        return True
    return bool(_NOTHING_BEHIND.match(behind)) and (unit == "亿" or not _ABOUT_IT.sub("", before))


def names_money(before: str, behind: str) -> bool:
    """投资5000万, 5000万投资: whether the words around a bare number in 万 say that it is money."""
    if _NAMED_MONEY_BEHIND.match(behind):
        return True
    return bool(_NAMED_MONEY.search(before) and _NOTHING_BEHIND.match(behind))


# 12号项目, 9号楼: a thing that has this number, not an item
NUMBERED = "(?:教学|宿舍|住宅|办公|居民|实验|综合)?楼|地块|线|院|路|项目|片区|网格|桥|厂房|车间|标段|点位|井|隧道|馆|库|公寓|宗地|泵|机组|塔|门|站房|泊位|基坑"
SAME_UNIT = {
    "m2": "平方米",
    "平米": "平方米",
    "平": "平方米",
    "km": "公里",
    "千米": "公里",
    "平方千米": "平方公里",
    "个百分点": "百分点",
    "美金": "美元",
    "港币": "港元",
}
CURRENCIES = ("元", "美元", "港元", "欧元", "日元", "英镑")
"""Money stays in the currency that it was written in; what is in another is never compared or summed."""
# what follows a number that counts something and so does not name an item
COUNTING = re.compile(
    rf"\s{{0,4}}(?:[余多来]?\s?[万亿%‰]|[余多来]?{UNIT}(?!的?计划)|月|日|年|点|号楼|号地块|号线|楼"
    r"|季度|周岁|岁|级|届|中(?=[新老本分学校开封建完在和与、，,]|$)"
    r"|度|成(?!立)|倍|[-~至到]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:月|日|年|季度|%))|\d"
    r"|[a-z]|\.\d|:\d"
)
# counting words that people swap: 28名 and 28人 are the same, 186户 and 580人 are not
SWAPPED = (
    frozenset({"人", "名", "位"}),
    frozenset({"栋", "幢", "座"}),
    frozenset({"套", "间"}),
    frozenset({"家", "户"}),
    frozenset({"场", "次", "场次", "期", "届", "回"}),
    frozenset(
        {"个", "处", "家", "所", "座", "项", "条", "件", "起", "宗", "例", "种", "类", "款", "只", "块", "对"}
    ),
)
# those of them that count the same thing, where it is named: 3届 and 3次 may be two
COUNTED_ALIKE = (
    frozenset({"人", "名", "位"}),
    frozenset({"栋", "幢", "座"}),
    frozenset({"场", "次", "场次"}),
    frozenset({"套", "间"}),
    frozenset({"家", "户"}),
    frozenset({"个", "处", "家", "所", "座", "项"}),
)
