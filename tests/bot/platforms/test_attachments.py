"""Pictures and documents by each way of each platform; what a way can't carry it says before sending."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.platforms.port import Delivery, Platform, Receipt, Way
from bot.platforms.simulator.faults import SERVER_ERROR, answering
from bot.platforms.simulator.transcript import Line
from bot.platforms.wecom.codes import MEDIA_REFUSED
from handlers.errors import DeliveryError, PermanentDeliveryError
from storage.attachments import Attached
from storage.group_chats import GroupAddress
from tests.bot.platforms.scene import DINGTALK_TOKEN, GROUP, SECRET, WECOM_KEY, Scene

PNG = Attached(1, "现场照片.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"0" * 64)
DOCX = Attached(2, "督查通报 第3期.docx", "application/msword", b"PK\x03\x04" + b"d" * 64)
CSV = Attached(3, "名单.csv", "text/csv", b"name,unit\n" * 4)
MB = 1024 * 1024
WAYS: dict[str, GroupAddress | None] = {
    "wecom": None,
    "wecom appchat": GroupAddress(1, "appchat", "chat01"),
    "wecom webhook": GroupAddress(2, "webhook", WECOM_KEY),
    "dingtalk": None,
    "dingtalk robot": GroupAddress(3, "robot", GROUP),
    "dingtalk webhook": GroupAddress(4, "webhook", DINGTALK_TOKEN, SECRET),
}
CARRY = [name for name in WAYS if name != "dingtalk webhook"]
UPLOADS = {"wecom": "/cgi-bin/media/upload", "dingtalk": "/media/upload"}


def way_of(scene: Scene, name: str, attached: Attached) -> tuple[Way, Delivery]:
    platform: Platform = getattr(scene, name.split(maxsplit=1)[0])
    group = WAYS[name]
    delivery = Delivery("k", "" if group else "zhang", "", group=group, attachment=attached)
    [way] = platform.ways(delivery, scene.clock.now)
    return way, delivery


def attach(scene: Scene, name: str, attached: Attached) -> Receipt:
    way, delivery = way_of(scene, name, attached)
    assert way.attach is not None
    return way.attach(delivery, scene.clock.now)


def last(scene: Scene) -> Line:
    return scene.stand_in.transcript.said_by_bot()[-1]


@pytest.mark.parametrize("name", CARRY)
@pytest.mark.parametrize("attached", [PNG, DOCX], ids=["picture", "document"])
def test_it_arrives_as_it_is(scene: Scene, name: str, attached: Attached) -> None:
    attach(scene, name, attached)
    line = last(scene)
    assert line.data == attached.data
    if not (name == "wecom webhook" and attached is PNG):  # there a picture has no name
        assert line.attachment == attached.name


@pytest.mark.parametrize("name", CARRY)
def test_uploaded_once_for_all_and_again_after_three_days(scene: Scene, name: str) -> None:
    shelves = (scene.stand_in.wecom_server.media, scene.stand_in.dingtalk_server.media)
    calls = [attach(scene, name, DOCX).calls for _ in range(2)]
    assert calls == [2, 1]
    assert sum(shelf.count for shelf in shelves) == 1
    scene.clock.pass_by(days=3)
    assert attach(scene, name, DOCX).calls == 2


def test_what_is_uploaded_to_one_webhook_is_not_used_in_another(scene: Scene) -> None:
    other = "693a91f6-other-webhook"
    scene.stand_in.wecom.tenant.webhooks[other] = scene.stand_in.wecom.tenant.webhooks[WECOM_KEY]
    attach(scene, "wecom webhook", DOCX)
    delivery = Delivery("k", "", "", group=GroupAddress(9, "webhook", other), attachment=DOCX)
    [way] = scene.wecom.ways(delivery, scene.clock.now)
    assert way.attach is not None
    assert way.attach(delivery, scene.clock.now).calls == 2


@pytest.mark.parametrize(
    ("name", "attached"),
    [
        ("dingtalk webhook", DOCX),
        ("dingtalk webhook", PNG),
        ("dingtalk", CSV),
        ("dingtalk robot", CSV),
        ("wecom", replace(DOCX, data=b"x" * (20 * MB + 1))),
        ("wecom", replace(DOCX, data=b"tiny")),
        ("wecom appchat", replace(DOCX, data=None)),
    ],
)
def test_what_cannot_go_that_way(scene: Scene, name: str, attached: Attached) -> None:
    way, _ = way_of(scene, name, attached)
    assert way.attach is None


def test_a_picture_too_large_for_a_picture_goes_as_a_document(scene: Scene) -> None:
    large = replace(PNG, data=(PNG.data or b"") + b"0" * 2 * MB)
    attach(scene, "wecom webhook", large)
    assert last(scene).text == "［文件］现场照片.png"
    attach(scene, "wecom", large)
    assert last(scene).text == "［图片］现场照片.png"


def test_a_picture_under_another_name(scene: Scene) -> None:
    attach(scene, "dingtalk", replace(PNG, name="照片"))
    assert last(scene).text.startswith("［图片］")


@pytest.mark.parametrize("name", ["wecom", "dingtalk"])
def test_a_token_that_has_gone_bad_is_renewed(scene: Scene, name: str) -> None:
    attach(scene, name, PNG)
    server: Any = scene.stand_in.wecom_server if name == "wecom" else scene.stand_in.dingtalk_server
    server.revoke_token()
    attach(scene, name, DOCX)
    assert last(scene).attachment == DOCX.name


@pytest.mark.parametrize("name", ["wecom", "dingtalk"])
def test_what_the_upload_says(scene: Scene, name: str) -> None:
    scene.stand_in.faults.script(UPLOADS[name], SERVER_ERROR)
    with pytest.raises(DeliveryError) as passing:
        attach(scene, name, DOCX)
    assert not isinstance(passing.value, PermanentDeliveryError)
    for code in (40004, *(MEDIA_REFUSED if name == "wecom" else ())):
        scene.stand_in.faults.script(UPLOADS[name], answering({"errcode": code, "errmsg": "no"}))
        with pytest.raises(PermanentDeliveryError):
            attach(scene, name, DOCX)
    attach(scene, name, DOCX)


def test_a_media_id_that_is_refused_is_not_used_again(scene: Scene) -> None:
    attach(scene, "wecom", DOCX)
    refusal = answering({"errcode": 40007, "errmsg": "invalid media_id"})
    scene.stand_in.faults.script("/cgi-bin/message/send", refusal)
    with pytest.raises(DeliveryError):
        attach(scene, "wecom", DOCX)
    assert attach(scene, "wecom", DOCX).calls == 2
