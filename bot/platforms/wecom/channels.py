"""The ways out of WeCom: message/send to a person, a group's webhook, a group that the app has made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from bot.platforms.limits import fit
from bot.platforms.markdown import for_wecom
from bot.platforms.port import Delivery, Receipt, Way, bytes_of
from bot.platforms.texts import clean
from bot.platforms.webhooks import WebhookAddressError, WebhookRule
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
CHAT_MINUTE = 20  # none is published for one group


def webhook_rule(api_base: str) -> WebhookRule:
    return WebhookRule(api_base, "/cgi-bin/webhook/send", "key")


class AppMessages:
    """message/send (WeCom D90236), to one person."""

    def __init__(self, client: WeComClient, agent_id: int) -> None:
        self._client = client
        self._agent_id = agent_id

    def way(self, delivery: Delivery) -> Way:
        member = f"wecom.member.{delivery.to.lower()}"
        paces = (Pace(member, MEMBER_MINUTE, 60), Pace(member, MEMBER_HOUR, 3600))
        form, recall = for_wecom, self.recall
        return Way("wecom.message", self.send, TEXT_LIMIT, form=form, paces=paces, recall=recall)

    def send(self, delivery: Delivery, now: datetime) -> Receipt:
        """`|` and `@all` would reach more people than one: never from here."""
        if not delivery.to or "|" in delivery.to or delivery.to.startswith("@"):
            raise PermanentDeliveryError("no user id that stands for one person")
        body = {
            "touser": delivery.to,
            "agentid": self._agent_id,
            **_content(delivery, TEXT_LIMIT),
            "safe": 0,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": DUPLICATE_INTERVAL,
        }
        answer = self._client.post("/cgi-bin/message/send", body, now)
        for field in ("invaliduser", "unlicenseduser"):
            if answer.get(field):  # errcode 0, and yet unknown, out of sight or without a licence
                raise PermanentDeliveryError(f"errcode 0, but the receiver is in {field}")
        return Receipt(str(answer.get("msgid", "")))

    def recall(self, receipts: Sequence[str], now: datetime) -> None:
        """message/recall (WeCom D94867), within 24 hours."""
        for receipt in receipts:
            self._client.post("/cgi-bin/message/recall", {"msgid": receipt}, now)


class AppChats:
    """appchat/create and appchat/send (WeCom D90244, D90248): groups that this app has made."""

    def __init__(self, client: WeComClient) -> None:
        self._client = client

    def way(self, delivery: Delivery, group: GroupAddress) -> Way:
        pace = Pace(f"wecom.group.{group.number}", CHAT_MINUTE, 60)
        room = TEXT_LIMIT - bytes_of(_calls(delivery))
        return Way("wecom.appchat", partial(self.send, group.address), room, form=for_wecom, paces=(pace,))

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
        body = {"chatid": chat_id, **_content(delivery, TEXT_LIMIT, _people(delivery)), "safe": 0}
        return Receipt(str(self._client.post("/cgi-bin/appchat/send", body, now).get("msgid", "")))


class GroupWebhooks:
    """webhook/send (WeCom D99110): the group's own address, no token, no count."""

    def __init__(self, client: WeComClient, rule: WebhookRule) -> None:
        self._client = client
        self._rule = rule

    def way(self, delivery: Delivery, group: GroupAddress) -> Way:
        try:
            key = self._rule.key_of(group.address)
        except WebhookAddressError as error:
            raise PermanentDeliveryError(str(error)) from None
        pace = Pace(f"wecom.group.{group.number}", WEBHOOK_MINUTE, 60)
        limit = WEBHOOK_MARKDOWN_LIMIT if delivery.markdown else TEXT_LIMIT
        room = limit - bytes_of(_calls(delivery))
        return Way("wecom.webhook", partial(self.send, key), room, form=for_wecom, paces=(pace,))

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
