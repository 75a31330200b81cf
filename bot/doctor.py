"""`ducha doctor`: what could be wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import requests
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.platforms.calls import knocked
from bot.platforms.port import Finding, Platform
from bot.platforms.trials import not_answered
from bot.settings import Settings, read_settings
from bot.wiring import outward_session, platform_routes
from handlers.duties.deadlines import local_day
from handlers.errors import DeliveryError, SettingsError
from storage import inbox, outbox, policy, schema
from storage.registers import load_books
from storage.transactions import Database

CLOCK_TOLERANCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found, and what to do if it is not as it should be."""

    name: str
    ok: bool
    found: str
    advice: str = ""


def examine(clock: Clock, *, offline: bool = False, session: requests.Session | None = None) -> list[Check]:
    """All checks that can be made; a broken one does not keep the others from being made.

    `offline` leaves out whatever goes over the network except the database; `session` is the way out.
    """
    try:
        settings = read_settings()
        switched_on = _platforms(settings)
        session = session or outward_session(settings)
        platforms = list(platform_routes(settings, session).values())
    except SettingsError as error:
        return [Check("设置", False, str(error), "改正这个变量后再检查")]
    checks = [Check("设置", True, f"时区 {settings.timezone}"), switched_on]
    checks += _database(settings, clock())
    if offline:
        return [*checks, Check("网络", True, "没有检查（--offline）")]
    for platform in platforms:
        checks += _ways(platform, settings, clock)
    if settings.public_url:
        checks.append(_public_url(settings.public_url, session))
    return checks


def _ways(platform: Platform, settings: Settings, clock: Clock) -> Iterator[Check]:
    """Each way to a platform, and its clock against ours where it told the time."""
    before = clock()
    findings = platform.check()
    after = clock()
    for finding in findings:
        yield Check(finding.name, finding.ok, " ".join(finding.found.split()), finding.advice)
    yield from _their_clock(findings, before, after, settings.signature_window)


def _their_clock(
    findings: Iterable[Finding], before: datetime, after: datetime, window: int
) -> Iterator[Check]:
    """They told the time between `before` and `after`: the trial's own length is no difference."""
    for finding in findings:
        if finding.their_time is None:
            continue
        apart = max(before - finding.their_time, finding.their_time - after, timedelta())
        near = apart <= min(CLOCK_TOLERANCE, timedelta(seconds=window))
        advice = "本机时钟不准：启用时间同步（NTP）"
        if apart > timedelta(seconds=window):
            advice += f"；相差超过{window}秒（DUCHA_SIGNATURE_WINDOW）的回调会被拒绝"
        name = f"本机时钟（对照{finding.name.removesuffix('令牌')}）"
        yield Check(name, near, f"相差{apart.total_seconds():.0f}秒", advice)


def _public_url(url: str, session: requests.Session) -> Check:
    """By the way that a phone takes; a machine that can't reach its own outer address is told so."""
    name, variable = "公开网址", "DUCHA_PUBLIC_URL"
    try:
        answer = knocked(session, f"{url}/healthz")
    except DeliveryError as error:
        finding = not_answered(name, url, variable, error)
        how = f"{finding.advice}；服务要先启动（ducha serve）。内网访问不到自己的外网地址时，用手机打开它试试"
        return Check(name, False, finding.found, how)
    if answer.status == 200 and answer.payload.get("status") == "ok":
        return Check(name, True, "连得上")
    if answer.status == 503 and answer.payload.get("status") == "down":
        return Check(
            name, False, "连得上，但那里的服务没有数据库", "检查数据库服务和服务的 DUCHA_DATABASE_URL"
        )
    advice = f"核对 {variable}，让前面的代理把 /healthz 转给 ducha，并确认 ducha serve 已启动"
    return Check(name, False, f"回答的不是 ducha（HTTP {answer.status}）", advice)


def _platforms(settings: Settings) -> Check:
    settings.check_serving()
    on = [
        name for name, has in (("企业微信", settings.has_wecom_app), ("钉钉", settings.has_dingtalk)) if has
    ]
    advice = "没有启用任何平台：按 README 设置 DUCHA_WECOM_… 或 DUCHA_DINGTALK_…"
    return Check("平台", bool(on), "、".join(on) or "无", advice)


def _database(settings: Settings, now: datetime) -> Iterator[Check]:
    if settings.database_is_absent:
        yield Check("数据库", False, "没有建立", "运行：ducha db upgrade")
        return
    database = Database(settings.database_url)
    try:
        if not schema.is_current(database):
            yield Check("数据库", False, "没有建立或不是最新", "运行：ducha db upgrade")
            return
        yield Check("数据库", True, database.engine.dialect.name)
        yield _clock(database, now)
        yield from _ledger(database, settings, now)
        yield from _backlog(database)
    except SQLAlchemyError as error:
        yield Check("数据库", False, type(error).__name__, "检查 DUCHA_DATABASE_URL 和数据库服务")
    finally:
        database.close()


def _clock(database: Database, now: datetime) -> Check:
    """The machine's clock against the database server's; on SQLite they are the same one."""
    if database.engine.dialect.name == "sqlite":
        return Check("时钟", True, f"{now:%Y-%m-%d %H:%M:%S} UTC")
    with database.reading() as connection:
        there = connection.execute(text("SELECT now()")).scalar_one()
    apart = abs(there - now)
    advice = "两台机器的时钟不一致，请启用时间同步（NTP）"
    return Check("时钟", apart <= CLOCK_TOLERANCE, f"与数据库相差{apart.total_seconds():.0f}秒", advice)


def _ledger(database: Database, settings: Settings, now: datetime) -> Iterator[Check]:
    today = local_day(now, settings.zone)
    with database.reading() as connection:
        books = load_books(connection)
    years = "、".join(f"{year}年（{len(register.items)}项）" for year, register in books.registers.items())
    advice = f"导入今年的通知：ducha notice import 文件 --year {today.year}"
    yield Check("台账", today.year in books.registers, years or "还没有台账", advice)
    with database.session() as session:
        calendar = policy.load_calendar(session)
    for year in (today.year, today.year + 1):
        provisional = calendar.is_provisional(year)
        yield Check(
            f"{year}年放假安排",
            not provisional or year > today.year,
            "尚未公布（每年秋天公布），有关截止日标为暂定" if provisional else "已有",
            f"公布后用 ducha calendar set 录入调休，再运行 ducha calendar confirm {year}",
        )


def _backlog(database: Database) -> Iterator[Check]:
    with database.reading() as connection:
        failed = sum(inbox.count_unfinished(connection).values())
        unsent = outbox.count_unfinished(connection)["failed"]
    yield Check("未处理的消息", failed == 0, f"{failed}条", "查看：ducha inbox list；重试：ducha inbox retry")
    yield Check("送不出的回复", unsent == 0, f"{unsent}条", "看日志里的原因；多为账号停用或回复地址过期")
