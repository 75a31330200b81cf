"""What the bot says of itself: the agenda, the ladder, the quiet hours, and the switch that stops it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import click
from sqlalchemy import Connection

from bot.cli.context import console, format_option, open_database, operator, out, print_json
from bot.clock import utc_now
from bot.settings import Settings, read_settings
from bot.showing import table
from bot.wiring import platforms_of
from handlers.bulletins.timing import CLOSES, OPENS
from handlers.duties.agenda import Listeners, Planned, agenda
from handlers.duties.hours import Hours, Quiet
from handlers.duties.ladder import LISTS, Half, Ladder, Rung
from handlers.duties.owed import Terms
from handlers.duties.rhythm import Rhythm
from handlers.duties.summaries import summaries
from handlers.errors import InputError
from handlers.ledger.register import Register
from handlers.wording.agenda import KINDS, rule_of
from handlers.wording.phrases import names
from storage import pausing, policy
from storage.duties import done_at
from storage.listeners import Reach, leaders_on, names_of, reach_of
from storage.registers import load_books
from storage.rhythm import rhythm_of, set_rhythm

_DAY = click.DateTime(["%Y-%m-%d"])
_LONGEST = timedelta(days=800)
_NAMED = 6
_LABELS = {"reports": "月报", "plans": "计划", "returned": "退回", "questions": "待说明"}


@click.command("agenda")
@click.option("--from", "first", type=_DAY, required=True, help="The first day.")
@click.option("--to", "last", type=_DAY, required=True, help="The last day.")
@format_option("table", "json")
def agenda_command(first: datetime, last: datetime, form: str) -> None:
    """What would be pushed when, to whom, and why, if nothing more came in. Writes nothing."""
    span = (first.date(), last.date())
    if span[0] > span[1] or span[1] - span[0] > _LONGEST:
        raise InputError("--from、--to：开始不能晚于结束，最多两年")
    settings = read_settings()
    with open_database() as database, database.reading() as connection:
        planned = _agenda(connection, settings, span)
    if form == "json":
        print_json([{**asdict(one), "at": one.at.isoformat()} for one in planned])
    else:
        _print(planned, span)
    if settings.trial and form != "json":
        console.print("试运行（DUCHA_TRIAL=1）：以上都只发给督查室的人，并标明应发给谁。")


def _agenda(connection: Connection, settings: Settings, span: tuple[date, date]) -> list[Planned]:
    books = load_books(connection, settings.go_live)
    years = {span[0].year - 1, span[0].year, span[1].year}
    registers = [books.registers[year] for year in sorted(years & set(books.registers))]
    ledger = [(register, done_at(connection, register, settings.zone)) for register in registers]
    platforms = platforms_of(settings)
    reach = reach_of(connection, registers, span[1], platforms)
    rhythm = rhythm_of(connection, settings.quiet)
    planned = agenda(
        ledger,
        _as_of_each(connection, registers, reach, books.terms, span),
        books.terms,
        rhythm,
        settings.zone,
        span,
    )
    return [_in_trial(one) for one in planned] if settings.trial else planned


def _as_of_each(
    connection: Connection, registers: list[Register], reach: Reach, terms: Terms, span: tuple[date, date]
) -> Listeners:
    """With the leaders of each day on which summaries go out: a move in the future is none before its day."""
    names = names_of(connection, reach.addresses)
    days = {one.day for one in summaries(*span, terms.calendar)}
    of_day = {day: leaders_on(connection, registers, day, names) for day in days}
    return replace(reach.listeners, leaders_on=of_day)


def _in_trial(one: Planned) -> Planned:
    """Nobody but the office hears anything in a trial; for whom it is meant stands beside it."""
    return replace(one, audience=f"督查室（试运行，应发：{one.audience}）")


def _print(planned: list[Planned], span: tuple[date, date]) -> None:
    """A line for what is pushed together: of one kind, for one period, by one rule, on one day."""
    alike: dict[tuple[date, str, str, str], list[Planned]] = {}
    for one in planned:
        by = rule_of(one.reason)
        alike.setdefault((one.at.date(), one.kind, one.period, by), []).append(one)
    shown = table("时间", "什么", "期间", "对象", "为什么", title=f"{span[0]}至{span[1]}，共{len(planned)}条")
    for (day, kind, period, by), together in alike.items():
        at = f"{day:%m-%d} {together[0].at:%H:%M}"
        until = f"—{together[-1].at:%H:%M}" if len(together) > 1 else ""
        who = names((one.audience for one in together), _NAMED).replace("项", "个")
        shown.add_row(
            at + until, KINDS.get(kind, kind), period, who, by if len(together) > 1 else together[0].reason
        )
    out.print(shown, soft_wrap=False)


@click.group("ladder")
def ladder() -> None:
    """When reminders, bulletins and summaries go out: the ladder and the quiet hours."""


@ladder.command("show")
@format_option("table", "json")
def ladder_show(form: str) -> None:
    """The ladder that holds now. T−3 is three working days before the deadline."""
    with open_database() as database, database.reading() as connection:
        rhythm = rhythm_of(connection, read_settings().quiet)
    if form == "json":
        data = {"ladder": rhythm.ladder.pack(), "quiet_hours": str(rhythm.quiet), **rhythm.pack()}
        print_json(data)
        return
    _print_rhythm(rhythm)


def _print_rhythm(rhythm: Rhythm) -> None:
    shown = table("什么", "什么时候", title="催办阶梯")
    for name in LISTS:
        rungs = getattr(rhythm.ladder, name)
        shown.add_row(_LABELS[name], "、".join(map(_spoken, rungs)) or "不提醒")
    half = "上午" if rhythm.ladder.overdue is Half.MORNING else "下午"
    shown.add_row("逾期", f"下一个工作日{half}，联络员和分管负责人；清单给督查室")
    shown.add_row("上午、下午", f"{rhythm.ladder.morning:%H:%M}、{rhythm.ladder.afternoon:%H:%M}起半小时内")
    shown.add_row("不打扰", f"{rhythm.quiet}，休息日全天")
    shown.add_row("民生实事月通报", f"截止后第{rhythm.livelihood_after}个工作日{rhythm.bulletins_at:%H:%M}")
    shown.add_row("总体季通报", f"截止后第{rhythm.overall_after}个工作日{rhythm.bulletins_at:%H:%M}")
    shown.add_row("领导摘要", f"每周、每月报送截止后，{rhythm.summaries_at:%H:%M}")
    out.print(shown)


def _spoken(rung: Rung) -> str:
    before = f"T−{rung.days}" if rung.days else "当天"
    return before + ("下午" if rung.half is Half.AFTERNOON else "")


_RHYTHM = (
    click.option("--reports", help="Working days before the deadline, e.g. 3,1,0,0pm (0: the day itself)."),
    click.option("--plans", help="The same for plans, e.g. 10,3,1,0."),
    click.option("--returned", help="The same for what was returned."),
    click.option("--questions", help="The same for open questions; '' asks nobody again."),
    click.option("--morning", help="From when on the morning's go out, e.g. 09:05."),
    click.option("--afternoon", help="From when on the afternoon's go out, e.g. 14:35."),
    click.option("--quiet", help="Quiet hours, e.g. 20:30-08:00."),
    click.option("--livelihood-after", type=click.IntRange(1, 15), help="Working days after the deadline."),
    click.option("--overall-after", type=click.IntRange(1, 15), help="Working days after the deadline."),
    click.option("--bulletins-at", help="E.g. 09:20."),
    click.option("--summaries-at", help="E.g. 08:35."),
)


def rhythm_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What can be changed of the rhythm, each with an option of its own."""
    for option in reversed(_RHYTHM):
        command = option(command)
    return command


