"""What a message is for, before anything is known about the items in it."""

from __future__ import annotations

import re

from handlers.reading.measures import UNIT
from handlers.reading.shapes import CommandName
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
_QUERY = pattern(
    "〈咋样 几号 哪天 何时 多久〉",
    "哪〈些 个 几 项 家 条 一 件 天 里〉",
    "〈有 差 剩 报 欠 拖〉了?几〈项 个 家 条 件〉",
    "(?<![这那好])几〈项 个 家 条 件〉(?=没|未|还|报|完成|要|需|是|在|红|黄|黑|了[?？]?$|[?？])",
    "多少〈项 家 个 件 条〉?",
    "〈报 交 填 收到 提交 通过 审 过〉〈上去 过去 过 成功 上 齐 全 完 好〉?了?〈没有? 吗 么〉"
    r"(?!问题)(?=[?？啊呀呢\s。，,]|$)",
    "(?<![没无])(?<!没有)什么〈进度 情况 进展 时候 状态 问题 原因 灯 水平 样〉",
    "(?<![没无])(?<!没有)啥〈进度 情况 进展 时候 状态 问题(?=.{0,3}[?？])〉",
    "[红黄绿]灯还是",
    r"怎么[^，,。\n]{0,8}[红黄绿]灯",
    "怎么样了?〈[?？] $〉",
    "〈进展 进度 情况 完成得?〉〈如何 怎么样 咋样 怎样〉",
    r"^\s*(?:请)?(?:帮〈我 忙〉?)?〈查 看 列 统计 汇总 显示 调〉〈一?下 一?查 看 询 出 一?看〉?",
    "给我〈看 查 列 发 说〉",
    "〈想 要〉〈看 查 了解〉(?:一?下)?",
    r"谁[^，。\n]{0,8}〈报 交 填 没 负责 拖 管 牵头 分管〉",
    "〈啥 什么 多少 几〉来着",
    "〈怎么 咋〉〈办 算 处理〉",
    rf"(?<![这那好第十])几{UNIT}了?[?？。]*$",
    "〈完成 建成 开工 完工 竣工 办好 弄好 做完 落实 到位 解决 批下来 验收〉了?〈没有? 吗 么〉[?？。]*$",
    "〈要不要 算不算 该不该 用不用〉",
    r"^[^，,;；。\n]{2,30}(?<!干|那|怎|什|多|这)〈吗 么 嘛〉[?？。~ ]*$",
    r"〈最新 目前 现在〉(?:的)?〈进展 进度 情况 状态〉[?？]?\s*$",
    r"[?？]\s*$",
    "〈是不是 有没有〉.{0,12}〈了?[?？] 了?$〉",
    "〈到 在〉哪〈一步 儿 里〉?了",
    "^[^，,;；。]{0,12}为〈什么 啥〉(?!.*[:：，,])",
    "(?:为〈什么 啥〉|咋回事|怎么回事|啥原因|什么原因)[^，。]{0,4}〈[?？啊呀呢] $〉",
    "完成(?:了)?多少",
    "[的是评]啥灯",
    "[的是]啥〈呀 啊 呢〉?〈[?？] $〉",
    r"还是〈没 未〉[^，。\n]{0,6}〈啊 呀 呢 [?？]〉",
    "〈什么 啥〉程度",
    "一共几〈项 个 家〉",
)
_LIGHTS_QUERY = pattern(
    "〈哪 几 多少 谁 什么 为什么 为啥 怎么〉.{0,12}[红黄绿]灯",
    "[红黄绿]灯.{0,6}〈哪 几 多少 谁 什么 [?？]〉",
    "为〈什么 啥〉",
)
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
_NAMED = r"(?:任务|实事)\s*\d{1,3}\s*(?:号|项)?(?:的)?"
_POLITE = r"(?:请|麻烦|帮忙|帮我|你|把|将|给|让|\s)*"
_OFFICE_ACT = {
    name: pattern(
        rf"{_POLITE}〈{_NAMED}\s*(?:{act}) (?:{act})\s*{_NAMED}〉〈吧 了 一?下 掉〉*[。.!！\s]*",
    )
    for name, act in _ACTS.items()
}

