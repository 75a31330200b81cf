"""The composition root: settings in, a running program out. Only here is a concrete platform imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import requests
from flask import Flask

from bot.app import create_app
from bot.clock import Clock
from bot.intake import Intake
from bot.platforms.dingtalk import channels as dingtalk_channels
from bot.platforms.dingtalk.robot import DingTalkRobot
from bot.platforms.port import GroupMaker, Platform
from bot.platforms.tokens import TokenStore
from bot.platforms.webhooks import WebhookAddressError
from bot.platforms.wecom import channels as wecom_channels
from bot.platforms.wecom.app import WeComApp
from bot.recalling import Recaller
from bot.relay import Relay
from bot.settings import Settings
from bot.verifying import Verifier
from handlers.bulletins.review import BulletinRules
from handlers.duties.calling import REMINDERS
from handlers.errors import SettingsError
from schedules import jobs
from schedules.bulletins import due_bulletins
from schedules.confirming import KIND as CONFIRM
from schedules.confirming import Confirming
from schedules.decisions import KIND as DECIDED
from schedules.decisions import RETURNED, Decisions
from schedules.deputies import end_deputies
from schedules.reminders import Reminders
from schedules.summaries import KIND as LEADER_SUMMARY
from schedules.summaries import Summaries
from storage import attachments
from storage.house import House
from storage.office_desk import URGED
from storage.people import Groups
from storage.people.groups import GroupMethod, GroupsError
from storage.people.tables import Problem
from storage.quotas import Budget
from storage.resting import Resting
from storage.tokens import KeptTokens
from storage.transactions import Database

SHORTEST_ANSWER = 2048
WECOM_PATH = "/wecom/callback"
DINGTALK_PATH = "/dingtalk/callback"


@dataclass(frozen=True)
class Program:
    """The parts of one process. `platforms` by name."""

    settings: Settings
    database: Database
    platforms: Mapping[str, Platform]
    intake: Intake
    relay: Relay
    app: Flask
    house: House
    reminders: Reminders
    summaries: Summaries
    decisions: Decisions
    confirming: Confirming

    def plan_pushes(self, now: datetime) -> int:
        """Put in what falls due; returns how many pushes that are. One that fails keeps no other back."""
        end_deputies(self.database, self.house.zone, now)
        return jobs.plan_pushes(
            self.database,
            (self.reminders.plan, self.summaries.plan, self.decisions.plan, self.confirming.plan),
            now,
        )

    def due_bulletins(self, now: datetime) -> int:
        """Draft, preview and publish what is due. Nothing while pushes are paused."""
        return due_bulletins(self.database, self.house, now)

    def clear_attachments(self, now: datetime) -> int:
        """Delete the bytes of attachments that no letter needs any more; returns how many."""
        return self.database.write(lambda connection: attachments.clear(connection, now))

    def limit_of(self, platform: str) -> int:
        """The longest answer of a platform in bytes; the shortest of all where it is switched off."""
        known = self.platforms.get(platform)
        return known.text_limit if known else SHORTEST_ANSWER

    def retry_failed(self, now: datetime) -> int:
        """Try the failed messages that are due; returns how many went through."""
        return self.intake.retry_due(self.limit_of, now)


def assemble(
    settings: Settings,
    clock: Clock,
    *,
    session: requests.Session | None = None,
    database: Database | None = None,
) -> Program:
    """Build everything for one process. `session` is the way out to the platforms."""
    session = session or outward_session(settings)
    database = database or Database(settings.database_url)
    routes = platform_routes(settings, session, KeptTokens(database))
    platforms = {platform.name: platform for platform in routes.values()}
    house = house_of(settings)
    intake = Intake(
        database,
        house,
        robot_names=settings.names_of_robot,
        answers_later=frozenset(name for name, p in platforms.items() if not p.answers_in_response),
    )
    reminders, summaries, decisions = Reminders(house), Summaries(house), Decisions(house)
    wordings = {**dict.fromkeys(REMINDERS, reminders.word), LEADER_SUMMARY: summaries.word}
    wordings |= {**dict.fromkeys((DECIDED, RETURNED), decisions.word), URGED: reminders.word}
    confirming = Confirming(house)
    wordings |= {CONFIRM: confirming.word}
    recaller = Recaller(database, platforms, clock, house)
    verifier = Verifier(database, platforms, clock, house)
    relay = Relay(
        database,
        platforms,
        clock,
        wordings,
        budgets_of(settings),
        Resting(house),
        also=(recaller.run_once, verifier.run_once),
    )
    verify = tuple(settings.wecom_verify_file.split("=", 1)) if settings.wecom_verify_file else None
    app = create_app(database, intake, routes, clock, (verify[0], verify[1]) if verify else None)
    return Program(
        settings, database, platforms, intake, relay, app, house, reminders, summaries, decisions, confirming
    )


def house_of(settings: Settings) -> House:
    """What the settings say about pushes, for the core."""
    return House(
        settings.zone,
        _switched_on(settings),
        settings.go_live,
        settings.trial,
        settings.quiet,
        BulletinRules(settings.bulletin_review, settings.bulletin_hold_hours),
    )


def outward_session(settings: Settings) -> requests.Session:
    """Proxies come from HTTP_PROXY and its kin, as requests reads them."""
    session = requests.Session()
    if settings.ca_bundle:
        session.verify = settings.ca_bundle
    return session


def platform_routes(
    settings: Settings, session: requests.Session, tokens: TokenStore | None = None
) -> dict[str, Platform]:
    """The platforms that are set up, by the path at which they call. `tokens` are shared with others."""
    routes: dict[str, Platform] = {}
    if settings.has_wecom_app:
        routes[WECOM_PATH] = WeComApp(
            corp_id=_text(settings.wecom_corp_id),
            agent_id=settings.wecom_agent_id or 0,
            secret=_text(settings.wecom_secret),
            token=_text(settings.wecom_token),
            aes_key=_text(settings.wecom_aes_key),
            session=session,
            api_base=settings.wecom_api_base,
            signature_window=settings.signature_window,
            tokens=tokens,
        )
    if settings.has_dingtalk:
        routes[DINGTALK_PATH] = DingTalkRobot(
            client_id=_text(settings.dingtalk_client_id),
            client_secret=_text(settings.dingtalk_client_secret),
            robot_code=_text(settings.dingtalk_robot_code),
            corp_id=_text(settings.dingtalk_corp_id),
            session=session,
            robot_names=settings.names_of_robot,
            api_base=settings.dingtalk_api_base,
            oapi_base=settings.dingtalk_oapi_base,
            signature_window=settings.signature_window,
            tokens=tokens,
        )
    return routes


def group_maker(settings: Settings, database: Database) -> GroupMaker:
    """The platform in which the app makes group chats; SettingsError where it is not set up."""
    routes = platform_routes(settings, outward_session(settings), KeptTokens(database))
    maker = next((platform for platform in routes.values() if isinstance(platform, GroupMaker)), None)
    if maker is None:
        raise SettingsError("没有设置企业微信自建应用（DUCHA_WECOM_CORP_ID 等），不能建群")
    return maker


def budgets_of(settings: Settings) -> dict[str, Budget]:
    """What the organisation may use up in a month (DingTalk 计费模型说明): what is received counts too."""
    return {
        dingtalk_channels.CALLS: Budget(settings.dingtalk_monthly_calls, spoken="钉钉接口调用"),
        dingtalk_channels.MESSAGES: Budget(
            settings.dingtalk_monthly_messages, received=DingTalkRobot.name, spoken="钉钉消息（收发合计）"
        ),
    }


def check_webhooks(settings: Settings, name: str, groups: Groups) -> None:
    """GroupsError with every row whose webhook would lead elsewhere than to its platform's own host."""
    rules = {
        WeComApp.name: wecom_channels.webhook_rule(settings.wecom_api_base),
        DingTalkRobot.name: dingtalk_channels.webhook_rule(settings.dingtalk_oapi_base),
    }
    problems = []
    for row in groups.rows:
        if row.method is not GroupMethod.WEBHOOK:
            continue
        try:
            rules[row.platform].key_of(row.address)
        except WebhookAddressError as error:
            problems.append(Problem(row.number, str(error)))
    if problems:
        raise GroupsError(name, problems)


def platforms_of(settings: Settings) -> tuple[str, ...]:
    """The platforms that are set up, by name; all that there are where none is."""
    return _switched_on(settings) or (WeComApp.name, DingTalkRobot.name)


def _switched_on(settings: Settings) -> tuple[str, ...]:
    there = ((WeComApp.name, settings.has_wecom_app), (DingTalkRobot.name, settings.has_dingtalk))
    return tuple(name for name, on in there if on)


def _text(value: object) -> str:
    reveal = getattr(value, "get_secret_value", None)
    return str(reveal() if reveal else value)
