"""A stretch of text cut into clauses, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.reading.measures import UNIT
from handlers.reading.numerals import NUMBER
from handlers.reading.values import says_no_problem
from handlers.reading.vocabulary import any_of


@dataclass(frozen=True, slots=True)
class Clause:
    """norm[start:end]; `mark` is the punctuation before it, "" where a spoken marker begins it."""

    start: int
    end: int
    mark: str


_CUT = re.compile(
    r"\([^()\n]{0,80}\)|“[^”\n]{0,80}”|《[^》\n]{0,80}》"
    r"|(?P<mark>(?:[，,;；。!！?？…\n]|--)[，,;；。!！?？…\s-]*"
    r"|(?<=[一-龥%)”])[ \t]{1,8}(?=[一-龥“(【])"
    r"|(?<=[个家处套间户栋座场人名条件项次所块里元])[ \t]{1,8}(?=\d))"
)
_NO_PROBLEM = (
    r"(?:(?:目前|暂时|现在|都|均|也|我们这边|这边|还){0,4}(?:没啥|没有?(?:什么|啥|遇到(?:啥|什么|任何)?|碰到(?:啥|什么|任何)?|任何|存在)?"
    r"|暂?无(?:任何|其他)?|不存在)"
    r"(?:大|大的|突出|明显)?(?:问题|困难|难点|堵点|难处)|(?:问题|困难)(?:也|倒|都|暂时|目前)?没有(?=$|[。.!！\s]))"
)
# words that begin a new thought even where nobody typed a comma
_NOT_BEFORE_STRIVE = "".join(f"(?<!{word})" for word in ["向上", "积极", "已", "共"])
_THOUGHTS = (
    _NO_PROBLEM,
    any_of(
        "下一步 接下来 主要是 主要原因是 主要还是 是因为 因为 由于 但是 不过 可是 还差 阶段目标 力争 预计 呃"
    ),
    r"下步(?!骤)",
    rf"{any_of('主要问题 主要的问题 主要困难 主要的困难 存在问题 存在的问题 存在困难 问题 困难 难点 原因')}就?是",
    r"但(?=[还仍有由因尚目另部个剩])",
    rf"就是(?=.{{0,12}}{any_of('慢 难 没 不 缺 少 差 紧')})",
    r"还剩(?=下?[\d一二两三四五六七八九十])",
    rf"剩下的?{NUMBER}{UNIT}(?=[^，,;；。\n]{{0,6}}[没未])",
    rf"还有{NUMBER}{UNIT}",
    rf"没有?[一-龥]{{1,3}}的{NUMBER}{UNIT}",
    rf"{_NOT_BEFORE_STRIVE}争取(?!到)",
    "嗯+",
)
_THOUGHTS_BEGIN = "目暂现都均也我这还没无不下接主是因由但可阶力预呃存问困难原就剩争嗯"
# 公厕改了四座无废社区那块是环境局的
_GOES_ON = re.compile(r"(?=正常|顺利|按计划|按期|稳步|有序|继续|推进|进展|均|都)")  # 没问题正常推进
_OTHERS_PART = (
    rf"(?<=[座个家处套户栋场人名件条项次米里])[一-龥]{{2,8}}{any_of('那块 这块 那部分 这部分 部分')}[是归由]"
    rf"[一-龥]{{2,8}}{any_of('局 委 办 中心 街道 部门 单位 集团 他们')}{any_of('的 负责 报 管')}"
)
_SPOKEN = re.compile(rf"(?=[{_THOUGHTS_BEGIN}])(?:{'|'.join(_THOUGHTS)})|{_OTHERS_PART}")
_NEAR = 40
_REMAINDER = re.compile(r"\s*(?:剩余|剩下|其余|其他|余下|另外?|后面|还有)?的?[^，,;；。\n已了]{0,12}$")
_TOLD = re.compile(
    r"[\d一二两三四五六七八九十百]|了|已|完成"
)  # something was said before that can be set off
_SOUND = re.compile(r"[^\s嗯呃啊]")
_FILLING = re.compile(r"(?:嗯+|呃|啊|哦|那个|然后|[、:：\s~\-|*·•▪●]|[①-⑳]|✅|🎉)+")
_OWN_ENUMERATOR = re.compile(r"\s*(?:\(?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)、.]|[①-⑳])(?!\d)\s*$")


def clauses(norm: str, start: int, end: int) -> list[Clause]:
    """norm[start:end] at its punctuation and at spoken markers, without empty pieces."""
    pieces = _pieces(norm, start, end)
    if not _SPOKEN.search(norm, start, end):
        return [piece for piece in pieces if _SOUND.search(norm, piece.start, piece.end)]
    return [clause for piece in pieces for clause in _spoken(norm, piece)]


def _pieces(norm: str, start: int, end: int) -> Iterator[Clause]:
    at, mark = start, "\n"
    for found in _CUT.finditer(norm, start, end):
        if found["mark"] is None:
            continue
        if norm[at : found.start()].strip():
            yield Clause(at, found.start(), mark)
            mark = found["mark"]
        else:
            mark += found["mark"]
        at = found.end()
    if norm[at:end].strip():
        yield Clause(at, end, mark)


def _spoken(norm: str, piece: Clause) -> Iterator[Clause]:
    at, mark = piece.start, piece.mark
    if says_no_problem(norm[piece.start : piece.end]):
        yield piece
        return
    for found in _SPOKEN.finditer(norm, piece.start, piece.end):
        if _SOUND.search(norm, at, found.start()):
            if _bound(norm, piece.start, found.start(), found[0]):
                continue
            yield Clause(at, found.start(), mark)
            at, mark = found.start(), ""
        else:
            at = max(at, found.start())
        if found[0].startswith(("嗯", "呃")):
            at = found.end()
        elif _GOES_ON.match(norm, found.end(), piece.end) and says_no_problem(found[0]):
            yield Clause(at, found.end(), mark)
            at, mark = found.end(), ""
    if _SOUND.search(norm, at, piece.end):
        yield Clause(at, piece.end, mark)


def _bound(norm: str, start: int, at: int, words: str) -> bool:
    """The marker belongs to the words before it: 存在问题是, 涉及的原因是, 是由于, 将预计."""
    before = norm[max(0, at - 2) : at]
    if words.startswith(("问题", "困难", "原因", "难点")):
        return before[-1:] in {"的", "在", "要", "他"} or before.endswith(("存在", "主要"))
    if words.startswith("还") and not _TOLD.search(norm, max(start, at - _NEAR), at):
        return True
    if words in {"预计", "力争", "争取"} and _REMAINDER.match(norm, start, at):
        return True
    if words.startswith("主要") and before == "方面":
        return True
    if words.startswith(("主要", "因为", "由于", "争取", "预计", "力争")):
        return before[-1:] in {"是", "的", "、", "将", "其", "都", "(", "“"}
    return before[-1:] in {"(", "“"}


def skip_filling(norm: str, start: int, end: int) -> int:
    """Past blanks, list marks and words of filling."""
    found = _FILLING.match(norm, start, end)
    return found.end() if found else start


def without_enumerator(norm: str, start: int, end: int) -> int:
    """The end of norm[start:end] without a list mark that belongs to what follows (…；\\n2. )."""
    low = max(start, end - 8)
    found = _OWN_ENUMERATOR.search(norm[low:end])
    if not found:
        return end
    cut = low + found.start()
    before = norm[cut - 1 : cut + 1] if cut > start else "\n"
    return cut if any(char in "\n;；。!！ ,，\t①②③④⑤⑥⑦⑧⑨" for char in before) else end
