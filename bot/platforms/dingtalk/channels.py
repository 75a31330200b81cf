"""The ways out of DingTalk: a message's reply address, a person, a group's webhook, the robot's group."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from bot.platforms.dingtalk.attaching import Attacher
from bot.platforms.dingtalk.client import DingTalkClient
from bot.platforms.limits import fit
from bot.platforms.markdown import for_dingtalk, plain, title_of
from bot.platforms.port import Delivery, GoneError, Receipt, Way
from bot.platforms.texts import clean
from bot.platforms.webhooks import WebhookAddressError, WebhookRule
from handlers.errors import DeliveryError, PermanentDeliveryError
from storage.group_chats import GroupAddress
from storage.pacing import Pace

TEXT_LIMIT = 14_000  # bytes as JSON writes them; the rest of the parameter has to fit too
BODY_LIMIT = 18_000  # bytes; from 20 000 on the answer is 460101
PARAMETER_LIMIT = 15_000  # bytes of msgParam (DingTalk 机器人发送群聊消息)
AT_LIMIT = 50
RECEIVERS = 20  # 批量发送人与机器人会话中机器人消息
# 20 a minute and conversation, then ten minutes of silence; clocks and networks are not exact.
CONVERSATION_MINUTE = 18
CALLS_A_SECOND = 5  # of 20 QPS an app and API (调用频次与限流)
# 计费模型说明: two budgets of the whole organisation.
CALLS, MESSAGES = "dingtalk.calls", "dingtalk.messages"
_SLOWED = 60.0


def bytes_in_json(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode())


def webhook_rule(oapi_base: str) -> WebhookRule:
    return WebhookRule(oapi_base, "/robot/send", "access_token")


class SessionReplies:
    """sessionWebhook: the address that came with a message, for some 90 minutes."""

    def __init__(self, client: DingTalkClient) -> None:
        self._client = client

    def way(self, delivery: Delivery, url: str) -> Way:
        pace = Pace(f"dingtalk.chat.{delivery.chat or delivery.to}", CONVERSATION_MINUTE, 60)
        form, send = _form(delivery), partial(self.send, url)
        return Way("dingtalk.reply", send, TEXT_LIMIT, bytes_in_json, form, (pace,), quota=MESSAGES)

    def send(self, url: str, delivery: Delivery, now: datetime) -> Receipt:
        code = self._client.post_to_webhook(url, {}, _webhook_body(delivery))
        if code != "0":
            raise GoneError(f"the reply address is dead ({code[:60]})")
        return Receipt()


class GroupWebhooks:
    """自定义机器人, and the webhook of an app robot in a group: the group's own address."""

    def __init__(self, client: DingTalkClient, rule: WebhookRule) -> None:
        self._client = client
        self._rule = rule

    def way(self, delivery: Delivery, group: GroupAddress) -> Way:
        try:
            token = self._rule.key_of(group.address)
        except WebhookAddressError as error:
            raise PermanentDeliveryError(str(error)) from None
        pace = Pace(f"dingtalk.group.{group.number}", CONVERSATION_MINUTE, 60)
        form, send = _form(delivery), partial(self.send, token, group.secret)
        return Way("dingtalk.webhook", send, TEXT_LIMIT, bytes_in_json, form, (pace,), quota=MESSAGES)

    def send(self, token: str, secret: str, delivery: Delivery, now: datetime) -> Receipt:
        """Signed afresh at every call; the answer names no message, so it can't be recalled."""
        params = {"access_token": token, **(signed(secret, now) if secret else {})}
        code = self._client.post_to_webhook(self._rule.url, params, _webhook_body(delivery))
        if code != "0":
            raise PermanentDeliveryError(f"errcode {code[:60]}: the group's webhook is gone")
        return Receipt()


class PrivateMessages:
    """oToMessages/batchSend: up to twenty persons in one call, without @."""

    def __init__(self, client: DingTalkClient, robot_code: str, attacher: Attacher) -> None:
        self._client = client
        self._robot_code = robot_code
        self._attacher = attacher

    def way(self, delivery: Delivery) -> Way:
        """As good as a reply by the address, except that it can't call anybody in a group."""
        pace = Pace("dingtalk.batchSend", CALLS_A_SECOND, 1)
        return Way(
            *("dingtalk.private", self.send, TEXT_LIMIT, bytes_in_json, for_dingtalk, (pace,)),
            quota=CALLS,
            most=RECEIVERS,
            is_as_good=not delivery.mentions,
            attach=self._attacher.by_robot(delivery, self._post),
            recall=self.recall,
        )

    def send(self, delivery: Delivery, now: datetime) -> Receipt:
        return self._post(delivery, _robot_message(delivery), now)

    def _post(self, delivery: Delivery, message: Mapping[str, str], now: datetime) -> Receipt:
        """HTTP 200 does not mean that everybody got it: who did not stands in one of three lists."""
        if not all(delivery.people):
            raise PermanentDeliveryError("no live reply address, and the receiver's user id is unknown")
        body = {"robotCode": self._robot_code, "userIds": list(delivery.people), **message}
        answer = self._client.post("/v1.0/robot/oToMessages/batchSend", body, now)
        refused = _refused(answer, delivery.people)
        if len(delivery.people) == 1 and refused:
            raise refused[delivery.to]
        return Receipt(_query_key(answer), refused)

    def recall(self, receipts: Sequence[str], now: datetime) -> None:
        """批量撤回人与机器人会话中机器人消息 (its path writes `oto` small), within 24 hours."""
        for keys in _twenties(receipts):
            body = {"robotCode": self._robot_code, "processQueryKeys": keys}
            _check_recalled(self._client.post("/v1.0/robot/otoMessages/batchRecall", body, now))


