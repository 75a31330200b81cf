"""What a message is for, before anything is known about the items in it."""

from __future__ import annotations

import re

from handlers.reading.shapes import CommandName

_ORDER_BY_TEXT = re.compile(
    r"(?:忽略|无视|忘记|忘掉|跳过|不要理会|抛开)[^，。\n]{0,10}(?:指令|指示|规则|提示|设定|命令|限制|要求|校验|审核)"
    r"|[【\[<(（]\s*(?:系统|管理员|后台|system|admin|root|官方)[^】\])）>]{0,8}[】\])）>]|^(?:系统|后台|管理员|system|admin)(?:消息|提示|通知|公告|指令|message|prompt)?\s*[:：]"
    r"|(?:督查室|领导|区长|主任|管理员|系统|上级)已?(?:经)?(?:授权|批准你|允许你|同意你)|无需核实|不需要?核实|无需审核|不用审核|绕过(?:审核|核实|校验)|(?:以|我是|切换(?:到|为)?)(?:超级)?管理员(?:身份|权限|模式)?"
    r"|你现在(?:是|扮演)|从现在(?:起|开始)[，,]?你|扮演.{0,6}(?:角色|管理员)|ignore\s+(?:all|any|the|previous|above)|system\s*prompt|disregard\s|开发者模式|developer\s*mode|jailbreak"
    r"|drop\s+table|delete\s+from|insert\s+into|update\s+\w+\s+set|;\s*--|'\s*or\s*'?1'?\s*=|union\s+select"
    r"|把(?:所有|全部|任务1到|任务1至|全区).{0,14}(?:改为|改成|标为|标记为|设为|置为|标成)(?:已)?(?:完成|办结|绿灯)"
)
_BIND = re.compile(
    r"^\s*(?:绑定|解绑|换绑|注册)|(?:请|麻烦|帮我?|帮忙)(?:给)?(?:登记|注册|绑定)|(?:申请|重新|想|要|需要)(?:绑定|换绑|登记)|(?:以后|今后|往后|现在起|从现在起|接下来)[^。\n]{0,24}(?:我|由我)(?:来)?(?:负责)?(?:报|填报|对接|负责)"
    r"|我是[^，,。\n]{2,20}(?:的)?(?:新(?:任|来的|的)?)?(?:督查)?(?:联络员|填报人|经办人)|(?:督查)?(?:联络员|填报人)(?:换成|变更为|改为|换人|调整为|更换)|(?:接替|接手)[^，,。\n]{1,10}(?:的)?(?:工作|报|填报|联络)"
    r"|(?:局|办|中心|街道|办事处|集团|委|分局|联)(?:的)?(?:督查)?联络员\s*[:：是为]?\s*[一-龥]{2,4}(?:\s|，|,|$|1\d{10})"
)
_HELP = re.compile(
    r"^\s*(?:帮助|help|使用说明|说明|菜单|功能|指南|教程|\?+|怎么用|用法)\s*[!！?？。~]*\s*$|(?:怎么|咋|如何|怎样)(?:才能|来|个)?(?:报|填|用|写|弄|操作|提交|上报|填报|绑定|改|撤回|修改|撤|发|录|更正|登记|使用)"
    r"|(?:发|给|有|看|要|求|来)[^，。\n]{0,6}(?:(?<!老)样子|模板|格式|样例|例子|范例|示例|范本|样本)|^\s*(?:填报|上报|报送)?(?:模板|格式|样例|范例|示例)|(?:能|可以|能够|可不可以|能不能|可否|是否可以).{0,24}(?:吗|么|嘛|不(?=[?？\s]|$)|吗?[?？])"
    r"|是(?:填|报|写|指|说|要).{0,16}还是|(?:填|报|写)(?:什么|哪个月|啥)(?!.{0,6}进度)|什么意思|你(?:会|能)(?:干|做|帮)(?:什么|啥|些)|(?:用|需)不(?:用|需)(?:要)?(?:再)?(?:填|报|写|传|附)|(?:需要|要|必须|非得|一定要).{0,12}(?:吗|么|嘛)[?？]?\s*$|要不要(?:填|报|写|传|附|上传)"
)
_WITHDRAW = re.compile(
    r"撤回|撤销|撤掉|撤了|撤下|先撤|作废|收回(?!土地|资金|成本|投资|欠|被|国有|违)|不算数|当我没(?:报|说|发)|(?:删掉|删了|删除)(?:刚才|上一?条|那条|这条|任务|实事|吧|我)?|取消(?:刚才|上一?条|上次|那条|这条|任务\d|实事\d|上报|填报|报送)|(?:刚才|上一?条|前面|上面).{0,8}(?:不要了|取消|别算|撤|删)"
)
_WITHDRAW_HEAD = re.compile(r"(?:撤|作废|收回|不算|当我没|删|取消)")
_QUERY = re.compile(
    r"[哪几](?:些|个|几|项|家|条|一|件)|有哪|几项|多少(?:项|家|个|件|条)?|(?:报|交|填|收到|提交|通过|审|过)(?:上去|过去|过|成功|上)?了?(?:没有?|吗|么)(?!问题)(?=[?？啊呀呢\s。，,]|$)|什么(?:进度|情况|进展|时候|状态|问题|原因|灯|水平|样)|啥(?:进度|情况|进展|时候|状态|问题(?=.{0,3}[?？]))"
    r"|怎么样了?(?:[?？]|$)|(?:进展|进度|情况|完成得?)(?:如何|怎么样|咋样|怎样)|咋样|几号|哪天|何时|多久|^\s*(?:请)?(?:帮(?:我|忙)?)?(?:查|看|列|统计|汇总|显示|调)(?:一?下|一?查|看|询|出|一?看)?|给我(?:看|查|列|发|说)|(?:想|要)(?:看|查|了解)(?:一?下)?|(?:谁|哪里).{0,6}(?:没报|还没|没交|负责)|(?:最新|目前|现在)(?:的)?(?:进展|进度|情况|状态)[?？]?\s*$|[?？]\s*$|(?:是不是|有没有).{0,12}(?:[?？]|$)|到哪(?:一步|儿|里)?了|完成(?:了)?多少"
)
_LIGHTS_QUERY = re.compile(r"(?:哪|几|多少|谁|什么|为什么|为啥|怎么).{0,12}[红黄绿]灯|[红黄绿]灯.{0,6}(?:哪|几|多少|谁|什么|[?？])|为(?:什么|啥)")
_ACKNOWLEDGED = re.compile(
    r"(?:@\S+|收到|好的?|好滴|好嘞|行|可以|嗯+|哦+|ok|okay|明白|知道了?|了解|谢谢|感谢|辛苦|多谢|谢了|thanks?|thx|没事|不客气|客气|提醒|马上|这就|立即|一定|尽快|及时|办理|落实|处理|大家|领导|主任|老师|您|你|了|啦|哈|呀|啊|的|就|报|填|去|弄|办|，|,|。|!|！|~|\s|[^\w\s])+"
)
_POSTPONED = re.compile(
    r"(?:明天|明早|明日|后天|下午|晚上|今晚|上午|中午|稍后|稍等|晚点|晚些|晚会|回头|待会|一会儿?|等会|等下|回去|过会儿?|过后|周[一二三四五六日]|星期[一二三四五]|下班前|改天|忙完|开完会|晚一点|月底前?|尽快|马上|这两天|过两天|下周)[^，。;；\n]{0,10}(?:报|填|弄|发|交|补|回复?|整理|给你|给您|写)|(?:在|正)(?:开会|外面|外地|出差|路上|开车|休假|请假)|(?:再|先)(?:问|核实|核对|确认|了解|对接|汇总)(?:一?下|一?问)|(?:还在|正在)(?:汇总|统计|收集|核实)(?:数据|材料|情况)?(?:[，。\s]|$)"
)
_FORWARDED = re.compile(r"^\s*(?:转发|【?转】?\s*[:：]|【?(?:通知|会议通知|温馨提示|提醒)】?\s*[:：]|各位(?:领导|同事|同志|老师|联络员)|@所有人|@all|大家好)|https?://|会议(?:室|通知)|培训会|链接[:：]")
_MEDIA = re.compile(r"^\s*(?:\[[一-龥a-z]{1,6}\]\s*)+$")

