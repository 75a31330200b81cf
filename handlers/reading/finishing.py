"""Whether words say that the whole item is done, and not just a part, a step or a quarter's share."""

from __future__ import annotations

import re
from collections.abc import Sequence

_APPLIES = re.compile(
    r"(?:申请|请予以?|请求|恳请|建议|提请|请|报请|现申请|特申请|同意后?|准予|可以?)(?:领导|督查室"
    r"|贵室|审核|予以|给予|对其|核验后?|验收后?)*(?:办结|销号|销账|结项|销项|完结)"
)
_SIGN = re.compile("[完办销结搞收]|\\d\\d%")  # whatever says so has one of these
_LONGEST = 40
_NOT_YET = re.compile(r"(?:暂不|先不|不|未|没|后|再|待|月|年|季度|之前|前)[^，,;；。\n]{0,6}(?:申请|请)")
_DONE = r"(?:完成|办结|干完|做完|搞完|弄完|完工|完结|办完|落实完|结束|收官)"
_WHOLE = (
    r"(?:我们|我局|我单位|我办|我街道|我中心|这|那|本|该|此|两|三|几|项|个|事项|工作|任务|实事|目标"
    r"|年度|全年|所有|现|目前|已经|已|均|都|也|早就|就|提前|全部|"
    r"全面|全|圆满|彻底|顺利|按期|如期|按时|超额|整体|总体|今年|的|指标|100%|百分之百|，)"
)
_STATEMENT = re.compile(rf"{_WHOLE}*{_DONE}(?:了)?{_WHOLE}*(?:任务|工作|目标)?(?:了|啦|完毕|喽)?")
_REFERS_BACK = re.compile(
    rf"(?:现|目前|已经|已|均|都|也|全部|全|全面|圆满|顺利|按期|如期|按时|超额|提前)*{_DONE}(?:了|啦|完毕)?"
)
_RATE = re.compile(r"[一-龥]{0,10}(?:占比?|比例|比重|率)(?:约|已|到|了|达|为|是|:)*\d{1,3}(?:\.\d+)?%")
_HUNDRED = re.compile(rf"(?:{_WHOLE}|完成率|完成|进度|达到?|为|是|:)*1\d\d(?:\.\d+)?%(?:{_DONE})?(?:了|啦)?")


def only_applies(words: str) -> bool:
    """申请办结 and nothing else."""
    return bool(_APPLIES.fullmatch(words.strip(" 。.!！;；，,")))


def may_be_finished(told: Sequence[str]) -> bool:
    """Whether any of the words could say so."""
    return any(map(_SIGN.search, told))


def says_finished(progress: Sequence[str], next_step: str) -> bool:
    """Of the clauses of progress and the words of the next step."""
    if any(_APPLIES.search(clause) and not _NOT_YET.search(clause) for clause in progress):
        return True
    if only_applies(next_step):
        return True
    told = [words for clause in progress for words in re.split("[:：]", clause)]
    rates = next((at for at, words in enumerate(told) if not _RATE.fullmatch(words.strip())), 0)
    figures = sum(bool(re.search(r"\d", words)) for words in told) > 1
    return any(_is_whole(words.strip(), first=at <= rates, figures=figures) for at, words in enumerate(told))


def only_claims(words: str) -> bool:
    """已全部完成, 全部完成，申请销号: that all is done, and nothing else."""
    said = [clause for part in re.split("[，,；;。！!\\n]", words) if (clause := re.sub(r"\s+", "", part))]
    whole = (_STATEMENT.fullmatch(clause) or _APPLIES.fullmatch(clause) for clause in said)
    return bool(said) and all(whole)


def _is_whole(clause: str, *, first: bool, figures: bool) -> bool:
    """`figures`: other clauses tell some; then a share of 100 % and more may be that of one of them."""
    clause = re.sub(r"\s+", "", clause)
    if len(clause) > _LONGEST:
        return False
    if _HUNDRED.fullmatch(clause):
        return first and not figures
    if not _STATEMENT.fullmatch(clause):
        return False
    # 签约186户，全部完成: the clause before says what is done
    return first or not _REFERS_BACK.fullmatch(clause)
