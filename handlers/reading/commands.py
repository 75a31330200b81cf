"""Commands of the office, as they are said in chat."""

from __future__ import annotations

import re

from handlers.reading.questions import NAMED
from handlers.reading.shapes import CommandName
from handlers.reading.vocabulary import pattern

_COMMANDS: tuple[tuple[CommandName, re.Pattern[str]], ...] = (
    (
        CommandName.EXPORT,
        pattern(
            "导〈出 个 一?下 一?份 成〉",
            "〈下载 要一份 发我 给我 发一份〉[^，。]{0,6}〈台账 excel 表格〉",
            "台账[^，。]{0,6}〈excel 表格 发我 发给我 下载〉",
        ),
    ),
    (
        CommandName.PREVIEW,
        pattern(
            "预览",
            "〈先 让我 给我〉[^，。]{0,4}〈看看 看一?下 看一眼 过目 过一[眼遍] 瞧瞧〉[^，。]{0,10}〈通报 简报〉",
            "〈通报 简报〉[^，。]{0,8}〈长啥样 什么样 样稿 看看 看一?下 看一眼 过一[眼遍] 瞧瞧 过目 初稿 草稿 别发〉",
            "先(?:别|不)(?:急着)?发[^。]{0,8}〈看 瞧 瞅 过目〉",
            "〈通报 简报〉[^。]{0,10}〈我看 我瞧 我瞅 给我看 让我看〉",
        ),
    ),
    (
        CommandName.PUBLISH,
        pattern(
            "发布",
            r"通报[^。\n]{0,10}〈发出去 挂出去〉",
            "〈通报 简报〉[^，。]{0,6}〈发了吧? 发出去 发出 下发 印发 推送 发吧 正式发 可以发〉",
            "〈把 将〉[^，。]{0,10}通报〈发 推〉",
            "^发〈出 一?下〉?[^，。]{0,8}通报",
        ),
    ),
    (
        CommandName.BULLETIN,
        pattern(
            r"〈生成 拟 写 起草 做 弄 整 编 出 搞 准备 形成〉〈一?[份期个下] 出 份 个〉*[^，。\n]{0,14}〈通报 简报〉",
            "〈通报 简报〉[^，。]{0,8}〈拟 写 起草 生成 做 出 弄 编 整〉(?:一?[份期个下])?",
            "^[^，。]{0,10}通报$",
        ),
    ),
    (
        CommandName.RETURN,
        pattern(
            "〈退回 打回 退给 驳回 退掉 不予通过〉",
            "〈让 请〉[^，。]{1,14}重新?〈报 填〉",
            "重新〈核实 核对 填报 上报 报送〉(?:后)?〈上报 报送 再报 报〉?",
            "〈补充 完善 核实〉[^，。]{0,10}〈后 再 重新〉[^，。]{0,3}报",
        ),
    ),
    (
        CommandName.CLOSE,
        pattern(
            r"^〈请 麻烦〉?〈把 将〉?[^，。\n申]{0,18}〈办结 销号 销账 结项〉",
            r"〈同意 批准 准予 可以 确认 通过 予以 给〉[^，。\n]{0,18}〈办结 销号 销账 结项〉",
        ),
    ),
    (
        CommandName.SPOT_CHECK,
        pattern(
            "〈抽查 抽检 回访〉",
            "随机〈挑 抽 选〉",
            r"抽〈取 出 选〉?[^，。]{0,3}[\d一二两三四五六七八九十几]〈项 个 家〉",
        ),
    ),
    (
        CommandName.URGE,
        pattern(
            "〈催报 催办〉",
            "^〈再 快 帮忙 请 给我 抓紧〉?催",
            "催〈一?[催下遍] 促〉",
            "〈没报 未报 没交 未交〉[^，。]{0,8}〈打个招呼 打电话 说一声 问一下〉",
            "〈没 未〉〈报 交〉的[^，。]{0,10}打个?招呼",
            "发[个条]?〈提醒 通知〉",
            "让[^，。]{1,10}〈抓紧 尽快 赶紧 赶快〉[^，。]{0,4}报",
            "〈提醒 督促 通知〉(?:一?下)?[^，。]{0,16}〈没报 未报 还没 没交 单位 尽快报 上报 填报 报送 抓紧报〉",
            "〈没报 未报 没交 未交〉[^，。]{0,8}〈提醒 催 通知〉",
        ),
    ),
    (
        CommandName.LIGHTS,
        pattern(
            "〈亮 给 标 改 调 设 定 挂 打 置 变 转〉〈成 为 个 一?个 到〉?[^，。]{0,8}[红黄绿]牌?灯",
            "^〈看一?下 生成 出〉?[^，。]{0,6}红(?:、)?黄(?:、)?绿?灯[^，。]{0,4}$",
            "[红黄绿]灯$",
            "〈亮 给 标 改 调 设 定 挂 打 置 变 转 降 升〉〈成 为 个 一?个 到〉?[^，。]{0,8}[红黄绿]〈牌 色〉",
        ),
    ),
)
_COMMAND_HEAD = pattern(
    r"^\s*〈请 麻烦 帮忙 帮我 把 将 给〉?\s*"
    "〈催报 催办 催一?下 催 退回(?!的) 打回 驳回 生成 拟 起草 预览 发布 抽查 随机 办结 同意 批准 导出 台账导 红黄灯"
    " 红黄绿灯〉",
)
_LONGEST_COMMAND = 120
# nothing but an item and what only the office does with it: 任务42标红, 把任务42的灯调成绿的, 任务42退回
_ACTS = {
    CommandName.LIGHTS: r"(?:的?灯)?(?:标|亮|挂|打|改|调|设|变|换|转|定|评)(?:成|为|一?个|到|上)*[红黄绿](?:灯|牌|色|的)*",
    CommandName.RETURN: r"(?:退回|打回|驳回|退掉)(?:去|重报|重新报)*|不予?通过",
    CommandName.BULLETIN: r"通报(?:批评|一下)*",
}
_POLITE = r"(?:请|麻烦|帮忙|帮我|你|把|将|给|让|\s)*"
_OFFICE_ACT = {
    name: pattern(
        rf"{_POLITE}〈{NAMED}\s*(?:{act}) (?:{act})\s*{NAMED}〉〈吧 了 一?下 掉〉*[。.!！\s]*",
    )
    for name, act in _ACTS.items()
}
_LIGHTS_QUERY = pattern(
    "〈哪 几 多少 谁 什么 为什么 为啥 怎么〉.{0,12}[红黄绿]灯",
    "[红黄绿]灯.{0,6}〈哪 几 多少 谁 什么 [?？]〉",
    "为〈什么 啥〉",
)


def command_in(norm: str, *, by_office: bool) -> CommandName | None:
    """The command a message gives. A contact's words are one only where they begin with it, or are nothing else."""
    if len(norm) > _LONGEST_COMMAND:
        return None
    if not by_office and not _COMMAND_HEAD.match(norm):
        return next((name for name, act in _OFFICE_ACT.items() if act.fullmatch(norm)), None)
    if _LIGHTS_QUERY.search(norm):
        return None
    return next((name for name, pattern in _COMMANDS if pattern.search(norm)), None)
