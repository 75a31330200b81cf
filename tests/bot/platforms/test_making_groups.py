"""appchat/create: a group of the app's own, once however often it is asked for."""

from __future__ import annotations

import pytest

from bot.platforms.port import Delivery, GroupMaker, RegistrationError
from bot.platforms.simulator.faults import LOST, SERVER_ERROR, answering
from bot.platforms.wecom.codes import CHAT_REFUSED
from handlers.errors import DeliveryError, PermanentDeliveryError
from storage.group_chats import GroupAddress
from tests.bot.platforms.scene import Scene

PATH = "/cgi-bin/appchat/create"


def make(scene: Scene, *members: str, owner: str = "zhang") -> str:
    return scene.wecom.make_group("督查专班二群", owner, members or ("zhang", "li.na"), scene.clock.now)


def test_it_is_there_and_can_be_written_to(scene: Scene) -> None:
    assert isinstance(scene.wecom, GroupMaker)
    assert not isinstance(scene.dingtalk, GroupMaker)
    address = make(scene)
    delivery = Delivery("k", "", "本群由督查室建立", group=GroupAddress(1, "appchat", address))
    [way] = scene.wecom.ways(delivery, scene.clock.now)
    way.send(delivery, scene.clock.now)
    [line] = scene.stand_in.transcript.of_group("督查专班二群")
    assert line.text == "本群由督查室建立"


def test_asked_for_again_it_is_the_same_one(scene: Scene) -> None:
    scene.stand_in.faults.script(PATH, LOST)
    with pytest.raises(DeliveryError):
        make(scene)
    before = set(scene.stand_in.wecom.tenant.chats)
    assert make(scene) in before
    assert set(scene.stand_in.wecom.tenant.chats) == before


@pytest.mark.parametrize("members", [("zhang",), ("zhang", "nobody"), ("li.na", "li.na2")])
def test_members_that_it_cannot_have(scene: Scene, members: tuple[str, ...]) -> None:
    with pytest.raises(PermanentDeliveryError):
        make(scene, *members)


@pytest.mark.parametrize("code", sorted(CHAT_REFUSED))
def test_a_refusal_is_final(scene: Scene, code: int) -> None:
    scene.stand_in.faults.script(PATH, answering({"errcode": code, "errmsg": "no"}))
    with pytest.raises(PermanentDeliveryError, match=str(code)):
        make(scene)


def test_an_app_that_does_not_see_all_is_told_so(scene: Scene) -> None:
    scene.stand_in.wecom.tenant.sees_all = False
    with pytest.raises(RegistrationError, match="可见范围要选根部门"):
        make(scene)


def test_a_passing_failure(scene: Scene) -> None:
    scene.stand_in.faults.script(PATH, SERVER_ERROR)
    with pytest.raises(DeliveryError):
        make(scene)
