"""The history in plain Chinese: a sentence for each kind of change."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from handlers.joining.shapes import JoinKind
from handlers.ledger.events import Event
from handlers.ledger.months import Month
from handlers.ledger.unit_kinds import UnitKind
from handlers.messages import SPOKEN_PLATFORMS
from handlers.standings.lights import Light
from handlers.standings.looks import DEFAULTS, Looks
from handlers.wording.evidence import counted
from handlers.wording.joining import SPOKEN_KINDS
from handlers.wording.phrases import number

_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{8}(?!\d)")
_SECRET = re.compile(
    r"((?:access_token|token|session|sign|ticket|key|secret|password)=)[^&\s'\"]+", re.IGNORECASE
)
_NAMED = 5  # people of a roster that are named, at most

Sentence = Callable[[Event, Looks], str]


def sentence(event: Event, looks: Looks) -> str:
    """What happened, in one sentence, whoever did it. No phone number and no secret is ever in it."""
    say = SENTENCES.get(event.what, _unknown)
    return veiled(say(event, looks))


def veiled(text: str) -> str:
    """Without what nobody should read here: 138********, key=…."""
    return _SECRET.sub(r"\1…", _PHONE.sub(r"\1********", text))


def _unknown(event: Event, _looks: Looks) -> str:
    return f"{event.subject}：{event.what}"


def _report(pattern: str) -> Sentence:
    """区民政局报送任务42的3月情况（第2版）."""

    def say(event: Event, _looks: Looks) -> str:
        month = _month(event.detail.get("period"), event.at)
        about = f"{event.subject}的{month}情况（第{event.detail.get('version')}版）"
        return pattern.format(unit=event.unit or "", about=about) + _because(event)

    return say


def _points(pattern: str) -> Sentence:
    """区民政局说明任务42的3月情况：核减了重复统计的（待核对的是：累计数由3100套降为3000套）."""

    def say(event: Event, _looks: Looks) -> str:
        about = f"{event.subject}的{_month(event.detail.get('period'), event.at)}情况"
        points, words = "；".join(event.detail["points"]), event.detail.get("words")
        told = pattern.format(unit=event.unit or "", about=about, words=words or "")
        return f"{told}（待核对的是：{points}）" + _because(event)

    return say


def _plan(pattern: str) -> Sentence:
    def say(event: Event, _looks: Looks) -> str:
        about = f"{_item(event)}的落实计划（第{event.detail.get('version')}版）"
        return pattern.format(unit=event.unit or "", about=about) + _because(event)

    return say


def _of_item(pattern: str) -> Sentence:
    return lambda event, _looks: pattern.format(item=_item(event)) + _because(event)


def _because(event: Event) -> str:
    reason = event.detail.get("reason")
    return f"，{'说明' if event.what == 'item.closed' else '原因'}：{reason}" if reason else ""


def _item(event: Event) -> str:
    """The item, with its ledger year where that is not the year of the change."""
    year = event.detail.get("year") or event.detail.get("period")
    return event.subject if year is None or str(year) == str(event.at.year) else f"{year}年{event.subject}"


def _month(period: str | None, at: datetime) -> str:
    if period is None:
        return ""
    month = Month.parse(period)
    return f"{month.month}月" if month.year == at.year else f"{month.year}年{month.month}月"


def _light(event: Event, looks: Looks) -> str:
    where = f"{_item(event)}{event.unit or ''}"
    if event.what == "light.lifted":
        return f"取消手工设定的灯，{where}恢复按数据评定"
    return f"{where}的灯手工设为{looks.name(Light(event.detail['light']))}" + _because(event)


def _indicator(event: Event, _looks: Looks) -> str:
    how = "由各单位分摊，合计计算" if event.detail["shared"] else "不再分摊"
    return f"{_item(event)}的指标“{event.detail['indicator']}”{how}"


def _lead(event: Event, _looks: Looks) -> str:
    return f"{_item(event)}的牵头单位定为{'、'.join(event.detail['lead'])}"


def _decided(pattern: str) -> Sentence:
    """任务42自2023-07-01起由区民政局移交区水务局（…的计划作为基准），原因：….

    With `plan`, the former unit's plan has become the new one's baseline.
    """

    def say(event: Event, _looks: Looks) -> str:
        detail = event.detail
        told = pattern.format(
            item=_item(event) if "year" in detail else event.subject,
            on=detail["on"],
            unit=detail.get("unit") or "",
            to=detail.get("to") or "",
        )
        plan = "，原已审定的计划作为接手单位的基准" if detail.get("plan") else ""
        return f"{told}{plan}" + _because(event)

    return say


def _members(event: Event, _looks: Looks) -> str:
    members: Sequence[str] = event.detail["members"]
    return f"{event.subject}定为{len(members)}个单位：{'、'.join(members)}"


def _link(how: str) -> Sentence:
    return lambda event, _looks: f"{_item(event)}与{event.detail['other']}{how}"


def _kind(event: Event, _looks: Looks) -> str:
    return f"{event.subject}的性质定为{UnitKind(event.detail['kind']).label}"


def _imported(event: Event, _looks: Looks) -> str:
    source = event.detail.get("source")
    return f"导入{event.subject}年立项通知，{event.detail['items']}项" + (f"（{source}）" if source else "")


def _changed(event: Event, _looks: Looks) -> str:
    changes: Sequence[str] = event.detail["changes"]
    what = f"{len(changes)}项有变（{'、'.join(changes)}）" if changes else ""
    head = "标题、文号或日期有变" if event.detail.get("head") else ""
    return f"按新文件更新{event.subject}年立项通知：{'，'.join(part for part in (what, head) if part)}"


def _roster(event: Event, _looks: Looks) -> str:
    parts = [
        f"{word}{len(people)}人（{'、'.join(people[:_NAMED])}{'等' if len(people) > _NAMED else ''}）"
        for word, people in (("新增", event.detail["added"]), ("改动", event.detail["changed"]))
        if people
    ]
    return f"导入花名册：{'，'.join(parts) or '人员没有变化'}"


def _groups(event: Event, _looks: Looks) -> str:
    return f"导入群清单：新增或改动{event.detail['changed']}个群"


def _bound(event: Event, _looks: Looks) -> str:
    before, purpose = event.detail.get("before"), event.detail.get("purpose")
    was = f"（原来是{'、'.join(before)}）" if before else ""
    if event.what == "group.unbound":
        return f"解绑群“{event.subject}”{was}"
    if event.what == "group.created":
        return f"建立群“{event.subject}”（{event.detail['members']}人），用途：{purpose}"
    return f"绑定群“{event.subject}”，用途：{purpose}{was}"


def _prefers(event: Event, _looks: Looks) -> str:
    platform = SPOKEN_PLATFORMS.get(event.detail.get("platform") or "")
    return f"{event.subject}的推送改为发到{platform}" if platform else f"{event.subject}的推送不再指定平台"


def _evidence(event: Event, _looks: Looks) -> str:
    """区水务局为任务42（3月）附图片1张：现场.jpg."""
    detail = event.detail
    month = Month.parse(detail["period"])
    which = "、".join([*detail.get("names", ()), *detail.get("links", ())])
    what = counted(tuple(detail["kinds"]))
    return f"{event.unit}为{event.subject}（{month.month}月）附{what}" + (f"：{which}" if which else "")


def _head_confirms(event: Event, _looks: Looks) -> str:
    counted = event.detail.get("counted")
    told = f"，待确认的{counted}项计入进展" if counted else ""
    return f"{event.subject}{'开启' if event.detail['on'] else '关闭'}负责人确认{told}"


def _join(pattern: str) -> Sentence:
    """On who reports."""

    def say(event: Event, _looks: Looks) -> str:
        detail = event.detail
        units = detail.get("unit") or event.unit or "、".join(detail.get("units", ())) or "全部单位"
        kind = SPOKEN_KINDS[JoinKind(detail["kind"])] if "kind" in detail else ""
        told = pattern.format(
            subject=event.subject,
            unit=units,
            number=detail.get("number"),
            kind=kind,
            to=detail.get("to"),
            until=detail.get("until"),
            platform=SPOKEN_PLATFORMS.get(detail.get("platform") or "", ""),
        )
        return told + _because(event)

    return say


def _bulletin(pattern: str) -> Sentence:
    """发布12号通报《关于…的通报》，编号督查通报〔2023〕第3期，不点名."""

    def say(event: Event, _looks: Looks) -> str:
        detail = event.detail
        return pattern.format(
            about=f"{event.subject}《{detail.get('title')}》",
            version=detail.get("version"),
            serial=detail.get("serial"),
            naming="点名" if detail.get("naming") else "不点名",
        )

    return say


def _recalled(event: Event, _looks: Looks) -> str:
    """撤回12号通报《…》：2处已撤回；没有撤回：群“全区督查群”."""
    back, still, title = event.detail["from"], event.detail["still_in"], event.detail.get("title")
    numbers = "、".join(map(str, event.detail.get("numbers", ())))
    what = f"{event.subject}《{title}》" if title else f"第{numbers}条消息"
    left = f"；没有撤回：{'、'.join(still[:_NAMED])}{'等' if len(still) > _NAMED else ''}" if still else ""
    return f"撤回{what}：{len(back)}处已撤回{left}"


def _day(event: Event, _looks: Looks) -> str:
    note = event.detail.get("note")
    how = "上班" if event.detail["working"] else "放假"
    return f"{event.subject}定为{how}" + (f"，备注：{note}" if note else "")


def _policy(event: Event, looks: Looks) -> str:
    match event.subject, event.detail:
        case "lights.thresholds", {"green": green, "yellow": yellow}:
            first, second = looks.name(Light.GREEN), looks.name(Light.YELLOW)
            return f"灯的界线改为{first}{number(100 * green)}%、{second}{number(100 * yellow)}%"
        case "lights.look", dict(chosen):
            listed = (
                f"{DEFAULTS[Light(light)].name}为“{look['name']}”{look['colour']}"
                for light, look in chosen.items()
            )
            return f"灯的名称和颜色改为：{'，'.join(listed)}"
        case "calendar.confirmed_years", list(years):
            return f"放假安排已核对的年份：{'、'.join(map(str, years))}"
        case "calendar.told_years", list(years):
            return f"已提醒放假安排未公布的年份：{'、'.join(map(str, years))}"
        case "plan.day_off_rule", str(rule):
            return f"落实计划截止日遇休息日：{_DAY_OFF_RULES.get(rule, rule)}"
        case _:
            told = _bulletin_policy(event) or _push_policy(event)
            return told or f"设置{event.subject}改为{event.detail}"


def _bulletin_policy(event: Event) -> str:
    match event.subject, event.detail:
        case "bulletins.review", str(review):
            return f"通报的审核方式改为{_REVIEWS.get(review, review)}"
        case "bulletins.hold_hours", hours:
            return f"通报预览后等待的时间改为{number(float(hours))}个工作小时"
        case "bulletins.series", str(series):
            return f"通报的编号改为{'各类分别编号' if series == 'by_kind' else '全年统一编号'}"
        case "bulletins.office", str(office):
            return f"通报的落款改为{office}"
        case "bulletins.copies", list(copies):
            return f"通报的抄送改为{'、'.join(copies) or '无'}"
        case _:
            return ""


def _push_policy(event: Event) -> str:
    match event.subject, event.detail:
        case "pushes.paused", bool(paused):
            return "暂停推送" if paused else "恢复推送"
        case "pushes.quiet_hours", str(hours):
            return f"不打扰的时段改为{hours}"
        case "pushes.ladder", dict(ladder):
            rungs = "；".join(
                f"{label}{'、'.join(ladder[name]) or '不提醒'}" for name, label in _LADDER.items()
            )
            return f"催办阶梯改为（截止前几个工作日）：{rungs}"
        case "pushes.times", dict(times):
            after = f"民生实事截止后{times['livelihood_after']}、总体截止后{times['overall_after']}个工作日"
            return f"通报时间改为{after}{times['bulletins_at']}，领导摘要{times['summaries_at']}"
        case _:
            return ""


_REVIEWS = {"auto": "预览后无人暂缓即发布", "manual": "等人发布", "off": "不经预览直接发布"}
_LADDER = {"reports": "月报", "plans": "计划", "returned": "退回", "questions": "待说明"}
_DAY_OFF_RULES = {"advance": "提前到前一个工作日", "postpone": "顺延到后一个工作日", "fixed": "不变"}


def _assigned(pattern: str) -> Sentence:
    def say(event: Event, _looks: Looks) -> str:
        detail = event.detail
        said = pattern.format(
            by=event.by,
            item=event.subject,
            number=detail["number"],
            words=detail.get("words", ""),
            unit=detail.get("unit", ""),
            due=detail.get("due", ""),
            result=_RESULTS.get(detail.get("result", ""), ""),
        )
        return said + _because(event)

    return say


_RESULTS = {"true": "属实", "false": "不实", "done": "办结"}


def _urged(event: Event, _looks: Looks) -> str:
    return f"催报{event.detail['people']}人（{event.subject}）"


def _announced(event: Event, _looks: Looks) -> str:
    return f"向{event.subject}发公告：{event.detail['text']}"


SENTENCES: Mapping[str, Sentence] = {
    "report.filed": _report("{unit}报送{about}"),
    "report.amended": _report("{unit}更正{about}"),
    "report.withdrawn": _report("{unit}撤回{about}"),
    "report.set_aside": _report("{unit}早先的消息重新处理，因{about}已在其后，没有改动"),
    "report.returned": _report("退回{unit}{about}"),
    "report.confirmed": _report("确认{unit}{about}"),
    "report.head_refused": _report("不同意{unit}{about}"),
    "unit.head_confirms": _head_confirms,
    "report.taken_over": _report("接收此前在别处登记的{unit}{about}"),
    "evidence.kept": _evidence,
    "point.corrected": _points("{unit}改正了{about}"),
    "point.explained": _points("{unit}说明{about}：{words}"),
    "point.waved": _points("{unit}{about}里待核对的予以放行"),
    "plan.filed": _plan("{unit}上报{about}"),
    "plan.amended": _plan("{unit}修改{about}"),
    "plan.requested": _plan("{unit}申请变更{about}"),
    "plan.withdrawn": _plan("{unit}撤回{about}"),
    "plan.set_aside": _plan("{unit}早先的消息重新处理，因{about}已在其后，没有改动"),
    "plan.taken_over": _plan("接收此前在别处登记的{unit}{about}，作为基准锁定"),
    "plan.accepted": _plan("接受{unit}{about}，即日起锁定"),
    "plan.returned": _plan("退回{unit}{about}"),
    "plan.refused": _plan("不同意{unit}变更{about}"),
    "item.closed": _of_item("{item}办结"),
    "item.refused": _of_item("退回{item}的办结申请"),
    "item.reopened": _of_item("{item}重新打开"),
    "item.moved": _decided("{item}自{on}起由{unit}移交{to}"),
    "item.lead_changed": _decided("{item}自{on}起由{to}牵头（原{unit}）"),
    "item.added": _decided("{item}自{on}起列入台账"),
    "item.dropped": _decided("{item}自{on}起撤项"),
    "item.restored": _decided("{item}自{on}起恢复"),
    "leader.succeeded": _decided("{to}自{on}起接任{item}"),
    "light.set": _light,
    "light.lifted": _light,
    "indicator.shared": _indicator,
    "lead.settled": _lead,
    "set.settled": _members,
    "link.proposed": _link("是否重合重新待定"),
    "link.confirmed": _link("确认重合，报一次两处有效"),
    "link.rejected": _link("确认不是一回事"),
    "kind.settled": _kind,
    "notice.imported": _imported,
    "notice.changed": _changed,
    "roster.imported": _roster,
    "groups.imported": _groups,
    "group.bound": _bound,
    "group.created": _bound,
    "group.unbound": _bound,
    "person.prefers": _prefers,
    "person.join_asked": _join("{number}号{kind}申请：{subject}（{unit}）"),
    "person.join_refused": _join("不同意{number}号{kind}申请：{subject}（{unit}）"),
    "person.joined": _join("{subject}登记为{unit}的填报人（{number}号申请，{platform}）"),
    "person.handed_over": _join("{subject}的填报（{unit}）交接给{to}"),
    "person.deputised": _join("{subject}的填报（{unit}）由{to}代理到{until}"),
    "person.deputy_ended": _join("{subject}代理{unit}填报到期（{until}）"),
    "person.left": _join("{subject}不再为{unit}填报"),
    "bulletin.drafted": _bulletin("拟出{about}"),
    "bulletin.held": _bulletin("暂缓发布{about}"),
    "bulletin.scheduled": _bulletin("定时发布{about}，{naming}"),
    "bulletin.redrafted": _bulletin("重拟{about}（第{version}版）"),
    "bulletin.edited": _bulletin("修改{about}（第{version}版）"),
    "bulletin.published": _bulletin("发布{about}，编号{serial}，{naming}"),
    "bulletin.recall_asked": _bulletin("要求撤回{about}"),
    "bulletin.recalled": _recalled,
    "letters.recalled": _recalled,
    "instruction.given": _assigned("{by}批示{item}（批示{number}）：{words}"),
    "instruction.answered": _assigned("{unit}回复批示{number}：{words}"),
    "instruction.settled": _assigned("批示{number}办结"),
    "instruction.extended": _assigned("批示{number}的期限改为{due}"),
    "spot_check.given": _assigned("抽查{item}（抽查{number}）"),
    "spot_check.answered": _assigned("{unit}回复抽查{number}：{words}"),
    "spot_check.settled": _assigned("抽查{number}的结论：{result}"),
    "spot_check.extended": _assigned("抽查{number}的期限改为{due}"),
    "reports.urged": _urged,
    "announced": _announced,
    "calendar.set": _day,
    "policy.set": _policy,
}
