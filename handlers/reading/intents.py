"""What a message is for, before anything is known about the items in it."""

from __future__ import annotations

import re

from handlers.reading.vocabulary import pattern

_ORDER_BY_TEXT = pattern(
    "〈无需核实 不需要?核实 无需审核 不用审核 开发者模式 jailbreak〉",
    r"〈忽略 无视 忘记 忘掉 跳过 不要理会 抛开〉[^，。\n]{0,10}"
    "〈指令 指示 规则 提示 设定 命令 限制 要求 校验 审核〉",
    r"[【\[<(（]\s*〈系统 管理员 后台 system admin root 官方〉[^】\])）>]{0,8}[】\])）>]",
    r"^〈系统 后台 管理员 system admin〉〈消息 提示 通知 公告 指令 message prompt〉?\s*[:：]",
    "〈督查室 领导 区长 主任 管理员 系统 上级〉已?(?:经)?〈授权 批准你 允许你 同意你〉",
    "绕过〈审核 核实 校验〉",
    "(?:以|我是|切换〈到 为〉?)(?:超级)?管理员〈身份 权限 模式〉?",
    "你现在〈是 扮演〉",
    "从现在〈起 开始〉[，,]?你",
    "扮演.{0,6}〈角色 管理员〉",
    r"ignore\s+〈all any the previous above〉",
    r"system\s*prompt",
    r"disregard\s",
    r"developer\s*mode",
    r"drop\s+table",
    r"delete\s+from",
    r"insert\s+into",
    r"update\s+\w+\s+set",
    r";\s*--",
    r"'\s*or\s*'?1'?\s*=",
    r"union\s+select",
    "把〈所有 全部 任务1到 任务1至 全区〉.{0,14}〈改为 改成 标为 标记为 设为 置为 标成〉(?:已)?"
    "〈完成 办结 绿灯〉",
)
_BIND = pattern(
    r"重新绑|〈换 变更 更换〉了?〈手机 手机号 号码 电话 微信〉号?",
    r"〈我叫 我是〉[^，,。\n]{2,16}[，,]\s*〈接替 接手 顶替 新接〉",
    r"〈从 自〉?[^，,。\n]{1,6}起[，,]?[^，,。\n]{0,6}由我〈来 负责〉",
    "〈想 要 来 帮我 请 麻烦〉绑〈定 一?下 个 上〉",
    "联络员[^，。]{0,4}〈变更 调整 更换 换人 有变〉",
    r"(?:督查)?联络员[\s:：，,]*[一-龥]{2,4}[\s，,]*〈请 帮忙 申请〉?〈登记 注册 绑定〉",
    "(?:把)?我的?〈单位 科室 电话 手机号? 信息〉〈改 换 变更 更新〉〈成 为〉?",
    r"我〈已经? 刚〉?〈调 换〉〈到 去〉[^，,。\n]{2,12}〈了 上班 工作〉",
    r"^\s*〈绑定 解绑 换绑 注册 登记(?=[\s:：，,]) 信息登记〉",
    r"〈局 办 中心 街道 办事处 集团 委 联〉[\s，,:：]*[一-龥]{2,4}[\s，,:：]*〈电话 手机 联系方式〉?"
    r"[\s:：]*1\d{10}(?!\d)",
    "〈请 麻烦 帮我? 帮忙〉(?:给)?〈登记 注册 绑定〉",
    "〈申请 重新 想 要 需要〉〈绑定 换绑 登记〉",
    r"〈以后 今后 往后 现在起 从现在起 接下来〉[^。\n]{0,24}〈我 由我〉(?:来)?(?:负责)?〈报 填报 对接 负责〉",
    r"我是[^，,。\n]{2,20}(?:的)?(?:新〈任 来的 的〉?)?(?:督查)?〈联络员 填报人 经办人〉",
    "(?:督查)?〈联络员 填报人〉〈换成 变更为 改为 换人 调整为 更换〉",
    r"〈接替 接手〉[^，,。\n]{1,10}(?:的)?〈工作 报 填报 联络〉",
    r"〈局 办 中心 街道 办事处 集团 委 分局 联〉\s*(?:的)?(?:督查)?联络员\s*[:：是为]?\s*[一-龥]{2,4}"
    r"〈\s ， , $ 1\d{10}〉",
)
_HELP = pattern(
    r"〈填 报 写 数字 数据 进度〉[^，。]{0,8}还是〈填 报 当月 本月 累计 全年 上月 这月〉",
    r"〈一个 每 每个〉月[^，。\n]{0,4}报〈几 多少〉〈次 回 遍 条〉",
    r"〈怎么 咋 如何 怎样〉〈传 上传 附 导 删 加 登 绑〉",
    r"教教我|教一?下",
    r"^\s*〈帮助 help 使用说明 说明 菜单 功能 指南 教程 \?+ 怎么用 用法〉\s*[!！?？。~]*\s*$",
    r"〈怎么 咋 如何 怎样〉(?!还|没|又|不|回|样)[^，。\n没]{0,6}"
    "〈报 填 用 写 弄 操作 提交 上报 填报 绑定 改 撤回 修改 撤 发 录 更正 登记 使用〉",
    r"〈格式 模板 样例 范例 示例〉[^，。\n]{0,3}〈发 给 传〉〈我 一 个 份 过来〉",
    r"〈发 给 有 看 要 求 来〉[^，。\n]{0,6}〈(?<!老)样子 模板 格式 样例 例子 范例 示例 范本 样本〉",
    r"^\s*〈填报 上报 报送〉?〈模板 格式 样例 范例 示例〉",
    r"〈能 可以 能够 可不可以 能不能 可否 是否可以〉.{0,24}〈吗 么 嘛 不(?=[?？\s]|$) 吗?[?？]〉",
    r"〈能不能 可不可以 可否 能否 行不行 认不认 支不支持 支持不支持〉[^，。\n]{0,8}"
    "〈写 报 发 填 粘贴 上传 改 用 传 合并〉",
    r"〈写 报 发 填 粘贴 上传 改 传〉[^，。\n]{0,8}〈行不行 认不认 可不可以 能不能 可以不 行不 行吗〉",
    "〈是 填 报 写 选〉[^，。]{1,16}还是〈填 报 写 选 全〉",
    "〈填 报 写〉〈什么 哪个月 啥〉(?!.{0,6}进度)",
    "〈什么 啥〉意思",
    "你〈会 能〉〈干 做 帮〉〈什么 啥 些〉",
    "〈用 需〉不〈用 需〉(?:要)?(?:再)?〈填 报 写 传 附〉",
    r"〈需要 要 必须 非得 一定要〉.{0,12}〈吗 么 嘛〉[?？]?\s*$",
    "〈还 也〉?〈用 要 需要 必须〉〈再 都〉?〈填 报 写 传 附 上传〉.{0,6}〈吗 么 嘛 不[?？]〉",
    "〈要 得 该〉〈填 报 写〉〈多少 几〉",
    "要不要〈填 报 写 传 附 上传〉",
)
_WITHDRAW = pattern(
    r"〈重复 报重 发重 报早 报错〉[^，,。\n]{0,3}[，, ]?撤",
    r"撤一?〈条 项 下〉",
    "〈撤回 撤销 撤掉 撤了 撤下 先撤 作废 别算数 先拿回来 不算数〉",
    "收回(?=刚才|上一?条|那条|这条|任务|实事|填报|报告|吧|来|一下|掉)",
    r"把[^，。\n]{0,12}〈任务 实事〉\d{1,3}取消",
    r"〈上一?条 刚才 刚刚 前面 那条〉[^，。\n]{0,6}〈不算 不作数 别记 发错〉",
    "当我没〈报 说 发〉",
    "〈删掉 删了 删除〉〈刚才 上一?条 那条 这条 任务 实事 吧 我〉?",
    r"取消〈刚才 上一?条 上次 那条 这条 任务\d 实事\d 上报 填报 报送〉",
    "〈刚才 上一?条 前面 上面〉.{0,8}〈不要了 取消 别算 撤 删〉",
)
_KEEPS = pattern(
    "〈别 不要 不用 不想 不必 先不〉〈先 再 急着〉?〈撤回 撤销 撤掉 撤了 删除 删掉〉",
    r"〈撤回 撤销 撤掉 删除 删掉〉[^，。,\n]{0,8}〈吗 么 [?？]〉",
)
_CLAUSE = re.compile(r"[^，,;；。!！\n]+")
_ACKNOWLEDGED = pattern(
    r"〈@\S+ 收到 好的? 好滴 好嘞 行 可以 嗯+ 哦+ ok okay 明白 知道了? 了解 谢谢 感谢 辛苦 多谢 谢了 thanks? thx "
    "没事 不客气 客气 提醒 这两天 这几天 过两天 统计 整理 汇总 下班 吃饭 休息 再见 拜拜 早点 早 明天见 周末 愉快 今天 马上 这就 这 立即 一定 尽快 及时 "
    "办理 落实 处理 大家 领导 主任 老师 您 你 了 啦 哈 呀 啊 的 就 报 填 去 弄 办 "
    r"\s [^\w\s]〉++",
)
_POSTPONED = pattern(
    r"等[^，。;；\n]{1,12}再〈报 填 发 说 交 弄〉",
    "〈明天 明早 明日 后天 下午 晚上 今晚 上午 中午 稍后 稍等 晚点 晚些 晚会 回头 待会 一会儿? 等会 等下 回去"
    " 过会儿? 过后 周[一二三四五六日] 星期[一二三四五] 下班前 改天 忙完 开完会 晚一点 月底前? 尽快 马上 "
    r"这两天 过两天 下周〉[^，。;；\n]{0,10}〈报 填 弄 发 交 补 回复? 整理 给你 给您 写〉",
    "〈周末 明天 今晚 下午 今天 这两天 下周 加班 尽快 争取 抓紧〉[^，。]{0,8}把[^，。]{0,8}〈弄 做 干 搞 补 填 办〉〈完 好 上〉(?!了)",
    "〈在 正〉〈开会 外面 外地 出差 路上 开车 休假 请假〉",
    "〈再 先〉〈问 核实 核对 确认 了解 对接 汇总〉〈一?下 一?问〉",
    r"〈还在 正在〉〈汇总 统计 收集 核实〉〈数据 材料 情况〉?〈[，。\s] $〉",
    "〈今天 暂时 这次 先 就〉(?:先)?不报(?!告|送)",
    r"〈核 商量 碰 问 对〉[^，。\n]{0,8}再说",
)
_FORWARDED = pattern(
    r"^\s*〈转发 【?转】?\s*[:：] @所有人 @all〉",
    "https?://",
)
_NOTICE = pattern(
    "培训会",
    r"^\s*(?:【?〈通知 会议通知 温馨提示 提醒〉】?\s*[:：]|各位〈领导 同事 同志 老师 联络员〉|大家好)",
    "会议〈室 通知〉",
    "链接[:：]",
)
_MEDIA = re.compile(r"^\s*(?:\[[一-龥a-z]{1,6}\]\s*)+$")


