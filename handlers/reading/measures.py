"""Units of measure and the counting words of the reports."""

from __future__ import annotations

import re

_COUNTED = (
    "微克/立方米 毫克/立方米 毫克/升 套(间) 平方公里 平方米 平方千米 立方米 个百分点 百分点 千瓦时 "
    "兆瓦 千瓦 家次 户次 人次 场次 车次 班次 批次 个次 处次 项次 件次 台次 课时 学时 小时 分钟 公里 "
    "千米 公顷 公斤 千克 平米 m2 km 个 家 处 套 间 户 栋 幢 座 场 人 名 位 件 条 项 起 例 米 亩 吨 元 "
    "块 台 辆 部 支 只 批 篇 期 本 册 份 张 幅 节 课 堂 所 对 通 款 类 种 宗 片 段 盏 棵 株 根 口 眼 "
    "次 趟 天 队 班 门 首 枚 面 盘 笔 单 卷 组 站 架 艘 桌 床 束 颗 档 键 顶 万"
)
UNIT = "(?:" + "|".join(sorted(map(re.escape, _COUNTED.split()), key=len, reverse=True)) + ")"
SAME_UNIT = {
    "m2": "平方米",
    "平米": "平方米",
    "km": "公里",
    "千米": "公里",
    "平方千米": "平方公里",
    "个百分点": "百分点",
}
# what follows a number that counts something and so does not name an item
COUNTING = re.compile(
    rf"\s{{0,4}}(?:[余多来]?\s?[万亿%‰]|[余多来]?{UNIT}(?!的?计划)|月|日|年|点|号楼|号地块|号线|楼|季度|周岁|岁|级|届"
    r"|度|成(?!立)|倍|[-~至到]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:月|日|年|季度|%))|\d|[a-z]|\.\d|:\d"
)
