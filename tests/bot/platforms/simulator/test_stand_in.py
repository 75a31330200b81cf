from __future__ import annotations

import pytest
import requests

from bot.platforms.port import Delivery
from bot.platforms.simulator.faults import SERVER_ERROR, TIMEOUT, UNREACHABLE
from bot.platforms.simulator.stand_in import deliver
from tests.bot.platforms.scene import Scene, send

PATH = "/cgi-bin/gettoken"


def test_faults_come_in_order_and_end(scene: Scene) -> None:
    scene.stand_in.faults.script(PATH, SERVER_ERROR, TIMEOUT, UNREACHABLE)
    session = scene.stand_in.session()
    url = "https://any.host.example" + PATH
    assert session.get(url, timeout=1).status_code == 500
    with pytest.raises(requests.ReadTimeout):
        session.get(url, timeout=1)
    with pytest.raises(requests.ConnectionError):
        session.get(url, timeout=1)
    assert session.get(url, timeout=1).json()["errcode"] == 40013


def test_an_unknown_path_is_404(scene: Scene) -> None:
    assert scene.stand_in.session().get("https://api.dingtalk.com/v1.0/else", timeout=1).status_code == 404


def test_a_message_can_be_delivered_over_http(scene: Scene) -> None:
    """`deliver` makes the platform's call; here it ends at the stand-in itself, which knows no such path."""
    request = scene.stand_in.wecom.text("zhang", "x")
    response = deliver(request, "https://ducha.example/wecom/callback", scene.stand_in.session())
    assert response.status_code == 404
    assert response.request.body == request.body
    assert "msg_signature=" in str(response.request.url)


@pytest.mark.enable_socket
def test_it_listens_on_a_free_port(scene: Scene) -> None:
    """The demo's way; the only test with a socket, to this machine and a port that the system picks."""
    address = scene.stand_in.start()
    try:
        assert scene.stand_in.dingtalk.tenant.oapi_base == address
        with requests.Session() as session:
            session.trust_env = False
            assert session.get(address + PATH, timeout=5).json()["errcode"] == 40013
    finally:
        scene.stand_in.stop()
        scene.stand_in.stop()
    assert send(scene.wecom, Delivery("k", "zhang", "仍在进程内"), scene.clock.now).message_id
