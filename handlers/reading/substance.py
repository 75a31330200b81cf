"""Whether words that name no item report on one: 天天报表 and 收到马上弄 do not, 还没动 may be an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from handlers.reading import markers
from handlers.reading.figures import figures
from handlers.reading.values import says_no_problem
from handlers.reading.vocabulary import any_of

_CLAUSE = re.compile(r"[^，,;；。.!！?？~…\n\s]+")
_POLITE = re.compile(
    any_of("好 好的 好滴 好嘞 行 嗯 哦 ok 收到 知道了 明白 辛苦 辛苦了 谢谢 抱歉 不好意思") + "*"
)
# what people say of reporting itself, of themselves, and of the bot
_TALK = re.compile(
    any_of(
        "报表 表格 报数 填报 填表 填写 填了 报了 报过 要报 再报 没报 不报 交了 要交 没交 催 机器人 系统登 人工 "
        "收到 已阅 已读 知悉 知道 不知 看到 看懂 没空 没时间 没来得及 来得及 忙死 太忙 累死 好烦 真烦 烦死 "
        "没法报 报不了 数据没 数没出 材料没 加班 下班 开会 出差 请假 休假 高铁 路上 信号 手机 网络 没电 邮箱 照片 图片 截图 签字 科室 科长 "
        "新来的 刚到 关照 转给 转科 写完 写好 没写 整理 统计 汇总 核实 数据还没 数还没 材料还没 给你 给您 发你 "
        "发您 发不 等我 稍等 等会 一会 晚点 回头 这就 快乐 大吉 周末 吃饭 真快 怎么又 问题多着 帮忙 "
        "行不行 能不能 好不好"
    )
)
_INTENDS = any_of(
    "我们 我 会 一定 坚决 尽量 尽快 马上 抓紧 争取 努力 保证 继续 今天 今日 明天 按时 按期 确保 肯定"
)
_PROMISE = re.compile(
    rf"{_INTENDS}+(?:完成|落实|推进|办理|处理|跟进|安排|弄|搞|办)(?:任务|工作|不了|不成|好|完|的|了)*"
    r"|(?:已经?)?安排(?:专人|人|了|下去|好|弄|办)*"
)
# 同上, 参照任务60, 已报请查收, 不用报了吧, 标红: words that look elsewhere, or are no report at all
_ELSEWHERE = re.compile(
    r"(?:情况|数据|进展)?(?:参照|参见|比照|同|见|按)(?:上一?[条项]|上面|上|前|以上|(?:任务|实事)\d+)(?:执行|一样)?"
    r"|(?:已经?)?(?:上?报|发|交|填)(?:了|过了?|送)?[，, ]*(?:请查收|请查阅|请收)?|请查收|无|没有|标[红黄绿]灯?"
    r"|(?:稍后|晚点|晚些|明天|明早|明日|后天|下午|晚上|回头|随后|下周|过两天|改天|月底前?)[一起并统单独另行再补先]*"
    r"(?:上报|填报|报送|报|填|交|发|说)(?:吧|哈|哦|给你|给您|上来|过来)*"
    r"|(?:数字?|数据|情况|编号)?[是报写填搞弄]?(?:错|不对|有误)[了的]?"
    r"|(?:不|还)?用?再?报(?:了|不报)?(?:吧|吗|嘛|呢)?|不用(?:再)?报(?:了)?(?:吧|吗)?"
)
_VERBS = (
    "完成 开工 动工 完工 竣工 建成 签约 封顶 启动 进场 落地 达到 验收 整改 改造 新增 挂牌 投用 开展 开业 "
    "办结 化解 招标 中标 出让 清零 拆除 拆完 引进 培育 认定 申报 立项 获批 批复 印发 出台 发放 拨付 交付 "
    "推进 施工 组织 举办 走访 检查 排查 受理 处置 入库 上线 铺开 签订 成立 通过 筹集 安装 修复 治理 评审"
)
_VERB = re.compile(any_of(_VERBS))
_STATED = re.compile(
    any_of("已 已经 了 在 正在 都 均 也 全部 全 基本 目前 现在 本月 这个月 有序 继续 正常 按计划 刚 还 稳步")
)
# what answers a question for the progress, all by itself
_STATE = re.compile(
    r"(?:目前|现在|本月|这个?月|还是|都|均|也|就|基本|总体|整体)*"
    rf"(?:{any_of('正常 老样子 差不多 没变 没变化 无变化 没有变化 照旧 顺利 不变')}(?:推进|进行|开展)?"
    r"|(?:和|跟|同|与)上个?[月次](?:一样|相同|一致)?"
    r"|(?:进度|完成|进展)?(?:过半|一半|大半|近半)"
    rf"|[^没未不]{{0,6}}{any_of(_VERBS)}[^没未不]{{0,4}}|还?在做?前期(?:工作|手续)?)(?:了|呢|吧|中|的|啦)*"
)
_OF_WORK = re.compile(any_of("进展 推进 老样子 变化 一样 没动 未动 动工 开工"))  # also where nobody asked
_IDIOM = re.compile("验收单|开工大吉|通过微信|通过电话|组织部")


# in so few words, one of these shows that they tell of work
_SHORT = 14
_WORK = re.compile(
    any_of(
        "正常 顺利 进展 进度 推进 进行 老样子 差不多 变化 没变 不变 照旧 一样 相同 持平 过半 一半 大半 已 正在 在建 在做 "
        "在办 在修 在拆 在谈 动工 没动 未动 没开 前期 手续 筹备 准备 方案 达标 满意 解决 调整 建设 修缮 覆盖 增长 下降 提高 "
        "提升 占比 停工 滞后 偏慢 困难 没批 未批 不足 完成 落实 办理 整改 收尾 谈判 征收 拆迁 招商 培训 宣传 服务 管理 "
        "调研 着落 同上 计划 采购 评估 设计 公示 审批 审核通过 投入 使用 运行 运营 施工 到位 供货 交付 缓慢"
    )
    + "|[弄干搞做办编写建修装铺种挖拆盖开批签招评验封通投][好完了成]|全[部覆]|[没未][动开批建签拆完]"
)


def is_void(words: str) -> bool:
    """领导让我再核一下, 见附件: a few words without a figure, and none that tells of work."""
    if len(words) > _SHORT or _WORK.search(words) or _VERB.search(words):
        return False
    told = figures(words)
    return not told.quantities and told.percent is None


def only_talks(words: str) -> bool:
    """Nothing but words about reporting, promises and courtesy."""
    told = list(_told(words))
    if told and all(map(says_no_problem, told)):  # 没问题，马上报; but alone it may answer a question
        return len("".join(told)) < sum(map(str.isalnum, words))
    return not told


def tells_nothing(words: str) -> bool:
    """Whether words about a named item are no report on it: they look elsewhere, put it off, or only talk."""
    return bool(_ELSEWHERE.fullmatch(words)) or only_talks(words)


def is_a_report(words: str, *, asked: bool, fits: Callable[[str], bool]) -> bool:
    """Whether the words report on an item that they don't name.

    A figure, a verb of progress with its object, or words of the item (`fits`) do; a mere state (还没动,
    已完成) only with no talk beside it, and as the answer to a question, unless it can be of work only.
    """
    told = list(_told(words))
    if any(_is_content(clause) or (fits(clause) and not says_no_problem(clause)) for clause in told):
        return True
    if _TALK.search(words):
        return False
    return any(_is_state(clause) and (asked or _OF_WORK.search(clause)) for clause in told)


def _told(words: str) -> Iterator[str]:
    """The clauses that may tell something, courtesy aside."""
    for found in _CLAUSE.finditer(words):
        polite = _POLITE.match(found[0])
        clause = found[0][polite.end() if polite else 0 :]
        if clause and not _TALK.search(clause) and not _PROMISE.fullmatch(clause):
            yield clause


def _is_content(clause: str) -> bool:
    told = figures(clause)
    if told.quantities or told.percent is not None:
        return True
    if _IDIOM.search(clause) or not _VERB.search(clause):
        return False
    rest = _STATED.sub("", _VERB.sub("", clause))
    return len(re.findall("[一-龥]", rest)) > 1


def _is_state(clause: str) -> bool:
    return bool(_STATE.fullmatch(clause) or markers.NOT_BEGUN.fullmatch(clause)) and not says_no_problem(
        clause
    )