# nothing but the name of an item's plan: 任务60的计划, 看一下任务60计划, 任务60的计划报了没, 任务60二季度的目标是什么
_PLAN_QUERY = re.compile(
    r"(?:请|麻烦|帮我|给我|我想|想|再|查|看|查看|看看|发|问|一?下|\s)*(?:我们?|本单位|我局)?的?\s*"
    rf"{_NAMED}\s*(?:我们?|本单位)?的?(?:(?:20\d\d|今)?年?(?:度|全年|落实|推进|工作|季度)*计划表?(?:里|里面|中)?"
    r"|(?:这个?|本|第?[一二三四1-4])个?季度的?(?:目标|计划)|季度目标)\s*"
    r"(?:第?[一二三四1-4]季度|的?内容|情况|状态)?(?:都|写|报|定|填)*的?(?:是|有)?"
    r"(?:什么|啥|哪些|多少|怎么(?:写|报|定|填)的?|怎样|怎么样|如何|发我|给我|发来|看看|看一?下|呢|吗|了吗|了没有?"
    r"|(?:报|交|批|审|接受|通过|锁定|退回)了?(?:没有?|吗|么)|\s)*[?。!？！]*\s*",
    re.IGNORECASE,
)


def asks_for_the_plan(norm: str) -> bool:
    """A question about the plan of an item, not about its progress."""
    return len(norm) < 80 and bool(_PLAN_QUERY.fullmatch(norm))


_OWED = pattern(
    r"^〈看一?下 看看 查一?下 查查 问一?下 请问 帮我 我 我们 我们局 咱们? 我单位 本单位 还 也 都 这边 现在 目前 本月 这个?月 上个?月 这次〉*"
    r"〈有 差 剩 欠 缺〉〈什么 啥 哪些 几项 多少项? 没 没有〉?〈任务 实事 事项 工作 项目〉?〈没 未 没有〉〈报 交 填 上报 填报〉的?"
    r"〈没 没有 吗 么 不 事项 任务 实事 项目 工作 了 呢 啊 呀〉*[?？。]*$",
    r"^〈看一?下 请问 我 我们 咱们? 我单位 还 也 本月 这个?月 上个?月 下个?月 这次 现在 今天〉*〈要 该 得 需要 应该〉"
    r"〈再 补〉?〈报 交 填〉〈什么 啥 哪些 哪几项 几项〉〈任务 实事 事项 项目 东西〉?〈呢 啊 呀〉?[?？。]*$",
)
# 任务60 进展, 任务60的情况: nothing but an item and what is wanted of it
_STATE_QUERY = re.compile(
    rf"(?:请|麻烦|帮我|我想|想|再|查|看|问|一?下|\s)*{_NAMED}\s*(?:号|项)?的?(?:最新|目前|现在|当前|本月|这个月|上个?月|\d{{1,2}}月份?)*的?\s*"
    r"(?:完成|办理|推进|工作|落实|报送|填报)?(?:进展|情况|进度|状态|数据|数)(?:情况)?(?:呢|咋样|怎样|如何|怎么样|是啥|是什么)?[?？。\s]*"
)


def asks_what_is_owed(norm: str) -> bool:
    """还有什么没报的, 这个月还要报什么: a question, with or without its mark."""
    return len(norm) < 40 and bool(_OWED.search(norm))


_CONFIRM = re.compile(
    r"(?:对吗|对不对|对吧|是吗|是不是|是吧|行吗|行不行|可以吗|没错吧|还是\d+[^，,;；。\d]{1,4})[?？]*\s*$"
)


def asks_to_confirm(norm: str) -> bool:
    """任务60建成5处对吗: figures, and yet a question."""
    return len(norm) < 40 and bool(_CONFIRM.search(norm))


def asks_how_it_stands(norm: str) -> bool:
    """An item and nothing said of it but 进展 or 情况."""
    return len(norm) < 40 and bool(_STATE_QUERY.fullmatch(norm))


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


def asks(norm: str) -> bool:
    return len(norm) < 200 and bool(_QUERY.search(norm))


def command_in(norm: str, *, by_office: bool) -> CommandName | None:
    """The command a message gives. A contact's words are one only where they begin with it, or are nothing else."""
    if len(norm) > _LONGEST_COMMAND:
        return None
    if not by_office and not _COMMAND_HEAD.match(norm):
        return next((name for name, act in _OFFICE_ACT.items() if act.fullmatch(norm)), None)
    if _LIGHTS_QUERY.search(norm):
        return None
    return next((name for name, pattern in _COMMANDS if pattern.search(norm)), None)


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
