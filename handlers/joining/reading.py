"""Reads who wants to report for which unit: in everyday words, the parts in any order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from handlers.joining.shapes import Apply, Deputise, HandOver, JoinWord, Leave, Parts
from handlers.reading.mentions import find_mentions
from handlers.reading.normalise import Text

_LONGEST = 120
_SHORT = 60  # with a phone number in it, so short a message of a stranger is an application
_PHONE = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?(1[3-9]\d[-\s]?\d{4}[-\s]?\d{4})(?!\d)")
_DIGITS = re.compile(r"(?<!\d)\d[\d\s-]{5,}\d(?!\d)")
_POLITE = r"[\s@]*(?:您好|你好|请问|请|麻烦|帮我|帮忙|我想|我要|想要?|申请|重新|需要|要|来|把|，|,)*\s*"
_JOINS = re.compile(_POLITE + r"(?:绑定|换绑|重新绑|绑一?下|绑个|登记|注册|信息登记|换(?:个)?手机)")
_OTHER = re.compile(
    r"\s*(?:帮助|help|怎么|如何|你好|您好|在吗|谢谢|好的?|嗯|知道了|收到|算了|取消|不[用要必])", re.IGNORECASE
)
_LEAVES = re.compile(
    _POLITE + r"(?:我)?(?:解绑|解除绑定|取消绑定|注销(?:账号)?"
    r"|(?:已经?|要|刚)?(?:调走|调离|调岗|离职|退休|不干|不当联络员|不再(?:担任|负责)?(?:联络员|填报|报送|这项工作)?))"
    r"(?:账号|我的账号|岗位|本单位)?(?:了|啦|吧)?[\s。.!！，,]*(?:请)?(?:解绑|帮我解绑)?[\s。.!！]*"
)
_SURE = re.compile(r"\s*(?:确认|确定)(?:要)?解绑[\s。.!！]*")
_UNBINDS = re.compile(r"\s*解绑[\s:：]+(?P<about>\S[^\n]*)")
_HANDS_OVER = re.compile(
    r"(?:我的?)?(?:工作|填报|报送|联络员)?(?:已经?|要|想)?(?:交接|移交|转交|交)(?P<about>[^给\n]{0,30})给(?P<rest>.+)"
    r"|(?:以后|今后|下月起|现在起|从现在起)(?:改)?由(?P<next>[^，,。\n]+?)(?:接替|接手|来接|负责)"
    r"(?:我)?(?:的)?(?:填报|报送|工作)?(?P<tail>.*)",
    re.DOTALL,
)
_IS_WORK = re.compile("交接|联络员|填报|报送工作")  # 交给市里审批 is told in a report
_DEPUTISES = re.compile(
    r"(?P<head>[^\n]{0,30}?)(?:由|让|请|委托)(?P<who>[^，,。\n]{2,30}?)(?:同志)?(?:暂时|临时)?(?:代理|代为(?=填报|报送|报|填)|代报|代填|替我|顶替)"
    r"(?:我)?(?:填报|报送|报|填|工作)?(?P<until>[^\n]*)",
)
_IS_FIRM = re.compile("公司|单位|机构|部门|律师")
_UNTIL = re.compile(
    r"(?:(?P<year>20\d\d)[年./-])?(?P<month>1[0-2]|0?[1-9])[月./-](?P<day>3[01]|[12]\d|0?[1-9])(?:日|号)?"
)
_DAYS = re.compile(r"(?P<days>\d{1,2})(?:天|日)|(?P<weeks>[一两二三四1-4])(?:个)?(?:周|星期|礼拜)")
_WEEKS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4}
_FILLER = re.compile(
    r"督查助手|您好|你好|请问|麻烦|帮我|帮忙|我想|我要|想要|申请|重新|需要|绑定|换绑|解绑|绑一?下|绑个|信息登记|登记|注册"
    r"|一下|账号|帐号|我是|我叫|本人|我的|手机号码|手机号|手机|电话号码|电话|联系方式|号码|单位名称|单位|姓名|名字|全名"
    r"|督查联络员|联络员|填报人|经办人|负责人|负责填报|新来的|新任|谢谢|同志|接替|交接|代理|工作|换成|换个|换人了?|换了"
)
_SECTION = r"(?:[一-龥]{0,6}?(?:办公室|科|股|处|室)(?=的))?的?"  # 区水务局办公室的李海
_SPLIT = re.compile(r"[\s，,。.、;；:：!！?？/|()（）\"'“”+\-=]+")
_NAME = re.compile(r"[一-龥]{2,4}|[一-龥]{1,8}·[一-龥]{1,8}")
_UNIT_LIKE = re.compile(
    r".*(?:局|委|办|街道|办事处|中心|集团|公司|部|院|处|联|会|团|队|厅|室|区政府|指挥部|领导小组)$"
)


def join_word(text: str, today: date, *, known: bool, asked: bool = False) -> JoinWord | None:
    """What is said about who reports; None for anything else. `asked`: an application is being completed."""
    norm = Text.of(text).norm.strip()
    if not norm or len(norm) > _LONGEST:
        return None
    if not known:
        says_phone = _PHONE.search(norm) and len(norm) <= _SHORT and not find_mentions(norm)
        completes = asked and not _OTHER.match(norm)
        applies = completes or _JOINS.match(norm) or says_phone
        return Apply(text) if applies else None
    if find_mentions(norm):
        return None  # it is about an item: 以后由区住建局负责 may stand in a report
    if _SURE.fullmatch(norm):
        return Leave(sure=True)
    if _LEAVES.fullmatch(norm):
        return Leave(sure=False)
    if found := _UNBINDS.fullmatch(norm):
        return Leave(sure=False, about=found["about"])
    if found := _DEPUTISES.fullmatch(norm):
        tail, head = (_PHONE.sub(" ", found[part]) for part in ("until", "head"))
        until = until_in(tail, today) or until_in(head, today)
        if (until is not None or "代理" in norm) and not _IS_FIRM.search(norm):
            return Deputise(f"{found['who']} {_without_day(found['until'])}", until, found["head"])
    if (found := _HANDS_OVER.fullmatch(norm)) and (_PHONE.search(norm) or _IS_WORK.search(norm)):
        return HandOver(found["rest"] or f"{found['next']} {found['tail']}", found["about"] or "")
    return Apply(text) if _JOINS.match(norm) else None


def parts_of(text: str, names: Mapping[str, str]) -> Parts:
    """The unit (by any of `names`, folded), the name and the phone, whatever their order."""
    norm = Text.of(text).norm
    phone = _PHONE.search(norm)
    rest = _PHONE.sub(" ", norm)
    bad = phone is None and _DIGITS.search(rest) is not None
    rest = _DIGITS.sub(" ", rest)
    written = max((one for one in names if one in rest), key=len, default="")
    if written:
        rest = re.sub(re.escape(written) + _SECTION, " ", rest, count=1)
    words = [word for word in _SPLIT.split(_FILLER.sub(" ", rest)) if word]
    unknown = "" if written else _unknown_unit(words)
    name = next((word for word in words if word != unknown and _NAME.fullmatch(word)), "")
    number = re.sub(r"\D", "", phone[1]) if phone else ""
    return Parts(names.get(written, ""), name, number, unknown, bad)


def _unknown_unit(words: list[str]) -> str:
    """The word that looks like a unit; of two words the one that is longer than a name."""
    like = [word for word in words if _UNIT_LIKE.fullmatch(word) and len(word) > 2]
    if like:
        return max(like, key=len)
    if longer := next((word for word in words if len(word) > 4 and "·" not in word), ""):
        return longer
    likely = [word for word in words if _NAME.fullmatch(word)]
    return likely[0] if len(likely) > 1 else ""


def until_in(text: str, today: date) -> date | None:
    """The last day that is named: 8月15日, 2周, 10天; in the coming months where no year is named."""
    found = _UNTIL.search(text)
    if found:
        try:
            day = date(int(found["year"] or today.year), int(found["month"]), int(found["day"]))
        except ValueError:
            return None
        if not found["year"] and day < today:
            day = day.replace(year=day.year + 1)
        return day
    span = _DAYS.search(text)
    if span is None:
        return None
    weeks = span["weeks"]
    days = int(span["days"]) if span["days"] else 7 * (_WEEKS.get(weeks) or int(weeks))
    return today + timedelta(days=days)


def _without_day(text: str) -> str:
    """Without what says until when; a phone number holds neither a month nor days."""
    phone = _PHONE.search(text)
    rest = _DAYS.sub(" ", _UNTIL.sub(" ", _PHONE.sub(" ", text)))
    rest = re.sub("[到至]|截至|为止", " ", rest)
    return f"{rest} {phone[1]}" if phone else rest
