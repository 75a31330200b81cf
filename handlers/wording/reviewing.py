"""What the office is told about its bulletins: previews, answers to 发布, 暂缓 and 修改, what went out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from handlers.bulletins.kept import KeptBulletin
from handlers.bulletins.review import BulletinState
from handlers.wording.bulletins import as_title
from handlers.wording.phrases import spoken_day, spoken_moment

_NAMED = 5  # so many changes, units or chats are spelt out
NO_GROUP = (
    "还没有登记用途为“全体”的群，通报没有地方可发。钉钉：在群里@督查助手说“绑定本群 全体”；"
    "企业微信：请管理员用 ducha groups import 登记，或 ducha groups create 新建。"
)


def nowhere(kept: KeptBulletin, *, naming: bool) -> str:
    """Nobody would get it: then it takes no serial number either."""
    return f"{kept.number}号通报没有发布，也没有占用期号：{_until_a_group(kept.number, naming=naming)}"


def held_for_nowhere(kept: KeptBulletin) -> str:
    """Its time has come, and no chat is known."""
    return (
        f"{kept.number}号通报{as_title(kept.title)}到了发布时间，没有发出，也没有占用期号，已暂缓："
        f"{_until_a_group(kept.number, naming=bool(kept.chosen_naming))}"
    )


def _until_a_group(number: int, *, naming: bool) -> str:
    how = how_to_publish(number, naming=naming)
    return f"{NO_GROUP}登记后请回：{how}。不发群、只编期号自行印发的，请回：{how} 自行印发"


def published_as(
    kept: KeptBulletin, serial: str, groups: Sequence[str], *, naming: bool, trial: bool = False
) -> str:
    """Under which number, in which form, to which chats; that it reached nobody is said."""
    form = "点名" if naming else "不点名"
    told = f"{kept.number}号通报已发布：{serial}{as_title(kept.title)}，{form}的文本"
    if trial:
        return f"{told}。正在试运行，只发给督查室，没有发到群里。"
    if not groups:
        return f"{told}，没有发到群里，请自行印发。{_both(kept, serial)}"
    more = f"等{len(groups)}个群" if len(groups) > _NAMED else ""
    return f"{told}，发到{'、'.join(groups[:_NAMED])}{more}。{_both(kept, serial)}"


def _both(kept: KeptBulletin, serial: str) -> str:
    """By which of its two numbers it may be called from now on."""
    short = serial.rpartition("〕")[2]
    return "" if short == f"第{kept.number}期" else f"要更正或撤回，说“{kept.number}号”或“{short}”都可以。"


def published_by_itself(kept: KeptBulletin) -> str:
    told = published_as(kept, kept.serial or "", kept.groups, naming=bool(kept.naming), trial=kept.trial)
    return f"{told}（{(kept.decided_by or '').replace('（', '，').replace('）', '')}）"


def confirm_names(kept: KeptBulletin, units: Sequence[str]) -> str:
    """An edited text names laggards, and 发布 alone does not say so."""
    more = f"等{len(units)}个单位" if len(units) > _NAMED else ""
    return (
        f"{kept.number}号通报的文本点了{'、'.join(units[:_NAMED])}{more}的名，还没有发布。"
        f"确认请回复：发布 {kept.number} 点名"
    )


def how_to_publish(number: int, *, naming: bool, as_drafted: bool = False) -> str:
    return f"发布 {number}{' 点名' if naming else ''}{' 原稿' if as_drafted else ''}"


def now_or_later(how: str, quiet: str, later: datetime | None, zone: tzinfo) -> str:
    """In quiet hours nothing goes to everybody unless a person means it. `later`: not tomorrow morning."""
    day = f"{spoken_day(later.astimezone(zone))}早上" if later else "明早"
    return f"现在是休息时间（{quiet}），现在发请回：{how} 现在；{day}发请回：{how} 明早"


def _some(changes: Sequence[str]) -> str:
    listed = "；".join(change.partition("，进展")[0] for change in changes[:_NAMED])
    return listed + (f"等{len(changes)}处" if len(changes) > _NAMED else "")


def drafted_anew(kept: KeptBulletin, changes: Sequence[str]) -> str:
    """Who wanted to publish hears why it is not out."""
    return (
        f"{kept.number}号通报没有发布：拟稿后有变动，已重拟（第{kept.version + 1}版），新的预览另发督查室。"
        f"变动：{_some(changes)}。看过后要发布请回：发布 {kept.number}"
    )


def changed_since_edited(kept: KeptBulletin, changes: Sequence[str], *, naming: bool) -> str:
    how = how_to_publish(kept.number, naming=naming, as_drafted=True)
    return (
        f"{kept.number}号通报没有发布：拟稿后有变动，文本经人工修改，没有重拟。变动：{_some(changes)}。没有变的各页不再重发。"
        f"请修改后再发，仍要发布请回：{how}"
    )


def not_publishable(kept: KeptBulletin, reason: str) -> str:
    return f"{kept.number}号通报没有发布，按现在的台账已拟不成：{reason}"


def how_to_edit(number: int) -> str:
    return (
        f"修改{number}号通报，请把要改的写在后面。改一句：修改 {number} “原句”改为“新句”，"
        f"如：修改 {number} “各有关单位：”改为“各街道，各部门：”；改全文：修改 {number} 后面写新的全文。"
    )


def too_old(kept: KeptBulletin, zone: tzinfo) -> str:
    return (
        f"{kept.number}号通报{as_title(kept.title)}拟于{spoken_moment(kept.composed_at, zone)}，"
        f"至今没有发布，时间已久，已暂缓，不会自动发出。要发布请回：发布 {kept.number}"
    )


def redrafted(changes: Sequence[str], version: int) -> str:
    """The line before a preview that follows another one."""
    return f"拟稿后有变动，已重拟（第{version}版）。变动：{_some(changes)}。"


def scheduled(kept: KeptBulletin, at: datetime, zone: tzinfo, *, naming: bool) -> str:
    form = "点名" if naming else "不点名"
    return (
        f"{kept.number}号通报定于{spoken_moment(at, zone)}发布{form}的文本。"
        f"不发了请回：暂缓 {kept.number}；提前发请回：发布 {kept.number} 现在"
    )


def held(kept: KeptBulletin) -> str:
    return f"{kept.number}号通报已暂缓，不会自动发出。要发布时回复：发布 {kept.number}"


def edited(kept: KeptBulletin) -> str:
    return (
        f"{kept.number}号通报已改为第{kept.version + 1}版，等您发布，不会自动发出。"
        f"回复：发布 {kept.number}，或 预览 {kept.number}"
    )


def numbers_unknown(number: int, unknown: Sequence[str]) -> str:
    listed = "、".join(f"“{one}”" for one in unknown[:8])
    return (
        f"{number}号通报没有改动：新文本里的{listed}在附表和统计里找不到，请核对数字；"
        "数字本身有误的，请先更正台账再重拟。"
    )


def passage_missing(number: int, passage: str) -> str:
    return f"{number}号通报没有改动：文本里没有“{passage}”，请照原文写。"


def no_such(number: int | None, serial: int | None = None) -> str:
    if serial is not None:
        return f"没有第{serial}期通报：期号是发布时编的。还没有发布的请说“号”，发“预览”查看。"
    return f"没有{number}号通报。"


def which_number(kept: KeptBulletin | None, others: Sequence[KeptBulletin], word: str) -> str:
    """Two may be meant: one has the number as 号, another as 期. Nothing is done before it is clear."""
    listed = [one for one in (kept, *others) if one is not None]
    said = "；".join(f"{one.number}号{as_title(one.title)}（{one.serial or one.label}）" for one in listed)
    how = " 或 ".join(f"{word} {one.number}号" for one in listed)
    return f"没有办理：“号”是拟稿的编号，“期”是发布时的编号，这里可能指{said}。请回：{how}"


def not_open(kept: KeptBulletin, zone: tzinfo) -> str:
    """Decided already: by whom and when."""
    if kept.state is BulletinState.REPLACED:
        return f"{kept.number}号通报已作废，已有新的草稿。"
    when = f"于{spoken_moment(kept.decided_at, zone)}" if kept.decided_at else ""
    if kept.recalled_at is not None:
        by = f"{kept.recalled_by}，{spoken_moment(kept.recalled_at, zone)}"
        return f"{kept.number}号通报{kept.label}（{by}）。要重发请先重拟。"
    by_itself = (kept.decided_by or "").startswith("自动发布")
    how = f"{when}自动发布" if by_itself else f"由{kept.decided_by}{when}发布"
    return (
        f"{kept.number}号通报已{how}（{kept.serial}），没有再动。内容有误的，回复：更正通报 {kept.number}号"
    )


WHICH_TO_RECALL = "请写明编号，如：撤回通报 12"


def nothing_to_recall(number: int) -> str:
    return f"{number}号通报还没有发布，不用撤回。不发了请回：暂缓 {number}"


def which(waiting: Sequence[KeptBulletin], word: str, when: str = "") -> str:
    """No number was given: those that wait, and the whole sentence to send."""
    if not waiting:
        return "现在没有等待发布的通报。"
    listed = "；".join(f"{one.number}号{as_title(one.title)}（{one.state.label}）" for one in waiting[:8])
    return f"请写明编号，如：{word} {waiting[0].number}{when and f' {when}'}。现有：{listed}。"


def only_direct(word: str) -> str:
    return f"“{word}”通报请单独发给我，群里不办理。"


def correction_asked(number: int) -> str:
    return f"正在按现在的台账重拟{number}号通报的更正，稍后把预览单独发给督查室。"


def not_published_yet(number: int) -> str:
    return f"{number}号通报还没有发布，直接修改即可：修改 {number} “原句”改为“新句”"


def month_changed(kept: KeptBulletin, changes: Sequence[str]) -> str:
    """A published bulletin no longer agrees with the ledger: a correction is offered."""
    return (
        f"{kept.serial}{as_title(kept.title)}发布后，台账有变动：{_some(changes)}。原通报已标注。"
        f"要发更正通报请回复：更正通报 {kept.number}号"
    )


def not_drafted(reason: str) -> str:
    return f"通报没有拟成：{reason}"
