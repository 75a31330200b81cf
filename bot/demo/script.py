"""Plays the scenes: each message by its own platform, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.demo.scenes import SCENES, Scene
from bot.demo.stage import Exchange, Member, Stage
from bot.platforms.port import RawRequest


def play(stage: Stage) -> Iterator[tuple[Scene, Member, Exchange]]:
    """Play the script scene by scene."""
    for scene in SCENES:
        member = speaker(stage, scene)
        yield scene, member, _play(stage, scene, member)


def speaker(stage: Stage, scene: Scene) -> Member:
    return next(
        member
        for member in stage.members
        if member.platform == scene.platform
        and (member.account == scene.unit or member.who == f"{scene.unit}，联络员")
    )


def _play(stage: Stage, scene: Scene, member: Member) -> Exchange:
    if scene.forged:
        request = stage.stand_in.dingtalk.text(member.account, scene.text)
        return stage.delivers(member, with_other_signature(request), scene.text)
    if scene.twice:
        request = stage.stand_in.dingtalk.text(member.account, scene.text)
        first = stage.delivers(member, request, scene.text)
        again = stage.delivers(member, request, scene.text)
        return first if again.status == 200 and not again.answer else again
    return stage.says(member, scene.text, in_group=scene.in_group)


def with_other_signature(request: RawRequest) -> RawRequest:
    """The same call, signed by somebody who does not know the secret."""
    sign = request.headers["sign"]
    other = ("B" if sign[0] != "B" else "C") + sign[1:]
    return replace(request, headers={**request.headers, "sign": other})