def gives_orders_by_text(norm: str) -> bool:
    """Words that try to make the bot forget its rules, or pretend to come from it."""
    return bool(_ORDER_BY_TEXT.search(norm))


def binds(norm: str) -> bool:
    return len(norm) < 200 and bool(_BIND.search(norm))


def asks_for_help(norm: str) -> bool:
    return len(norm) < 200 and bool(_HELP.search(norm))


def withdraws(norm: str) -> bool:
    return len(norm) < 200 and bool(_WITHDRAW.search(norm)) and not _KEEPS.search(norm)


def keeps(norm: str) -> bool:
    """别撤回任务37: it is said that nothing is to be taken back."""
    return len(norm) < 200 and bool(_KEEPS.search(norm))


def withdrawn(norm: str) -> list[tuple[int, int]]:
    """The clauses that withdraw, as spans: 发成任务47了，撤回任务47."""
    return [found.span() for found in _CLAUSE.finditer(norm) if _WITHDRAW.search(found[0])]


_CORRECTION_TO_COME = re.compile(
    r"(?:我|想|要|再|请|麻烦|帮我|帮忙|需要|得|申请|把?(?:刚才|刚刚|上一?条|前面)(?:的|那条|报的)*)*"
    r"(?:(?:数字?|数据|内容|情况)?(?:有点?)?(?:报|填|写|发|弄|搞)?错了?|(?:数字?|数据)(?:不对|有误)|更正|订正|修改|改)"
    r"(?:一?下|数据|数字?|内容|情况|报告|上报|填报|刚才的|吧|了)*[。.!！~\s]*"
)


def announces_a_correction(norm: str) -> bool:
    """更正 and nothing else: what is to be corrected, and how, is still to come."""
    return len(norm) < 24 and bool(_CORRECTION_TO_COME.fullmatch(norm))


def is_small_talk(norm: str, *, names_items: bool) -> bool:
    """Thanks, received, a picture, something forwarded."""
    if _MEDIA.match(norm) or _FORWARDED.search(norm) or (_NOTICE.search(norm) and not names_items):
        return True
    return len(norm) < 80 and bool(_ACKNOWLEDGED.fullmatch(norm))


def puts_off(norm: str) -> bool:
    """Tells when a report will come, and reports nothing."""
    return len(norm) < 120 and bool(_POSTPONED.search(norm))


_REPORTING = pattern(
    "〈完成 进展 推进 开工 完工 建成 竣工 签约 封顶 没动 启动 老样子 差不多 正常 没问题 没啥问题 无问题 问题 "
    "困难 还行 没变 变化 一样 照旧 落地 达到 验收 整改 改造 新增 落实 进场 办结 累计 开展 投用 挂牌 还没 尚未"
    " 未 已〉",
)


def sounds_like_a_report(norm: str) -> bool:
    return bool(_REPORTING.search(norm))
