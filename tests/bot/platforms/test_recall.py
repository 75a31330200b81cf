"""What has gone out wrongly is taken back where the platform can, within a day."""

from __future__ import annotations

import pytest

from bot.platforms.port import Delivery, Platform, Way
from handlers.errors import PermanentDeliveryError
from storage.group_chats import GroupAddress
from tests.bot.platforms.scene import GROUP, WECOM_KEY, Scene

ROBOT = GroupAddress(7, "robot", GROUP)
CASES = {"wecom": None, "dingtalk": None, "dingtalk group": ROBOT}


def way_of(scene: Scene, name: str) -> tuple[Way, Delivery]:
    group = CASES[name]
    platform: Platform = getattr(scene, name.split(maxsplit=1)[0])
    delivery = Delivery("k", "" if group else "zhang", "有误的通报", group=group)
    [way] = platform.ways(delivery, scene.clock.now)
    return way, delivery


@pytest.mark.parametrize("name", CASES)
def test_it_is_taken_back_within_a_day_and_not_later(scene: Scene, name: str) -> None:
    way, delivery = way_of(scene, name)
    receipts = [way.send(delivery, scene.clock.now).message_id for _ in range(2)]
    assert way.recall is not None
    scene.clock.pass_by(hours=23)
    way.recall(receipts[:1], scene.clock.now)
    left = len(scene.stand_in.transcript.said_by_bot())
    scene.clock.pass_by(hours=2)
    with pytest.raises(PermanentDeliveryError):
        way.recall(receipts[1:], scene.clock.now)
    with pytest.raises(PermanentDeliveryError):
        way.recall(["made-up"], scene.clock.now)
    assert left == len(scene.stand_in.transcript.said_by_bot()) <= 1


def test_more_than_twenty_at_once(scene: Scene) -> None:
    way, delivery = way_of(scene, "dingtalk")
    receipts = []
    for _ in range(25):
        receipts.append(way.send(delivery, scene.clock.now).message_id)
        scene.clock.pass_by(seconds=1)
    assert way.recall is not None
    way.recall(receipts, scene.clock.now)
    assert scene.stand_in.transcript.said_by_bot() == []


def test_a_webhook_and_an_appchat_take_nothing_back(scene: Scene) -> None:
    for method, address in (("webhook", WECOM_KEY), ("appchat", "chat01")):
        delivery = Delivery("k", "", "x", group=GroupAddress(7, method, address))
        [way] = scene.wecom.ways(delivery, scene.clock.now)
        assert way.recall is None