_COMMANDS: tuple[tuple[CommandName, re.Pattern[str]], ...] = (
    (CommandName.EXPORT, re.compile(r"导(?:出|个|一?下|一?份|成)|(?:下载|要一份|发我|给我|发一份)[^，。]{0,6}(?:台账|excel|表格)|台账[^，。]{0,6}(?:excel|表格|发我|发给我|下载)")),
    (CommandName.PREVIEW, re.compile(r"预览|(?:先|让我|给我)[^，。]{0,4}(?:看看|看一?下|看一眼|过目|瞧瞧)[^，。]{0,10}(?:通报|简报)|(?:通报|简报)[^，。]{0,8}(?:长啥样|什么样|样稿|看看|看一?下|看一眼|瞧瞧|过目|初稿|草稿)")),
    (CommandName.PUBLISH, re.compile(r"发布|(?:通报|简报)[^，。]{0,6}(?:发了吧?|发出去|发出|下发|印发|推送|发吧|正式发|可以发)|(?:把|将)[^，。]{0,10}通报(?:发|推)|^发(?:出|一?下)?[^，。]{0,8}通报")),
    (CommandName.BULLETIN, re.compile(r"(?:生成|拟|写|起草|做|弄|整|编|出|搞|准备|形成)(?:一?[份期个下]|出|份|个)*[^，。\n]{0,14}(?:通报|简报)|(?:通报|简报)[^，。]{0,8}(?:拟|写|起草|生成|做|出|弄|编|整)(?:一?[份期个下])?|^[^，。]{0,10}通报$")),
    (CommandName.RETURN, re.compile(r"退回|打回|退给|驳回|退掉|让[^，。]{1,8}重(?:新)?报|不予通过")),
    (CommandName.CLOSE, re.compile(r"^(?:请|麻烦)?(?:把|将)?[^，。\n申]{0,18}(?:办结|销号|销账|结项)|(?:同意|批准|准予|可以|确认|通过|予以|给)[^，。\n]{0,18}(?:办结|销号|销账|结项)")),
    (CommandName.SPOT_CHECK, re.compile(r"抽查|抽检|随机(?:挑|抽|选)|抽(?:取|出|选)?[^，。]{0,3}[\d一二两三四五六七八九十几](?:项|个|家)|回访")),
    (CommandName.URGE, re.compile(r"催报|催办|^(?:再|快|帮忙|请|给我|抓紧)?催|催(?:一?[催下遍]|促)|(?:提醒|督促|通知)(?:一?下)?[^，。]{0,16}(?:没报|未报|还没|没交|单位|尽快报|上报|填报|报送|抓紧报)")),
    (CommandName.LIGHTS, re.compile(r"(?:亮|给|标|改|调|设|定|挂|打|置|变|转)(?:成|为|个|一?个|到)?[^，。]{0,8}[红黄绿]牌?灯|^(?:看一?下|生成|出)?[^，。]{0,6}红(?:、)?黄(?:、)?绿?灯[^，。]{0,4}$|[红黄绿]灯$")),
)
_COMMAND_HEAD = re.compile(
    r"^\s*(?:请|麻烦|帮忙|帮我|把|将|给)?\s*(?:催报|催办|催一?下|催|退回|打回|驳回|生成|拟|起草|预览|发布|抽查|随机|办结|同意|批准|导出|台账导|红黄灯|红黄绿灯)"
)
_LONGEST_COMMAND = 120