@ladder.command("set")
@rhythm_options
def ladder_set(**wanted: Any) -> None:
    """Change what is named; the rest stays. See the effect with: ducha agenda."""
    chosen = {name: value for name, value in wanted.items() if value is not None}
    if not chosen:
        raise InputError("写明要改哪一项，见 ducha ladder set --help")
    with open_database() as database, database.session() as session:
        first = read_settings().quiet
        before = rhythm_of(session.connection(), first)
        after = changed_rhythm(before, chosen)
        set_rhythm(session, after, first, operator(), utc_now())
    _print_rhythm(after)


def changed_rhythm(before: Rhythm, chosen: Mapping[str, Any]) -> Rhythm:
    """With what `rhythm_options` were given. InputError."""
    rungs: dict[str, Any] = {name: _rungs(name, chosen[name]) for name in LISTS if name in chosen}
    times = {name: _time(name, value) for name, value in chosen.items() if name in _TIMES}
    halves: dict[str, Any] = {name: at for name, at in times.items() if not name.endswith("_at")}
    try:
        steps: Ladder = replace(before.ladder, **rungs, **halves)
    except ValueError:
        raise InputError("--morning 要早于 --afternoon") from None
    others: dict[str, Any] = {name: value for name, value in chosen.items() if name.endswith("_after")}
    others |= {name: at for name, at in times.items() if name.endswith("_at")}
    if not OPENS <= others.get("bulletins_at", OPENS) < CLOSES:
        raise InputError(f"--bulletins-at：通报在工作时间里拟稿，要在{OPENS:%H:%M}到{CLOSES:%H:%M}之间")
    if "quiet" in chosen:
        try:
            others["quiet"] = Quiet.parse(chosen["quiet"])
        except ValueError:
            raise InputError("--quiet：写法是 20:30-08:00，一天至少留出2小时可以推送") from None
    after = replace(before, ladder=steps, **others)
    _refuse_silence(after)
    return after


