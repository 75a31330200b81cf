"""The text of a bulletin, as the office would write it, in two forms: in full, and without naming who lags.

The text is lines: the title first, headings that begin with 一、 and entries that begin with 1．; whatever is
sent is made from these lines (`handlers.wording.pages`). The table is kept apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handlers.bulletins.bulletin import Bulletin, BulletinKind, Closing, Row
from handlers.bulletins.shares import add_up
from handlers.ledger.items import ItemKind
from handlers.standings.picture import Stage
from handlers.wording.demands import debtors, demands, numbered, official_day, reports_in
from handlers.wording.standings import STAGES

_NUMERALS = "一二三四五六七八九十"
_QUARTERS = "一二三四"
KINDS = {
    BulletinKind.LIVELIHOOD: "民生实事月度通报",
    BulletinKind.OVERALL: "季度总体通报",
    BulletinKind.COMPLETED: "办结通报",
    BulletinKind.MAJOR: "专项通报",
    BulletinKind.CIRCULAR: "报送情况通报",
}
ITEMS = {ItemKind.TASK: "年度任务", ItemKind.LIVELIHOOD: "民生实事"}
_GLOSSES = {
    Stage.NOT_ASSESSABLE: "未评定，指报送内容暂不能与计划目标对照",
    Stage.WITHOUT_PLAN: "待计划，指尚无审定的落实计划",
    Stage.NOT_REPORTED: "未报，指牵头单位未报送当月情况",
}
_IN_A_TITLE = 2
_ROUNDING = "占比按四舍五入保留一位小数，合计不等于100%"
_JANUARY = "1月份情况的报送早于落实计划的报送期限，本期不对照计划评定进度"
COLUMNS = ("序号", "事项", "目标", "进展", "完成比例", "状态", "责任单位")

Section = tuple[str, list[str]]


def spoken_serial(year: int, number: int, *, trial: bool = False) -> str:
    """督查通报〔2023〕第3期: the year is that of publication (GB/T 9704: 发文年份), numbers have no zeros.

    What is published in a `trial` is numbered apart, so that the real ones begin with 1.
    """
    return f"督查通报〔{year}〕{'试行' if trial else ''}第{number}期"


def title(bulletin: Bulletin) -> str:
    """关于2023年3月份民生实事进展情况的通报."""
    word = "更正通报" if bulletin.correction else "通报"
    year, month = bulletin.year, bulletin.month.month
    match bulletin.kind:
        case BulletinKind.LIVELIHOOD:
            about = f"{year}年{month}月份民生实事进展情况"
        case BulletinKind.OVERALL:
            quarter = _QUARTERS[bulletin.month.quarter - 1]
            about = f"{year}年{quarter}季度《政府工作报告》任务目标落实情况"
        case BulletinKind.COMPLETED:
            about = f"{_named(bulletin)}办结情况"
        case BulletinKind.MAJOR:
            about, word = f"{bulletin.one_item}推进情况", f"专项{word}"
        case BulletinKind.CIRCULAR:
            about = f"{year}年{month}月份落实情况报送情况"
    return f"关于{about}的{word}"


def _named(bulletin: Bulletin) -> str:
    """任务12、实事5; of more than two 任务12、实事5等3项事项."""
    items = "、".join(map(str, bulletin.items[:_IN_A_TITLE]))
    return items if len(bulletin.items) <= _IN_A_TITLE else f"{items}等{len(bulletin.items)}项事项"


def text(bulletin: Bulletin, *, naming: bool) -> str:
    """The bulletin in words, without serial number and table.

    `naming`: lagging items, and units that have not reported or were late, are named; else only counted.
    """
    sections = [section for section in _sections(bulletin, naming=naming) if section[1]]
    body = [
        line
        for number, (heading, lines) in enumerate(sections)
        for line in (f"{_NUMERALS[number]}、{heading}", *lines)
    ]
    head = bulletin.letterhead
    annex = [f"附表：{_annex(bulletin)}"] if bulletin.rows else []
    copies = [f"抄送：{'，'.join(head.copies)}。"] if head.copies else []
    return "\n".join(
        [
            title(bulletin),
            "各有关单位：",
            _opening(bulletin),
            *body,
            *annex,
            head.office,
            official_day(bulletin.on),
            *copies,
        ]
    )


def _annex(bulletin: Bulletin) -> str:
    if bulletin.one_item:
        return f"{bulletin.one_item}进展情况表"
    if bulletin.items:
        return f"办结事项进展情况表（共{bulletin.total}项）"
    what = "民生实事" if bulletin.kind is BulletinKind.LIVELIHOOD else "年度任务和民生实事"
    return f"{what}进展情况表（截至{bulletin.month.month}月底，共{bulletin.total}项）"


def _opening(bulletin: Bulletin) -> str:
    """One sentence of basis and method; a correction says first what it corrects."""
    head, month = bulletin.letterhead, bulletin.month.month
    number = f"（{head.notice_number}）" if head.notice_number else ""
    basis = f"按照{as_title(head.notice_title)}{number}要求，" if head.notice_title else ""
    match bulletin.kind:
        case BulletinKind.CIRCULAR:
            did = f"{head.office}对各责任单位{month}月份落实情况的报送时间和项数进行了统计"
        case BulletinKind.COMPLETED:
            did = f"{head.office}根据责任单位的办结申请，对{_named(bulletin)}完成情况进行了核实"
        case BulletinKind.MAJOR:
            did = (
                f"{head.office}依据责任单位报送的落实计划和落实情况，对{bulletin.one_item}推进情况进行了梳理"
            )
        case kind:
            what = "民生实事" if kind is BulletinKind.LIVELIHOOD else "年度任务和民生实事"
            did = (
                f"{head.office}依据各责任单位报送的落实计划和落实情况，"
                f"对{bulletin.total}项{what}截至{month}月底的进展情况进行了汇总"
            )
    told = f"{basis}{did}。现将有关情况通报如下："
    if bulletin.correction is None:
        return told
    former = bulletin.correction
    return (
        f"{former.serial}{as_title(former.title)}印发后，{_what_changed(bulletin)}有变动。{told.removesuffix('有关情况通报如下：')}"
        "更正后的情况重新通报如下，原通报与本期不一致的，以本期为准："
    )


def _what_changed(bulletin: Bulletin) -> str:
    opened = bulletin.kind is BulletinKind.COMPLETED and not bulletin.closings
    return "部分事项的办结情况" if opened else "部分报送情况"


def as_title(name: str) -> str:
    """《关于…〈政府工作报告〉…的通报》: a title within a title stands in single marks (GB/T 15834)."""
    return f"《{name.replace('《', '〈').replace('》', '〉')}》"


def _sections(bulletin: Bulletin, *, naming: bool) -> Iterator[Section]:
    if bulletin.correction:
        yield "更正说明", _changes(bulletin, naming=naming)
    match bulletin.kind:
        case BulletinKind.CIRCULAR:
            yield "总体情况", reports_in(bulletin, naming=False)
            yield "逾期和未报送的单位", debtors(bulletin, long=True) if naming else []
            yield "下一步要求", demands(bulletin, naming=naming)
        case BulletinKind.COMPLETED:
            if (
                bulletin.correction and not bulletin.closings
            ):  # some of what was told of as closed is open again
                yield "仍已办结的事项", _still_closed(bulletin)
            else:
                yield "完成情况", _completion(bulletin) if bulletin.one_item else _completions(bulletin)
            each = "" if bulletin.one_item else "各"
            yield (
                "下一步要求",
                [f"下一步，请{each}责任单位做好成果巩固和后续管理，相关情况发生变化的及时报告。"],
            )
        case BulletinKind.MAJOR:
            yield from _major(bulletin, naming=naming)
        case _:
            yield "总体情况", [*_overall(bulletin)]
            yield "已办结事项", _finished(bulletin)
            yield "进度滞后事项", _lagging(bulletin) if naming else []
            yield "报送情况", reports_in(bulletin, naming=naming)
            yield "下一步要求", demands(bulletin, naming=naming)


def _changes(bulletin: Bulletin, *, naming: bool) -> list[str]:
    changes = bulletin.correction.changes if bulletin.correction else ()
    if naming:
        return numbered(changes)
    heads = (change.partition("：")[0] for change in changes)
    items = "、".join(dict.fromkeys(one for head in heads for one in head.split("、")))
    return [f"更正涉及：{items}。"] if items else []


# How the items stand


def _overall(bulletin: Bulletin) -> Iterator[str]:
    month, what = (
        bulletin.month.month,
        "民生实事" if bulletin.kind is BulletinKind.LIVELIHOOD else "年度任务和民生实事",
    )
    parts = [
        f"{STAGES[stage]}{count}项，占{bulletin.shares[stage]}%"
        for stage, count in bulletin.counts.items()
        if count
    ]
    yield f"{bulletin.adjusted}截至{month}月底，{bulletin.total}项{what}中，{'；'.join(parts)}。"
    if len(bulletin.by_kind) > 1:
        kinds = [
            f"{ITEMS[kind]}{sum(counts.values())}项（{_listed(counts)}）"
            for kind, counts in bulletin.by_kind.items()
        ]
        yield f"其中，{'；'.join(kinds)}。"
    glosses = [gloss for stage, gloss in _GLOSSES.items() if bulletin.counts.get(stage)]
    if month == 1:
        glosses.append(_JANUARY)
    if not add_up(bulletin.shares.values()):
        glosses.append(_ROUNDING)
    if glosses:
        yield f"（{'；'.join(glosses)}。）"


def _listed(counts: Mapping[Stage, int]) -> str:
    return "、".join(f"{STAGES[stage]}{count}项" for stage, count in counts.items() if count)


def _finished(bulletin: Bulletin) -> list[str]:
    return numbered(
        f"{row.item}（{row.title}），责任单位：{row.units}" for row in bulletin.of(Stage.COMPLETED)
    )


def _lagging(bulletin: Bulletin) -> list[str]:
    """Each with its present figures beside those of its plan, and no verdict."""
    return numbered(
        f"{row.item}（{row.title}）：{_present(row, bulletin)}。责任单位：{'、'.join(row.leads) or row.units}"
        for row in bulletin.of(Stage.BEHIND)
    )


def _present(row: Row, bulletin: Bulletin) -> str:
    figures = row.note or row.progress
    return f"截至{bulletin.month.month}月底，{figures}".rstrip("。")


# One item


def _completion(bulletin: Bulletin) -> list[str]:
    (row,) = bulletin.rows
    closing = next(iter(bulletin.closings), None)
    closed = f"已于{official_day(closing.on)}办结" if closing else "已办结"
    lines = [
        f"{bulletin.one_item}（{bulletin.subject.rstrip('。')}），责任单位：{row.units}。经核实，{closed}。"
    ]
    if closing and closing.note:
        lines.append(f"核实情况：{closing.note}。")
    lines += [
        f"{one.unit}报送：{one.progress}。" for one in bulletin.details if one.reported and one.progress
    ]
    return [*lines, *_by_now(bulletin)]


def reopened(one: Closing) -> str:
    """任务12：已于2023年6月1日重新打开，原因：群众反映没有建成: what a correction says of an item."""
    why = f"，原因：{one.note}" if one.note else ""
    return f"{one.item}：已于{official_day(one.on)}重新打开，不再计入办结{why}"


def _still_closed(bulletin: Bulletin) -> list[str]:
    """Of a correction: which of the items are closed still; nothing where none is."""
    still = bulletin.of(Stage.COMPLETED)
    if not still:
        return []
    return [f"其余{len(still)}项仍为已办结：", *numbered(f"{row.item}（{row.title}）" for row in still)]


def _completions(bulletin: Bulletin) -> list[str]:
    """Several that were closed: the day once where it is the same, each with what was verified."""
    closed = {one.item: one for one in bulletin.closings}
    days = {one.on for one in bulletin.closings}
    when = f"已于{official_day(*days)}办结" if len(days) == 1 else "已办结"
    entries = []
    for row in bulletin.rows:
        closing = closed.get(row.item)
        parts = [f"{row.item}（{row.title}），责任单位：{row.units}"]
        if closing and len(days) > 1:
            parts.append(f"{official_day(closing.on)}办结")
        if closing and closing.note:
            parts.append(f"核实情况：{closing.note}")
        entries.append("。".join(parts))
    return [f"经核实，以下{bulletin.total}项事项{when}：", *numbered(entries), *_by_now(bulletin)]


def _by_now(bulletin: Bulletin) -> list[str]:
    """How many of the year's are closed by now, of each kind that was."""
    parts = [f"{total}项{ITEMS[kind]}已办结{done}项" for kind, (done, total) in bulletin.completed_of.items()]
    return [f"至此，{'，'.join(parts)}。"] if parts else []


def _major(bulletin: Bulletin, *, naming: bool) -> Iterator[Section]:
    (row,) = bulletin.rows
    yield "目标任务", [f"{bulletin.one_item}：{bulletin.subject.rstrip('。')}。责任单位：{row.units}。"]
    told = [one for one in bulletin.details if one.reported or naming]
    progress = [f"{one.unit}：{one.progress}。" for one in told if one.progress]
    if naming and row.stage is Stage.BEHIND:
        progress.insert(0, f"{_present(row, bulletin)}。")
    yield "推进情况", progress or [f"截至{bulletin.month.month}月底，责任单位尚未报送推进情况。"]
    yield "存在问题", [f"{one.unit}：{one.problem}。" for one in told if one.problem]
    steps = [f"{one.unit}：{one.next_step}。" for one in told if one.next_step]
    yield "责任单位的下一步安排", steps
    yield "下一步要求", demands(bulletin, naming=naming)


# The table


def cells(row: Row) -> tuple[str, ...]:
    """A row of the table by COLUMNS; items keep the number that the notice gives them."""
    return (str(row.item), row.title, row.goal, row.progress, row.share, STAGES[row.stage], row.units)