class RobotGroups:
    """groupMessages/send: the app robot speaks in a group that it is in; it can @ nobody."""

    def __init__(self, client: DingTalkClient, robot_code: str, attacher: Attacher) -> None:
        self._client = client
        self._robot_code = robot_code
        self._attacher = attacher

    def way(self, delivery: Delivery, group: GroupAddress) -> Way:
        pace = Pace(f"dingtalk.group.{group.number}", CONVERSATION_MINUTE, 60)
        all_groups = Pace("dingtalk.groupMessages", CALLS_A_SECOND, 1)
        send = partial(self.send, group.address)
        return Way(
            *("dingtalk.group", send, TEXT_LIMIT, bytes_in_json, for_dingtalk, (pace, all_groups)),
            quota=CALLS,
            attach=self._attacher.by_robot(delivery, partial(self._post, group.address)),
            recall=partial(self.recall, group.address),
        )

    def send(self, conversation: str, delivery: Delivery, now: datetime) -> Receipt:
        return self._post(conversation, delivery, _robot_message(delivery), now)

    def _post(
        self, conversation: str, _delivery: Delivery, message: Mapping[str, str], now: datetime
    ) -> Receipt:
        body = {"robotCode": self._robot_code, "openConversationId": conversation, **message}
        return Receipt(_query_key(self._client.post("/v1.0/robot/groupMessages/send", body, now)))

    def recall(self, conversation: str, receipts: Sequence[str], now: datetime) -> None:
        """企业机器人撤回内部群消息, within 24 hours."""
        for keys in _twenties(receipts):
            body = {
                "openConversationId": conversation,
                "robotCode": self._robot_code,
                "processQueryKeys": keys,
            }
            _check_recalled(self._client.post("/v1.0/robot/groupMessages/recall", body, now))


def signed(secret: str, now: datetime) -> dict[str, str]:
    """自定义机器人安全设置, 加签. Not percent-encoded: requests does that, once."""
    timestamp = str(int(now.timestamp() * 1000))
    words = f"{timestamp}\n{secret}".encode()
    digest = hmac.new(secret.encode(), words, hashlib.sha256).digest()
    return {"timestamp": timestamp, "sign": base64.b64encode(digest).decode()}


def _form(delivery: Delivery) -> Callable[[str], str]:
    """An @ in markdown may stay dead text, so who has to ring is called in a plain one."""
    return plain if delivery.mentions else for_dingtalk


def _webhook_body(delivery: Delivery) -> dict[str, Any]:
    """Who is to ring must stand in the text too; `msgUuid` keeps a repeated call from showing twice."""
    people = [person for person in dict.fromkeys(delivery.mentions) if person][:AT_LIMIT]
    prefix = "".join(f"@{person} " for person in people)
    rest = {
        "at": {"atUserIds": people, "isAtAll": False},
        "msgUuid": hashlib.sha256(delivery.key.encode()).hexdigest()[:32],
    }
    text = clean(delivery.text)
    if delivery.markdown and not people:
        return _fitted(text, BODY_LIMIT, lambda words: {**_markdown(words), **rest})
    return _fitted(
        text, BODY_LIMIT, lambda words: {"msgtype": "text", "text": {"content": prefix + words}, **rest}
    )


def _markdown(words: str) -> dict[str, Any]:
    return {"msgtype": "markdown", "markdown": {"title": title_of(words), "text": words}}


def _robot_message(delivery: Delivery) -> dict[str, str]:
    """msgKey and msgParam, which is JSON within JSON."""
    text = clean(delivery.text)
    if delivery.markdown:
        key = "sampleMarkdown"
        parameter = _fitted(text, PARAMETER_LIMIT, lambda words: {"title": title_of(words), "text": words})
    else:
        key = "sampleText"
        parameter = _fitted(text, PARAMETER_LIMIT, lambda words: {"content": words})
    return {"msgKey": key, "msgParam": json.dumps(parameter, ensure_ascii=False)}


def _refused(answer: Mapping[str, Any], people: Sequence[str]) -> dict[str, DeliveryError]:
    """By person, with the reason; a person who is slowed down gets it later."""
    found: dict[str, DeliveryError] = {}
    for person in people:
        for name in ("invalidStaffIdList", "filteredStaffIdList"):
            if person in (answer.get(name) or ()):
                found[person] = PermanentDeliveryError(f"the receiver is in {name}")
        if person in (answer.get("flowControlledStaffIdList") or ()):
            found[person] = DeliveryError("the receiver is in flowControlledStaffIdList", _SLOWED)
    return found


def _twenties(receipts: Sequence[str]) -> list[list[str]]:
    return [list(receipts[start : start + RECEIVERS]) for start in range(0, len(receipts), RECEIVERS)]


def _check_recalled(answer: Mapping[str, Any]) -> None:
    failed = answer.get("failedResult")
    if failed:
        reasons = "；".join(sorted({str(reason)[:60] for reason in dict(failed).values()}))
        raise PermanentDeliveryError(f"没有撤回{len(failed)}条：{reasons}")


def _query_key(answer: Mapping[str, Any]) -> str:
    query_key = answer.get("processQueryKey")
    if not isinstance(query_key, str) or not query_key:
        raise DeliveryError("the answer names no processQueryKey")
    return query_key


def _fitted(text: str, limit: int, wrapped: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Cut so that the JSON around `text` keeps the limit: line ends and quotes take two bytes there."""
    room = limit
    while room > 0:
        made = wrapped(fit(text, room))
        excess = len(json.dumps(made, ensure_ascii=False).encode()) - limit
        if excess <= 0:
            return made
        room -= (excess + 1) // 2
    return wrapped("")