def _refuse_silence(rhythm: Rhythm) -> None:
    """InputError where the quiet hours cover a time at which something is to go out."""
    times = {
        "--morning": rhythm.ladder.morning,
        "--afternoon": rhythm.ladder.afternoon,
        "--bulletins-at": rhythm.bulletins_at,
        "--summaries-at": rhythm.summaries_at,
    }
    for name, at in times.items():
        if rhythm.quiet.covers(at):
            raise InputError(f"{name} {at:%H:%M}在不打扰的时间（{rhythm.quiet}）里，请改其中一个")


_TIMES = ("morning", "afternoon", "bulletins_at", "summaries_at")


def _rungs(name: str, text: str) -> tuple[Rung, ...]:
    try:
        return tuple(Rung.parse(part) for part in text.replace("，", ",").split(",") if part.strip())
    except ValueError:
        raise InputError(f"--{name}：写法是 3,1,0,0pm（截止前几个工作日，pm是下午）") from None


def _time(name: str, text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise InputError(f"--{name.replace('_', '-')}：写法是 09:05") from None


@click.command("pause")
def pause_command() -> None:
    """Hold all pushes; messages are still taken in and answered."""
    with open_database() as database, database.session() as session:
        changed = pausing.pause(session, operator(), utc_now())
    console.print(
        "已暂停推送，收到的消息照常登记和回复。恢复：ducha resume" if changed else "推送已经是暂停的。"
    )


@click.command("resume")
def resume_command() -> None:
    """Push again, in the next allowed hours, and only what is still true."""
    settings, now = read_settings(), utc_now()
    with open_database() as database, database.session() as session:
        terms = policy.load_terms(session, settings.go_live)
        rhythm = rhythm_of(session.connection(), settings.quiet)
        hours = Hours(settings.zone, rhythm.quiet, terms.calendar)
        going, dropped = pausing.resume(session, hours, operator(), now)
    old = f"，{dropped}条已过时，不再发" if dropped else ""
    console.print(f"已恢复推送：暂停时攒下的{going}条将核对后发出{old}。")
