"""What is said about joining, handing over, deputising and leaving. No number is ever shown whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.joining.shapes import JoinKind, Parts, Request, masked
from handlers.messages import SPOKEN_PLATFORMS
from handlers.wording.phrases import spoken_day

EXAMPLE = "绑定 区水务局 李海 139…"
NO_ACCOUNT = "平台没有告诉我您的账号（可能不是本组织成员），不能登记。请用组织内的账号发，或联系督查室。"
TOO_MANY = "您今天已申请多次，请直接联系督查室。"
NOT_A_REPORTER = "您的账号不是填报账号，没有改动。要调整人员请联系督查室。"
SPOKEN_KINDS = {
    JoinKind.BIND: "绑定",
    JoinKind.HAND_OVER: "交接",
    JoinKind.DEPUTISE: "代理",
    JoinKind.LEAVE: "解绑",
}


def missing(parts: Parts, nearest: Sequence[str]) -> str:
    """What is still needed, all of it at once."""
    lines = []
    if parts.unknown and not parts.unit:
        lines.append(f"没有叫“{parts.unknown}”的单位{_meant(nearest)}")
    if parts.bad_phone:
        lines.append("手机号应为11位数字。")
    needs = [
        word
        for word, have in (("单位", parts.unit), ("姓名", parts.name), ("手机号", parts.phone))
        if not have
    ]
    have = "、".join(part for part in (parts.unit, parts.name, masked(parts.phone)) if part)
    known = f"（已记下：{have}）" if have else ""
    lines.append(f"还差{'、'.join(needs)}，直接补发即可{known}。如：{EXAMPLE}")
    return "\n".join(lines)


def _meant(nearest: Sequence[str]) -> str:
    return f"，是不是{'、'.join(f'“{one}”' for one in nearest)}？" if nearest else "，请核对名称。"


def being_checked(parts: Parts) -> str:
    return (
        f"登记申请已收到：{parts.unit} {parts.name} {masked(parts.phone)}。"
        "正在核对，有结果马上告诉您；之前发来的情况会留存，但不会记入台账。"
    )


def asked_already(number: int) -> str:
    return f"这个申请已收到（{number}号），正在核对，不用重发。"


def bound_already(name: str) -> str:
    return (
        f"{name}，您的账号已登记，可以直接填报。\n"
        "换人请发：交接给 姓名 手机号；请人代理：由某某代理到8月15日；调走请发：解绑"
    )


def note(*, known: bool, replaces: bool, oversees: bool, moves: bool) -> str:
    """What the office should know before it says yes."""
    rights = "，是督查室人员或领导，同意后此账号有相应权限" if oversees else ""
    if moves:
        return "此账号已登记，申请改动单位或手机号"
    if replaces:
        return f"名单里的此人已有另一账号，同意后原账号失效{rights}"
    return f"名单里有此人，手机号或账号待核{rights}" if known else "名单里没有此人"


def request_line(request: Request) -> str:
    """3号绑定：区水务局 李海 139****1234（企业微信）."""
    what = SPOKEN_KINDS[request.kind]
    who = " ".join(part for part in (request.unit, request.name, request.phone) if part)
    match request.kind:
        case JoinKind.BIND:
            told = f"{who}（{SPOKEN_PLATFORMS.get(request.platform, request.platform)}）"
        case JoinKind.HAND_OVER:
            told = f"{request.unit} {request.former}交接给{request.name} {request.phone}"
        case JoinKind.DEPUTISE:
            told = f"{request.unit} {request.former}由{request.name}代理到{_until(request.until)}"
        case JoinKind.LEAVE:
            told = f"{request.unit} {request.former}不再填报"
    return f"{request.number}号{what}：{told.strip()}"


def to_office(request: Request) -> str:
    what = SPOKEN_KINDS[request.kind]
    by = f"（{request.by}提出）" if request.by and request.kind is not JoinKind.BIND else ""
    note = f"{request.note}。" if request.note else ""
    return (
        f"{request_line(request)}{by}。{note}\n"
        f"属实请回：同意{what} {request.number}；否则回：不同意{what} {request.number} 原因：…"
    )


def _until(day: date | None) -> str:
    return spoken_day(day) if day else ""


def put_to_office(
    kind: JoinKind, parts: Parts, former: str, until: date | None, *, by_office: bool = False
) -> str:
    match kind:
        case JoinKind.HAND_OVER:
            what = f"{parts.unit}的填报由{former}交接给{parts.name}"
        case JoinKind.DEPUTISE:
            what = f"{parts.unit}的填报由{parts.name}代理到{_until(until)}（{former}仍可填报）"
        case _:
            what = f"{former}不再为{parts.unit}填报"
    if by_office:
        return f"已登记，编号随后发给督查室各位：{what}。还没有生效，确认请回：同意{SPOKEN_KINDS[kind]} 编号"
    return f"已提交督查室确认：{what}。确认前一切照旧，有结果告诉您。"


def whose(unit: str, candidates: Sequence[str], nearest: Sequence[str]) -> str:
    if candidates:
        example = f"交接 {unit} {candidates[0]} 给 张三 139…"
        return f"{unit}的填报人有：{'、'.join(candidates)}。没有改动，请写明是谁，如：{example}"
    meant = f"是不是{'、'.join(nearest)}？" if nearest else ""
    return f"没看出是哪个单位的哪一位，没有改动。{meant}请照着写：交接 区水务局 李海 给 张三 139…"


def who_takes_over(parts: Parts, *, deputy: bool) -> str:
    what = "代理人" if deputy else "接手的人"
    example = "由李四 139… 代理到8月15日" if deputy else "交接给 张三 139…"
    needs = "手机号" if parts.name else "姓名和手机号"
    return f"请写明{what}的{needs}，没有改动。如：{example}"


def until_when(name: str) -> str:
    return f"请写明{name}代理到哪一天（今天或以后），没有改动。如：由{name}代理到8月15日"


def reports_already(name: str) -> str:
    return f"{name}本来就是这里的填报人，不用办理。"


def nobody_left(units: Sequence[str]) -> str:
    return f"{'、'.join(units)}将没有填报人"


def would_leave(lonely: Sequence[str]) -> str:
    alone = f"{nobody_left(lonely)}，有接手的人请改发：交接给 姓名 手机号。\n" if lonely else ""
    return f"解绑后您不再收到提醒，也不能填报；以前报的仍署您的名字。\n{alone}确定请回：确认解绑"


def left(lonely: Sequence[str]) -> str:
    told = "已请督查室安排接手的人。" if lonely else ""
    return f"已解绑，辛苦了。{told}以后要再填报，请发：{EXAMPLE}"


def left_to_office(name: str, units: Sequence[str], lonely: Sequence[str]) -> str:
    alone = f"{'、'.join(lonely)}现在没有填报人，请安排：绑定，或导入名单。" if lonely else ""
    return f"{name}（{'、'.join(units)}）已自行解绑。{alone}"


# Results


def let_in(name: str, unit: str) -> str:
    return f"{name}，核对无误，已登记为{unit}的填报人，可以直接填报了。发“帮助”看怎么报。"


def passed_to_office() -> str:
    return "平台没有核对上，已转督查室人工核实，有结果马上告诉您。"


def accepted(request: Request) -> str:
    """To who asked."""
    match request.kind:
        case JoinKind.BIND:
            return let_in(request.name, request.unit).replace("核对无误", "督查室已核实")
        case JoinKind.HAND_OVER:
            return f"督查室已确认：{request.unit}的填报由{request.former}交接给{request.name}。"
        case JoinKind.DEPUTISE:
            return f"督查室已确认：{request.unit}的填报由{request.name}代理到{_until(request.until)}。"
        case JoinKind.LEAVE:
            return f"督查室已确认：{request.former}不再为{request.unit}填报。"


def must_bind(request: Request) -> str:
    """The new person has no account yet; the roster has the number now, so that the platform can tell."""
    unit = request.unit.split("、")[0]
    return f"{request.name}还没有账号，请本人给我发：绑定 {unit} {request.name} 手机号，核对无误自动登记。"


def refused(request: Request, reason: str) -> str:
    return f"{request_line(request)}，督查室没有同意。原因：{reason}"


def decided(requests: Sequence[Request], *, agreed: bool) -> str:
    """To the office."""
    lines = [request_line(one) for one in requests]
    end = "，本人会收到通知。" if any(one.kind is JoinKind.BIND for one in requests) else "。"
    return f"{'已同意' if agreed else '没有同意'}：{'；'.join(lines)}{end}"


def which(known: Sequence[Request], *, agreed: bool) -> str:
    if not known:
        return "没有等待核实的登记申请。"
    listed = "；".join(map(request_line, known))
    verb = f"{'' if agreed else '不'}同意{SPOKEN_KINDS[known[0].kind]} {known[0].number}"
    return f"请写明编号，没有改动。等待核实的：{listed}\n如：{verb}{'' if agreed else ' 原因：…'}"


def why_not(number: int) -> str:
    return f"请写明原因，本人会看到。没有改动。如：不同意绑定 {number} 原因：…"
