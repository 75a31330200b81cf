"""The ways out of WeCom: message/send to a person, a group's webhook, a group that the app has made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from bot.platforms.limits import fit
from bot.platforms.markdown import for_wecom
from bot.platforms.port import Delivery, Receipt, Way, bytes_of
from bot.platforms.texts import clean
from bot.platforms.webhooks import WebhookAddressError, WebhookRule
from bot.platforms.wecom.attaching import Attacher
from bot.platforms.wecom.client import ExistsError, WeComClient
from handlers.errors import PermanentDeliveryError
from storage.group_chats import GroupAddress
from storage.pacing import Pace

TEXT_LIMIT = (
    2048  # bytes: passive replies (D90241), message/send (D90236), appchat (D90248), webhook (D99110)
)
WEBHOOK_MARKDOWN_LIMIT = 4096  # bytes (D99110)
DUPLICATE_INTERVAL = 1800
# Of the 30 a minute and 1,000 an hour that WeCom shows one member of one app (D90312); it drops the rest
# without a word, so some room is kept.
MEMBER_MINUTE, MEMBER_HOUR = 25, 900
WEBHOOK_MINUTE = 18  # of 20 (D99110): clocks and networks are not exact
UPLOAD_PATH = "/cgi-bin/webhook/upload_media"
CHAT_MINUTE = 20  # none is published for one group


def webhook_rule(api_base: str) -> WebhookRule:
    return WebhookRule(api_base, "/cgi-bin/webhook/send", "key")


class AppMessages:
    """message/send (WeCom D90236), to one person."""

    def __init__(self, client: WeComClient, agent_id: int, attacher: Attacher) -> None:
        self._client = client
        self._agent_id = agent_id
        self._attacher = attacher

    def way(self, delivery: Delivery) -> Way:
        member = f"wecom.member.{delivery.to.lower()}"
        paces = (Pace(member, MEMBER_MINUTE, 60), Pace(member, MEMBER_HOUR, 3600))
        attach = self._attacher.by_app(delivery, partial(self._post, delivery.to))
        form, recall = for_wecom, self.recall
        return Way(
            "wecom.message", self.send, TEXT_LIMIT, form=form, paces=paces, attach=attach, recall=recall
        )

    def send(self, delivery: Delivery, now: datetime) -> Receipt:
        return Receipt(self._post(delivery.to, _content(delivery, TEXT_LIMIT), now))

    def _post(self, to: str, content: Mapping[str, Any], now: datetime) -> str:
        """`|` and `@all` would reach more people than one: never from here."""
        if not to or "|" in to or to.startswith("@"):
            raise PermanentDeliveryError("no user id that stands for one person")
        body = {
            "touser": to,
            "agentid": self._agent_id,
            **content,
            "safe": 0,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": DUPLICATE_INTERVAL,
        }
        answer = self._client.post("/cgi-bin/message/send", body, now)
        for field in ("invaliduser", "unlicenseduser"):
            if answer.get(field):  # errcode 0, and yet unknown, out of sight or without a licence
                raise PermanentDeliveryError(f"errcode 0, but the receiver is in {field}")
        return str(answer.get("msgid", ""))

    def recall(self, receipts: Sequence[str], now: datetime) -> None:
        """message/recall (WeCom D94867), within 24 hours."""
        for receipt in receipts:
            self._client.post("/cgi-bin/message/recall", {"msgid": receipt}, now)


class AppChats:
    """appchat/create and appchat/send (WeCom D90244, D90248): groups that this app has made."""

    def __init__(self, client: WeComClient, attacher: Attacher) -> None:
        self._client = client
        self._attacher = attacher

    def way(self, delivery: Delivery, group: GroupAddress) -> Way:
        pace = Pace(f"wecom.group.{group.number}", CHAT_MINUTE, 60)
        room = TEXT_LIMIT - bytes_of(_calls(delivery))
        attach = self._attacher.by_app(delivery, partial(self._post, group.address))
        send = partial(self.send, group.address)
        return Way("wecom.appchat", send, room, form=for_wecom, paces=(pace,), attach=attach)

    def make(self, name: str, owner: str, members: Sequence[str], now: datetime) -> str:
        """The same group for the same call: its chatid is ours, so a lost answer makes no second group."""
        listed = "\x1f".join([name, owner, *members])
        chat_id = f"ducha{hashlib.sha256(listed.encode()).hexdigest()[:24]}"
        body = {"name": name, "owner": owner, "userlist": list(members), "chatid": chat_id}
        try:
            answer = self._client.post("/cgi-bin/appchat/create", body, now)
        except ExistsError:
            return chat_id
        return str(answer.get("chatid") or chat_id)

    def send(self, chat_id: str, delivery: Delivery, now: datetime) -> Receipt:
        return Receipt(self._post(chat_id, _content(delivery, TEXT_LIMIT, _people(delivery)), now))

    def _post(self, chat_id: str, content: Mapping[str, Any], now: datetime) -> str:
        body = {"chatid": chat_id, **content, "safe": 0}
        return str(self._client.post("/cgi-bin/appchat/send", body, now).get("msgid", ""))


class GroupWebhooks:
    """webhook/send (WeCom D99110): the group's own address, no token, no count."""

    def __init__(self, client: WeComClient, rule: WebhookRule, attacher: Attacher) -> None:
        self._client = client
        self._rule = rule
        self._attacher = attacher

    def way(self, delivery: Delivery, group: GroupAddress) -> Way:
        try:
            key = self._rule.key_of(group.address)
        except WebhookAddressError as error:
            raise PermanentDeliveryError(str(error)) from None
        pace = Pace(f"wecom.group.{group.number}", WEBHOOK_MINUTE, 60)
        limit = WEBHOOK_MARKDOWN_LIMIT if delivery.markdown else TEXT_LIMIT
        room = limit - bytes_of(_calls(delivery))
        upload_url = self._rule.base.rstrip("/") + UPLOAD_PATH
        attach = self._attacher.by_webhook(delivery, self._rule.url, upload_url, key)
        send = partial(self.send, key)
        return Way("wecom.webhook", send, room, form=for_wecom, paces=(pace,), attach=attach)

    def send(self, key: str, delivery: Delivery, now: datetime) -> Receipt:
        """No name of the message comes back, so it can't be recalled."""
        content = _content(delivery, WEBHOOK_MARKDOWN_LIMIT, _people(delivery))
        self._client.post_to_webhook(self._rule.url, key, content)
        return Receipt()


def _people(delivery: Delivery) -> list[str]:
    return [person for person in dict.fromkeys(delivery.mentions) if person]


def _calls(delivery: Delivery) -> str:
    """What names the people to @ in a markdown text; a plain one has a list for them."""
    calls = "".join(f"<@{person}>" for person in _people(delivery)) if delivery.markdown else ""
    return f"{calls}\n" if calls else ""


def _content(delivery: Delivery, markdown_limit: int, people: Sequence[str] = ()) -> dict[str, Any]:
    text = clean(delivery.text)
    if delivery.markdown:
        words = (_calls(delivery) if people else "") + text
        return {"msgtype": "markdown", "markdown": {"content": fit(words, markdown_limit)}}
    named = {"mentioned_list": list(people)} if people else {}
    return {"msgtype": "text", "text": {"content": fit(text, TEXT_LIMIT), **named}}