def gives_orders_by_text(norm: str) -> bool:
    """Words that try to make the bot forget its rules, or pretend to come from it."""
    return bool(_ORDER_BY_TEXT.search(norm))


def binds(norm: str) -> bool:
    return len(norm) < 200 and bool(_BIND.search(norm))


def asks_for_help(norm: str) -> bool:
    return len(norm) < 200 and bool(_HELP.search(norm))


def withdraws(norm: str) -> bool:
    return len(norm) < 200 and bool(_WITHDRAW.search(norm))


def asks(norm: str) -> bool:
    return len(norm) < 200 and bool(_QUERY.search(norm))


def command_in(norm: str, *, by_office: bool) -> CommandName | None:
    """The command a message gives. A contact's words are a command only where they begin with one."""
    if len(norm) > _LONGEST_COMMAND or (not by_office and not _COMMAND_HEAD.match(norm)):
        return None
    if _LIGHTS_QUERY.search(norm):
        return None
    return next((name for name, pattern in _COMMANDS if pattern.search(norm)), None)


def is_small_talk(norm: str) -> bool:
    """Thanks, received, a picture, something forwarded."""
    if _MEDIA.match(norm) or _FORWARDED.search(norm):
        return True
    return len(norm) < 80 and bool(_ACKNOWLEDGED.fullmatch(norm))


def puts_off(norm: str) -> bool:
    """Tells when a report will come, and reports nothing."""
    return len(norm) < 120 and bool(_POSTPONED.search(norm))


_REPORTING = re.compile(
    r"完成|进展|推进|开工|完工|建成|竣工|签约|封顶|没动|启动|老样子|差不多|正常|没问题|没啥问题|无问题|问题|困难|落地|达到|验收|整改|改造|新增|落实|进场|办结|累计|开展|投用|挂牌|还没|尚未|未|已"
)


def sounds_like_a_report(norm: str) -> bool:
    return bool(_REPORTING.search(norm))
