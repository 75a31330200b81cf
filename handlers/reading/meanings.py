"""What a clause without a label says: progress, problem, cause, next step, or a field of the form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto

from handlers.reading.clauses import Clause, clauses, skip_filling
from handlers.reading.measures import UNIT
from handlers.reading.numerals import NUMBER
from handlers.reading.sounds import sound
from handlers.reading.values import says_no_problem, stage_answer


class Sense(Enum):
    PROGRESS = auto()
    PROBLEM = auto()
    CAUSE = auto()
    NEXT = auto()
    NO_PROBLEM = auto()
    STAGE = auto()
    ASIDE = auto()


@dataclass(slots=True)
class Piece:
    """A clause with its sense; norm[start:end] is without label and linking word."""

    sense: Sense
    start: int
    end: int
    mark: str = ""
    answer: bool | None = None  # of a stage clause


@dataclass(slots=True)
class _Before:
    """What the clauses before have said."""

    sense: Sense | None = None
    progress: bool = False
    not_begun: bool = False
    pieces: list[Piece] = field(default_factory=list)


_COURTESY = re.compile(
    r"(?:@?[一-龥]{0,4}(?:领导|主任|科长|老师|局长|处长|同志|大家|各位)?(?:您好|你好|好|早上好|上午好|下午好|晚上好|早安|辛苦了?|打扰了?))(?:了|啦|呀|啊)*"
    r"|(?:非常|十分|万分|先|提前|在此|还|又|最后)*(?:谢谢|感谢|多谢|辛苦(?=您|你|各|了|领导|大家|[一-龥]{1,2}(?:科|主任|局|老师))|麻烦(?=您|你|各|领导|帮|[一-龥]{1,2}(?:科|主任|局|老师))|打扰|劳烦|有劳|祝(?!贺)|敬请|请查收|请审阅|请领导|请收|请阅|请知悉|请审核|妥否|特此).{0,16}"
    r"|(?:以上|上述)(?:情况|内容)?(?:是|为)?.{0,6}(?:汇报|报告|情况|完毕)?|(?:报告|汇报)?完毕"
    r"|(?:收到|好的|好滴|ok|嗯+|哈喽|hi|hello|在吗|您好|你好)(?:了|啦|的)?"
    r"|(?:现将|现把|下面|向您|给您)?.{0,6}(?:汇报|报送|上报|报告|填报|报)(?:一下)?(?:如下|了|一下)?"
    r"|(?:其[他它余]|别的|剩下的)?(?:内容|部分|的)?(?:都?不变|不用改|不改)"
)
_POSTPONED = re.compile(
    r".{0,10}(?:稍后|晚点|晚些|明天|明日|回头|下午|回去|后面|随后|另行|再)?(?:单独|再|另|另行|补)(?:报|填报|上报|报送|说|填).{0,4}"
)
_NOT_OURS = re.compile(
    r".{0,14}(?:另报|由.{1,12}(?:填报|上报|报送|负责|另报|来报|报)|(?:是|归).{1,12}(?:局|委|办|中心|街道|部门|单位|集团|他们|公司|分局|那边)(?:的|负责|管|报|填报)|不归我们.{0,4}|不在我们.{0,6})"
)
_STAGE = re.compile(
    r"(?:本|该|此|当前|我局|目前)?(?:[一二三四1234]季度|上半年|下半年|年度)?(?:阶段(?:性|任务)?目标|阶段任务|季度目标|序时进度|时序进度|是否(?:按期|如期|达标|完成阶段(?:任务)?目标)|达标情况)"
    r"(?:完成情况|情况)?\s*(?:[:：~\-|]|是|为|应为)*\s*(?P<answer>(?:是|否|已|均|都|未|没|完成|达|不|尚|还|全部|按期|基本|如期|正常|能|可|符合|滞后|超|部分).{0,8}|√|✓|x|×)"
)
_NEXT_TAIL = re.compile(
    r"(?:的?(?:工作|计划|打算|措施|安排|准备|举措|主要|重点(?!抓)))*(?:就?是|为|将|打算|计划|准备|要|拟)?[:：，,\s~\-]*"
)
_NEXT_HEAD = re.compile(
    r"(?:我们|我局|我单位|这边)?(?:下一?步|接下来|下一?阶段|后续|后面(?!\d|[一二两三四五六七八九十])|后期|随后|之后|然后下一?步)"
    + _NEXT_TAIL.pattern
)
_HEARD_NEXT = frozenset("下夏吓")
_FUTURE = re.compile(
    r"(?:我们|我局|我单位|这边|现|目前)?(?:下个?月|下周|下季度|明年|下旬|月底前|年底前|年内|争取|力争|预计|计划|准备|打算|拟(?![定订])|拟于|将|将于|确保|力保|尽快|抓紧|抓好|继续|持续|进一步|加快|加大|全力|着力|严格|积极)"
    rf"|(?:{NUMBER}月(?:份|底|末|初|中旬|上旬|下旬)?(?:\d{{1,2}}[日号])?(?:前|之前|以前)?(?:再|将|前|力争|争取|开始|启动|计划|拟|预计|要|全面))"
)
_SURE_FUTURE = re.compile(
    rf"(?:我们|现|目前|近期|本月|这个月|本周|今年|年内|[一二三四1-4]季度|[上下]半年|{NUMBER}月(?:份|底|末|初|中旬)?)*(?:(?<=月)(?:继续|将|要)|下个?月|下周|下季度|明年|争取|力争|预计|打算|准备|拟于|将于|拟(?![定订])|计划(?!投资|总投资|内|已|任务|完成率))"
)
_DEADLINE = re.compile(
    rf"(?:{NUMBER}月(?:份|底|末|初|中旬|上旬|下旬)?(?:{NUMBER}[日号])?|月底|月末|年底|年末|年内|本周|本月底?|下周|下月底?|季度末?|国庆节?|春节|中秋节?|元旦|五一|端午|开学|暑假|汛期|供暖季?|\d{{1,2}}[日号])(?:之|以)?(?:前(?!后|期)|内)"
)
_INTENDED = re.compile(
    r"预计|力争|(?<![按照度年本原])计划(?=[一-龥]{2})(?!投资|总投资|任务|推进|进行|实施|完成率|完成情况)|拟(?=[一-龥]{2})(?![定订])|(?<=[处个项家栋套户座名人])将"
)
_WHEN_READY = re.compile(
    r"(?:等|待)[^，,;；。]{1,16}(?:就|后再?|即可|再|之后)(?:就|可|能)?(?:启动|开始|开工|进场|推进|实施|组织|开展|办理|落实|动)"
)
_UNDER_WAY = re.compile(
    r"(?:目前|现|现在|我们|我局)*(?:已)?正在?(?:积极)?(?:协调|对接|争取|向上|联系|沟通|研究|协商|想办法|申请|督促|催)"
)
_MONTH_DONE = re.compile(
    rf"{NUMBER}月(?:底|末|份|初|中旬|下旬)?(?:全部|能|可|可以|就能)?(?:完成|建成|竣工|投用|完工|开业|到位)(?!了)"
)
_DONE = re.compile(r"已|了(?!解|无|然)|完成(?!后|前)|累计|建成|达到|实现")
_CAUSE_HEAD = re.compile(
    r"(?:其?主要)?(?:原因|成因)(?:分析)?(?:就?是|在于|为)?(?:因为|由于)?[:：\s]*|(?:主要)?(?:是)?(?:因为|由于|因(?=[一-龥]{2,}))|主因(?:是)?|归根结底是?"
)
_EXPLAINS = re.compile(
    r"(?:主要(?:还)?(?:是|因为|由于)|都是|也是|就是|全是|系|多是|大多是|基本(?:上)?是|是(?!否|的|在|按))(?:因为|由于)?"
)
_WAITS = re.compile(
    r"(?:还|仍|正|目前|现|需|要|得|一直)*(?:在)?(?:等(?!级|方面|工作|.{0,2}项)|等待|等着|待(?!遇|建))"
)
_PROBLEM_HEAD = re.compile(
    r"(?:(?:目前|现在|当前|主要|存在|遇到|有|的|个|一个|最大|唯一|也|还)*(?:问题|困难|难点|难处|堵点|卡点|瓶颈|短板)(?:主要|就)?(?:是|在于|在|有)[:：，,\s]*)"
    r"|(?:难在|卡在|难就难在|卡就卡在)"
)
_BUT = re.compile(r"(?:但是|不过|可是|然而|只是|但|可惜|唯独|就是|另外就是)[，,\s]*")
_STILL = re.compile(
    rf"(?:目前|现在|现|其中|但)?(?:还|尚|仍|依然|依旧)(?:有|余|剩|存在|欠|缺|差|没|未|不(?!算)|需)|(?:仍然|还是)(?:没|未|不)|(?:剩|差|缺){NUMBER}|没有?[一-龥]{{1,3}}的{NUMBER}{UNIT}|[^已了]{{0,10}}还(?:差|剩|有){NUMBER}|.{{0,10}}(?:还|尚|仍)(?:没|未|不(?!算|够完))"
)
_REST_GOES_ON = re.compile(
    r"(?:剩余?下?|其余)[^没未难]{0,14}(?:正在|在建|施工中|在施工|推进中|进行中)[^没未难]*$"
)
_NOT_BEGUN = re.compile(
    r".{0,14}(?:还没|没有?|还未|尚未|未|暂未|无|暂无|没啥|没什么)(?:新|新增|实质性|明显|大的|怎么)*(?:动工|动|启动|开工|开始|开展|进展|进场|动静|实施|安排|推进|新进展|变化)(?:了|呢|呀)?.{0,6}"
)
_NEGATIVE = re.compile(
    r"严重|老化|破损|^个别|^少数|^有的|^有些|滞后|偏慢|缓慢|较慢|慢$|太慢|难度|困难(?!学生|群众|家庭|老人|老年|职工|党员|户|人|残疾|企业|妇女|儿童|对象|毕业|重度)|不足|不够|不高|偏低|不到位|不及时|不同意|不统一|不愿|不配合|不理想|不平衡|不明显|不强|不好|不达标|不畅|紧张|短缺|缺乏|缺少|缺口|争议|阻力"
    r"|反弹|受限|卡住|卡壳|拖延|压力|矛盾|过高|偏高|诉求|较难|很难|难以|太少|偏少|较少|少$|较大$|停滞|停工|受阻|未(?:落实|到位|批|通过|完成|签|列入|办|取得|解决|确定|拿到)|没(?:落实|到位|批|通过|完成|签|解决|定|拿|谈|拨|钱|下来)"
)
_HANDLED = re.compile(
    r"化解|调解|解决|整治|处理|排查|救助|帮扶|惠及|资助|慰问|走访|消除|整改|发现|补贴|补助|扶助|保障|发放"
)
_POSITIVE = re.compile(r"正常|顺利|已|完成|可控|良好|有序|稳步|同步")
_LEADING_HEAD = re.compile(
    r"(?:完成情况|进展情况|目前进展|工作进展|进展(?=[是为:：]))(?:是|为|如下)?[:：，,\s]*"
)
_STATE_IN_TEXT = re.compile(
    r"(?P<no>(?:未|没有?|尚未|还没有?|不)(?:能|有)?(?:完成|达到|达成|符合|实现)|滞后于?|落后于?|低于|慢于)|(?P<yes>完成|达到|达成|符合|实现|超过|超额完成|超|快于|高于|领先)"
)
_STAGE_OBJECT = re.compile(
    r"(?:了)?(?:本|当前|上|第?[一二三四1-4]|上半年|半年)?(?:个)?(?:季度|阶段性?|半年|上半年)(?:的)?(?:任务目标|目标任务|目标|任务|计划)|(?:了)?(?:[一二三四]季度)?(?:序时|时序)(?:进度|要求|目标)"
)
_STAGE_LAG = re.compile(r"(?:序时|时序)进度(?:明显|略有|有所|略)?(?:滞后|落后|偏慢)")


def meanings(norm: str, start: int, end: int) -> list[Piece]:
    """The clauses of norm[start:end] with their senses."""
    before = _Before()
    for clause in clauses(norm, start, end):
        for piece in _judge(norm, clause, before):
            before.pieces.append(piece)
            _remember(norm, piece, before)
    return before.pieces


def _remember(norm: str, piece: Piece, before: _Before) -> None:
    if piece.sense in {Sense.ASIDE, Sense.STAGE}:
        return
    before.sense = piece.sense
    if piece.sense is Sense.PROGRESS:
        before.progress = True
        before.not_begun = bool(_NOT_BEGUN.fullmatch(norm, piece.start, piece.end))


def _judge(norm: str, clause: Clause, before: _Before) -> list[Piece]:
    start = skip_filling(norm, clause.start, clause.end)
    words = norm[start : clause.end].strip()
    piece = _field_clause(words, start, clause) or _marked(norm, start, clause, before)
    if piece:
        return [piece]
    split = _negative_remainder(norm, start, clause)
    return split or [_unmarked(words, start, clause, before)]


def _field_clause(words: str, start: int, clause: Clause) -> Piece | None:
    """A clause that fills a field of the form, or none."""
    if not any(char.isalnum() for char in words):
        return Piece(Sense.ASIDE, start, clause.end, clause.mark)
    if says_no_problem(words):
        return Piece(Sense.NO_PROBLEM, start, clause.end, clause.mark)
    if found := _STAGE.fullmatch(words):
        return Piece(Sense.STAGE, start, clause.end, clause.mark, stage_answer(found["answer"]))
    if _COURTESY.fullmatch(words) or _POSTPONED.fullmatch(words) or _NOT_OURS.fullmatch(words):
        return Piece(Sense.ASIDE, start, clause.end, clause.mark)
    return None


def _marked(norm: str, start: int, clause: Clause, before: _Before) -> Piece | None:
    """A clause whose first words say what it is."""
    end, mark = clause.end, clause.mark
    if (after := _next_head(norm, start, end)) is not None:
        return Piece(Sense.NEXT, after, end, mark)
    if found := _PROBLEM_HEAD.match(norm, start, end):
        return Piece(Sense.PROBLEM, found.end(), end, mark)
    if found := _BUT.match(norm, start, end):
        return _after_but(norm, found.end(), clause, before)
    if (found := _CAUSE_HEAD.match(norm, start, end)) and found.end() > start:
        return Piece(Sense.CAUSE, found.end(), end, mark)
    if found := _EXPLAINS.match(norm, start, end):
        return _explanation(norm, found.end(), clause, before)
    if _WHEN_READY.match(norm, start, end):
        return Piece(Sense.NEXT, start, end, mark)
    if _WAITS.match(norm, start, end) and (before.sense is Sense.PROBLEM or before.not_begun):
        return Piece(Sense.CAUSE, start, end, mark)
    if (found := _LEADING_HEAD.match(norm, start, end)) and found.end() < end:
        return Piece(Sense.PROGRESS, found.end(), end, mark)
    return None


def _next_head(norm: str, start: int, end: int) -> int | None:
    """Where the words after 下一步 begin; also as it sounds (下一部, 下不)."""
    found = _NEXT_HEAD.match(norm, start, end)
    if not found and norm[start] in _HEARD_NEXT:
        heard = next(
            (
                words
                for words in ("下一步", "下步")
                if sound(norm[start : start + len(words)]) == sound(words)
            ),
            None,
        )
        found = _NEXT_TAIL.match(norm, start + len(heard), end) if heard else None
    return found.end() if found and found.end() < end else None


def _after_but(norm: str, start: int, clause: Clause, before: _Before) -> Piece:
    rest = norm[start : clause.end]
    if _SURE_FUTURE.match(rest):
        return Piece(Sense.NEXT, start, clause.end, clause.mark)
    if _POSITIVE.search(rest) and not _NEGATIVE.search(rest) and not _STILL.match(rest):
        return Piece(Sense.PROGRESS, start, clause.end, clause.mark)
    return Piece(Sense.PROBLEM, start, clause.end, clause.mark)


def _explanation(norm: str, start: int, clause: Clause, before: _Before) -> Piece | None:
    """主要是…, 都是…: the cause of a problem just named, a problem where only progress was told."""
    if before.sense in {Sense.PROBLEM, Sense.CAUSE} or before.not_begun:
        return Piece(Sense.CAUSE, start, clause.end, clause.mark)
    if before.sense is Sense.PROGRESS and _NEGATIVE.search(norm, start, clause.end):
        return Piece(Sense.PROBLEM, start, clause.end, clause.mark)
    return None


_REMAINDER_IS = re.compile(rf"(?P<what>没有?[一-龥]{{1,3}}的{NUMBER}{UNIT})(?:都|主要|全)?是(?P<why>.+)")


def _negative_remainder(norm: str, start: int, clause: Clause) -> list[Piece]:
    """没有整改完的十二个是老旧系统: the problem and, after 是, its cause."""
    found = _REMAINDER_IS.match(norm, start, clause.end)
    if not found:
        return []
    return [
        Piece(Sense.PROBLEM, start, found.end("what"), clause.mark),
        Piece(Sense.CAUSE, found.start("why"), clause.end),
    ]


def _unmarked(words: str, start: int, clause: Clause, before: _Before) -> Piece:
    return Piece(_sense(words, clause, before), start, clause.end, clause.mark)


def _sense(words: str, clause: Clause, before: _Before) -> Sense:
    if _NOT_BEGUN.fullmatch(words) and not before.progress:
        return Sense.PROGRESS
    if _is_future(words, before):
        return Sense.NEXT
    if _STILL.match(words) and not _REST_GOES_ON.match(words):
        return Sense.PROBLEM
    if before.sense is None or before.sense is Sense.NO_PROBLEM:
        return Sense.PROGRESS
    if before.sense is Sense.PROGRESS:
        return _after_progress(words, before)
    if before.sense in {Sense.PROBLEM, Sense.CAUSE} and _DONE.search(words) and not _NEGATIVE.search(words):
        return Sense.PROGRESS
    return before.sense


def _is_future(words: str, before: _Before) -> bool:
    if _SURE_FUTURE.match(words):
        return True
    if (found := _INTENDED.search(words)) and not _DONE.search(words, 0, found.start()):
        return True
    if before.sense in {Sense.PROBLEM, Sense.CAUSE} and (_UNDER_WAY.match(words) or _MONTH_DONE.match(words)):
        return True
    if _DEADLINE.search(words) and not _DONE.search(_DEADLINE.sub("", words).replace("完成", "")):
        return True
    first = before.sense is None or before.sense is Sense.PROGRESS
    if _FUTURE.match(words):
        return not first or words[0].isdigit()
    return False


def _after_progress(words: str, before: _Before) -> Sense:
    if before.not_begun and (_NEGATIVE.search(words) or not _DONE.search(words)):
        return Sense.CAUSE
    if _NEGATIVE.search(words) and not _DONE.search(words) and not _HANDLED.search(words):
        return Sense.PROBLEM
    return Sense.PROGRESS


def stage_in(words: str) -> bool | None:
    """Whether progress itself says that the stage goal is met: 均完成一季度目标, 达到序时进度."""
    if _STAGE_LAG.search(words):
        return False
    for found in _STATE_IN_TEXT.finditer(words):
        if _STAGE_OBJECT.match(words, found.end()):
            return not found["no"]
    return None
