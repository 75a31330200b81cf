"""What every platform owes us, asked of each: the real adapters, the stand-in behind them, no sockets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.platforms.port import (
    Delivery,
    Finding,
    MethodError,
    Platform,
    RawRequest,
    Receipt,
    RegistrationError,
    Response,
    ThrottledError,
)
from bot.platforms.simulator.faults import BANNED, SERVER_ERROR, TIMEOUT, UNREACHABLE, Fault, answering
from handlers.errors import DeliveryError, InboundError, PermanentDeliveryError, SignatureError, StaleError
from handlers.messages import ChatKind, InboundMessage, MessageKind
from tests.bot.platforms.scene import Scene, send

DELIVERY = Delivery("push:1", "zhang", "【催报】任务45、任务54")


@dataclass
class Case:
    """One platform in the scene, with what differs in its wire format."""

    scene: Scene
    platform: Platform
    says: Callable[[str, str], RawRequest]
    send_path: str
    token_path: str
    other_app: Callable[[], None]
    token_found: str
    refused_token: Fault
    passing: Fault
    final: Fault
    registration: Fault
    revoke: Callable[[], None]
    forge: Callable[[RawRequest], RawRequest]

    def receive(self, request: RawRequest) -> InboundMessage | Response:
        return self.platform.receive(request, self.scene.clock.now)

    def send(self, delivery: Delivery = DELIVERY) -> Receipt:
        return send(self.platform, delivery, self.scene.clock.now)

    def check(self) -> Finding:
        """What the trial of the token showed."""
        return next(found for found in self.platform.check() if found.name == self.token_found)

    def script(self, *faults: Fault) -> None:
        self.scene.stand_in.faults.script(self.send_path, *faults)

    def seen_by(self, user: str) -> list[str]:
        lines = self.scene.stand_in.transcript.said_by_bot()
        return [line.text for line in lines if line.to == user]


def wecom(scene: Scene) -> Case:
    def forge(request: RawRequest) -> RawRequest:
        return RawRequest(request.method, {**request.args, "msg_signature": "0" * 40}, {}, request.body)

    return Case(
        scene=scene,
        platform=scene.wecom,
        says=scene.stand_in.wecom.text,
        send_path="/cgi-bin/message/send",
        token_path="/cgi-bin/gettoken",
        other_app=lambda: setattr(scene.stand_in.wecom_server.tenant, "secret", "another"),
        token_found="企业微信令牌",
        refused_token=answering({"errcode": 60020, "errmsg": "not allow, from ip: 192.0.2.7"}),
        passing=answering({"errcode": 45009, "errmsg": "api freq out of limit"}),
        final=answering({"errcode": 81013, "errmsg": "all invalid"}),
        registration=answering({"errcode": 60020, "errmsg": "not allow to access from your ip"}),
        revoke=scene.stand_in.wecom_server.revoke_token,
        forge=forge,
    )


def dingtalk(scene: Scene) -> Case:
    def forge(request: RawRequest) -> RawRequest:
        return RawRequest(request.method, {}, {**request.headers, "sign": "forged"}, request.body)

    return Case(
        scene=scene,
        platform=scene.dingtalk,
        says=scene.stand_in.dingtalk.text,
        send_path="/v1.0/robot/oToMessages/batchSend",
        token_path="/v1.0/oauth2/accessToken",
        other_app=lambda: setattr(scene.stand_in.dingtalk_server.tenant, "client_secret", "another"),
        token_found="钉钉令牌",
        refused_token=answering(
            {"code": "Forbidden.AccessDenied.IpNotInWhiteList", "message": "ip 192.0.2.7"}, 403
        ),
        passing=answering({"code": "send.too.fast", "message": ""}, 400),
        final=answering({"code": "staffId.notExisted", "message": ""}, 400),
        registration=answering({"code": "Forbidden.AccessDenied.IpNotInWhiteList", "message": ""}, 403),
        revoke=scene.stand_in.dingtalk_server.revoke_token,
        forge=forge,
    )


@pytest.fixture(params=[wecom, dingtalk], ids=["wecom", "dingtalk"])
def case(request: pytest.FixtureRequest, scene: Scene) -> Case:
    made: Case = request.param(scene)
    return made


def test_names_itself_and_its_limits(case: Case) -> None:
    assert case.platform.name in ("wecom", "dingtalk")
    assert case.platform.text_limit >= 2048


def test_a_message_is_taken_in(case: Case) -> None:
    message = case.receive(case.says("zhang", "任务45 完成8个"))
    assert isinstance(message, InboundMessage)
    assert (message.platform, message.sender, message.chat) == (case.platform.name, "zhang", ChatKind.DIRECT)
    assert (message.text, message.kind) == ("任务45 完成8个", MessageKind.TEXT)
    assert message.sent_at.utcoffset() is not None


def test_a_replay_has_the_same_key_and_another_message_another(case: Case) -> None:
    first, second = case.says("zhang", "任务45 完成8个"), case.says("zhang", "任务45 完成8个")
    assert case.receive(first) == case.receive(first)
    assert case.receive(first) != case.receive(second)


def test_a_wrong_signature_is_refused(case: Case) -> None:
    with pytest.raises(SignatureError) as caught:
        case.receive(case.forge(case.says("zhang", "任务45 完成8个")))
    assert caught.value.status in (401, 403)


def test_a_stale_signature_is_refused(case: Case) -> None:
    request = case.says("zhang", "任务45 完成8个")
    case.scene.clock.pass_by(seconds=3599)
    case.receive(request)
    case.scene.clock.pass_by(seconds=3)
    with pytest.raises(StaleError) as caught:
        case.receive(request)
    assert caught.value.status in (401, 403)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "", "HEAD"])
def test_an_empty_call_is_refused(case: Case, method: str) -> None:
    with pytest.raises(InboundError) as caught:
        case.receive(RawRequest(method, {}, {}, b""))
    assert 400 <= caught.value.status < 500
    if method == "PUT":
        assert isinstance(caught.value, MethodError)


def test_a_sent_text_is_seen(case: Case) -> None:
    assert case.send().message_id
    assert case.seen_by("zhang") == [DELIVERY.text]


@pytest.mark.parametrize(
    "fault", [SERVER_ERROR, TIMEOUT, UNREACHABLE, BANNED], ids=["500", "slow", "away", "ban"]
)
@pytest.mark.parametrize("at", ["send", "token"])
def test_a_broken_network_passes(case: Case, fault: Fault, at: str) -> None:
    path = case.send_path if at == "send" else case.token_path
    case.scene.stand_in.faults.script(path, fault)
    with pytest.raises(DeliveryError) as caught:
        case.send()
    assert not isinstance(caught.value, PermanentDeliveryError)
    assert case.send().message_id


def test_throttling_passes_and_says_when(case: Case) -> None:
    case.script(case.passing)
    with pytest.raises(DeliveryError) as caught:
        case.send()
    assert isinstance(caught.value, ThrottledError)
    assert caught.value.retry_after


def test_a_final_refusal_is_permanent(case: Case) -> None:
    case.script(case.final)
    with pytest.raises(PermanentDeliveryError):
        case.send()


def test_a_broken_registration_is_kept_and_told(case: Case) -> None:
    case.script(case.registration)
    with pytest.raises(RegistrationError) as caught:
        case.send()
    assert not isinstance(caught.value, PermanentDeliveryError)
    assert caught.value.retry_after


def test_a_revoked_token_is_renewed_within_the_call(case: Case) -> None:
    case.send()
    case.revoke()
    assert case.send(Delivery("push:2", "zhang", "任务54")).message_id
    assert case.seen_by("zhang") == [DELIVERY.text, "任务54"]


def test_an_expired_token_is_renewed(case: Case) -> None:
    case.send()
    case.scene.clock.pass_by(hours=3)
    case.send(Delivery("push:2", "zhang", "任务54"))
    assert len(case.seen_by("zhang")) == 2


@pytest.mark.parametrize("user", ["nobody", ""])
def test_an_unknown_person_is_permanent(case: Case, user: str) -> None:
    with pytest.raises(PermanentDeliveryError):
        case.send(Delivery("push:1", user, "任务45"))


def test_a_text_of_the_promised_length_arrives_whole(case: Case) -> None:
    text = "督" * (case.platform.text_limit // 3)
    case.send(Delivery("push:1", "zhang", text))
    assert case.seen_by("zhang") == [text]


def test_a_longer_text_is_cut_by_us_and_not_by_the_platform(case: Case) -> None:
    case.send(Delivery("push:1", "zhang", "督查\n" * 20_000))
    (line,) = case.scene.stand_in.transcript.said_by_bot()
    assert not line.cut
    assert line.text.endswith("从略）")


def test_the_answer_to_a_message_reaches_its_writer(case: Case) -> None:
    """In the response or by `send`, as the platform says."""
    request = case.says("zhang", "任务45 完成8个")
    message = case.receive(request)
    assert isinstance(message, InboundMessage)
    response = case.platform.answer(message, "已记录", case.scene.clock.now)
    assert response.status == 200
    if case.platform.answers_in_response:
        case.scene.stand_in.wecom.shows(request, response)
    else:
        case.send(Delivery("answer:1", message.sender, "已记录", message.reply_to))
    assert case.seen_by("zhang") == ["已记录"]


def secrets_of(case: Case) -> list[str]:
    tenant: Any = getattr(case.scene.stand_in, case.platform.name).tenant
    names = ("secret", "token", "aes_key", "client_secret")
    return [getattr(tenant, name) for name in names if hasattr(tenant, name)]


@pytest.mark.parametrize(
    "fault", [TIMEOUT, UNREACHABLE, SERVER_ERROR, BANNED], ids=["slow", "away", "500", "ban"]
)
@pytest.mark.parametrize("at", ["send", "token"])
def test_no_error_shows_a_secret(case: Case, fault: Fault, at: str) -> None:
    path = case.send_path if at == "send" else case.token_path
    case.scene.stand_in.faults.script(path, fault)
    with pytest.raises(DeliveryError) as caught:
        case.send(Delivery("push:1", "13812345678", "致电13912345678"))
    shown = f"{caught.value!r} {caught.value}"
    assert caught.value.__context__ is None
    for secret in [*secrets_of(case), "-token-", "13812345678", "13912345678"]:
        assert secret not in shown


def test_no_repr_shows_a_secret(case: Case) -> None:
    request = case.says("zhang", "致电13912345678")
    tenant = getattr(case.scene.stand_in, case.platform.name).tenant
    shown = f"{case.platform!r} {request!r} {tenant!r} {Delivery('k', '13812345678', '致电13912345678')!r}"
    hidden = [request.args.get("msg_signature"), request.headers.get("sign")]
    for secret in [*secrets_of(case), *hidden, "13812345678", "13912345678"]:
        assert not secret or secret not in shown


def test_what_a_platform_says_is_scrubbed(case: Case) -> None:
    secret = secrets_of(case)[0]
    said = f"{secret} for 13812345678"
    case.script(
        answering({"errcode": 81013, "errmsg": said, "code": "staffId.notExisted", "message": said}, 400)
    )
    with pytest.raises(PermanentDeliveryError) as caught:
        case.send()
    assert secret not in str(caught.value)
    assert "13812345678" not in str(caught.value)


# The trial of `ducha doctor`


def test_a_sound_platform_passes_its_trial_and_tells_its_time(case: Case) -> None:
    assert all(finding.ok for finding in case.platform.check())
    assert case.check().their_time == case.scene.clock.now
    assert not case.scene.stand_in.transcript.said_by_bot(), "a trial says nothing to anybody"


@pytest.mark.parametrize(
    ("fault", "word"),
    [(TIMEOUT, "超时"), (UNREACHABLE, "连接失败"), (SERVER_ERROR, "HTTP 500"), (BANNED, "不能用")],
    ids=["slow", "away", "500", "ban"],
)
def test_a_platform_that_does_not_answer_is_named_with_its_host_and_setting(
    case: Case, fault: Fault, word: str
) -> None:
    case.scene.stand_in.faults.script(case.token_path, fault)
    found = case.check()
    assert not found.ok
    assert word in found.found
    assert ".com" in found.found
    assert f"DUCHA_{case.platform.name.upper()}_API_BASE" in found.advice
    assert case.check().ok, "it is not remembered"


def test_a_wrong_secret_is_named(case: Case) -> None:
    secret = secrets_of(case)[0]
    case.other_app()
    found = case.check()
    assert not found.ok
    assert "SECRET" in found.advice
    assert secret not in repr(found)
    assert found.their_time == case.scene.clock.now


def test_an_untrusted_address_is_told_with_the_address(case: Case) -> None:
    case.scene.stand_in.faults.script(case.token_path, case.refused_token)
    found = case.check()
    assert not found.ok
    assert "192.0.2.7" in found.found
    assert "IP" in found.advice


def test_a_refusal_that_nobody_foresaw_is_told_with_its_code(case: Case) -> None:
    refusal = answering({"errcode": 99, "errmsg": "x", "code": "so.odd.99", "message": "x"}, 400)
    case.scene.stand_in.faults.script(case.token_path, refusal)
    found = case.check()
    assert not found.ok
    assert "99" in found.found
    assert found.advice


def test_an_answer_without_a_token_is_no_success(case: Case) -> None:
    case.scene.stand_in.faults.script(case.token_path, answering({"hello": "there"}))
    found = case.check()
    assert (found.ok, found.found) == (False, "回答里没有令牌")


def test_a_trial_shows_neither_secret_nor_token(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    secret = secrets_of(case)[0]
    shown = repr(case.platform.check())
    refusal = answering({"errcode": 40001, "errmsg": secret, "code": "unauthorized", "message": secret}, 400)
    case.scene.stand_in.faults.script(case.token_path, refusal)
    shown += repr(case.check()) + caplog.text
    assert secret not in shown
    assert "-token-" not in shown
