"""Short answers that fill a field of the form: 无, 暂无困难, 已完成, 否."""

from __future__ import annotations

import re

_SUBJECT = (
    r"(?:(?:以上|上述|这|我们?|我局|我街道|我单位|我办|我处|我中心|[一二两三四五六七八九十\d]|各"
    r"|所有|其他|其它|别的|全部|"
    r"这边|这里|这块|方面|项|条|个|事项|任务|工作|目前|现在?|暂时|截至目前|截止目前|到目前为止|当前"
    r"|至今|整体|总体|均|都|也|"
    r"就|基本|倒|还|的话|呢|是|推进|进展|顺利|一切|正常|，|,| )*)"
)
_MATTERS = (
    r"(?:问题|问提|困难|堵点|卡点|难点|障碍|阻碍|难处|难题|矛盾|阻力|毛病|短板"
    r"|情况需要协调|事项|需要协调的?|协调事项)"
)
_NOTHING = re.compile(
    rf"{_SUBJECT}(?:问题|困难)?(?:[:是]|方面)?\s*(?:(?:暂时?|目前|尚|现)?(?:无|没有|没|未发现|不存在"
    rf"|未遇到|没遇到|没遇上|没碰上|未出现|没碰到|没啥|没什么|木有))"
    rf"(?:[^，,;；。\n未]{{0,10}}?{_MATTERS}(?:[和及与、]{_MATTERS})*)?(?:了|啦|哈|哦|呀|啊|的)?"
)
_NOTHING_MATTERS = re.compile(
    rf"{_SUBJECT}(?:暂时?|目前|尚|现)?(?:无|没有|没|未发现|不存在|未遇到|没遇到|没遇上|没碰上|没碰到|木有)"
    rf"(?:[^，,;；。\n未]{{0,10}}?{_MATTERS}(?:[和及与、]{_MATTERS})*)(?:了|啦|哈|哦|呀|啊|的)?"
    rf"|{_SUBJECT}{_MATTERS}(?:也|都|均|倒|[:是])?(?:暂时?|目前)?(?:无|没有|没)(?:了|啦|哈|的|呢)?"
)
# 上月的用地问题已经解决: it was one
_SETTLED = re.compile(
    rf"(?:[^，,;；。\n没未不难还]{{0,14}}?){_MATTERS}(?:目前|现|现在|也|都|均|已|已经|基本|全部|全|得到|得以|顺利|妥善|成功)*"
    r"(?:解决|化解|消除|整改|处理|落实|协调|克服|销号|办结|理顺)(?:了|完|好|到位|完毕|完成|掉|妥当|啦)*"
)
_NONE_OF_IT = re.compile("[无没未木不]")  # without one of these, nothing is denied
_EMPTY = frozenset({"", "/", "-", "--", "\\", "x", "none", "n/a", "na", "同上无"})
_GAP = re.compile(r"[…_]|[…_.。·*]{2,}|-{2,}")
_OUTER = " 。.!！;；，,~、:：|/-"
_NO = re.compile(r"(?:未|没|否|不|滞后|落后|✗|✘|×|x$|n$|no$|欠|差|暂缓|部分完成)")
_YES = re.compile(r"(?:已|是|完成|达|按期|如期|符合|超|√|✓|✔|✅|y$|yes$|ok|对|好|能|正常)")
_RUNS_ON = re.compile(
    r"(?:目前|现在?|仍|还|正|均|都|在|有序|稳步|积极|加快|持续)*(?:进行|推进|实施|办理|建设|施工|落实|开展|申报|审批|采购|招标)(?:之中|中|着)"
    r"|(?:目前|现在?|仍|还|均|都)*正?在(?:有序|稳步|积极|加快|持续)*(?:进行|推进|实施|办理|建设|施工|落实|开展|建).{0,4}"
)  # 进行中: not yet reached
_NEARLY = re.compile(r"基本|大体|大致|大部分|接近|即将|差不多")  # 基本完成 is neither yes nor no
_STAGE_WORD = re.compile(
    r"(?:是|否|已(?:全部|如期|按期)?(?:完成|达成|达标|达到)|(?:未|没|没有|尚未|还没|部分)(?:完成"
    r"|达成|达标|达到)|完成了?|达标|不达标|达成)"
)
_TICK = re.compile("[√✓✔✅☑]")
_ONE = rf"{_TICK.pattern}?{_STAGE_WORD.pattern}(?:\({_TICK.pattern}\)|{_TICK.pattern})?"
_CHOICE = re.compile(rf"\(?(?P<first>{_ONE})[/\\、或](?P<second>{_ONE})\)?")
_QUOTED = "“”\"'()[]【】;；，,:"


def squeezed(words: str) -> str:
    return "".join(words.split())


def is_nothing(words: str) -> bool:
    """The value of a problem field that says there is none."""
    bare = squeezed(words).strip(_OUTER)
    if bare in _EMPTY:
        return True
    return len(bare) <= 24 and bool(_NOTHING.fullmatch(bare))


def says_no_problem(words: str) -> bool:
    """A clause of its own that says there is no problem: 目前没啥困难, 三项均无问题."""
    if not _NONE_OF_IT.search(words):
        return False
    bare = squeezed(words).strip(_OUTER)
    return len(bare) <= 30 and bool(_NOTHING_MATTERS.fullmatch(bare))


def is_settled(words: str) -> bool:
    """问题解决了: what was a problem is none any more."""
    bare = squeezed(words).strip(_OUTER)
    return len(bare) <= 30 and bool(_SETTLED.fullmatch(bare))


def denies(words: str) -> bool:
    """The value of a problem field that leaves none: 无, 已解决的."""
    return is_nothing(words) or is_settled(words)


def is_blank(words: str) -> bool:
    """无 in the field of cause or next step."""
    bare = squeezed(words).strip(_OUTER)
    return bare in _EMPTY or bare in {"无", "暂无", "没有", "没", "目前无", "不涉及", "同上", "无原因"}


def is_placeholder(words: str) -> bool:
    """The gap of a form that nobody filled: …, ......, ＿＿, ——."""
    bare = squeezed(words).strip(_QUOTED)
    return bool(_GAP.fullmatch(bare))


def stage_answer(words: str) -> bool | None:
    """Whether the stage goal is met, from the value of its field; both words to choose from are no answer."""
    bare = squeezed(words).strip(_OUTER)
    choice = _CHOICE.fullmatch(bare)
    if choice and bool(_NO.search(choice["first"])) != bool(_NO.search(choice["second"])):
        return _chosen(choice["first"], choice["second"])
    first = re.split(r"[，,;；。\n(（]", bare, maxsplit=1)[0][:12]
    if _NO.search(first) or _RUNS_ON.fullmatch(first):
        return False
    return True if not _NEARLY.search(first) and _YES.search(first) else None


def _chosen(first: str, second: str) -> bool | None:
    """已完成√/未完成: the word with a tick."""
    ticked = [word for word in (first, second) if _TICK.search(word)]
    return not _NO.search(ticked[0]) if len(ticked) == 1 else None


def is_stage_word(words: str) -> bool:
    """已完成, 是, 未完成 as the last line of a form without labels."""
    return bool(_STAGE_WORD.fullmatch(squeezed(words).strip(_OUTER)))
