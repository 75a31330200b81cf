"""What the bot says in and about group chats: what one is for from now on."""

from __future__ import annotations

from collections.abc import Sequence

ONLY_OFFICE = "本群的用途由督查室的同志设定，没有改动；需要调整请联系督查室。"
SAY_IT_THERE = (
    "请在要绑定的钉钉群里@我说：绑定本群 全体（或 督查室、领导、单位名称）。"
    "企业微信的群里听不到消息，用 ducha groups import 登记，或 ducha groups create 新建。"
)
NOT_BOUND = "本群没有登记过，不用解绑。"
_HOW = "请写明用途，如：绑定本群 全体；也可以是 督查室、领导 或单位名称。"
_FOR = {
    "全体": "今后发布的通报发到本群",
    "督查室": "作为督查室的工作群，通报不发到这里",
    "领导": "作为领导的工作群，通报不发到这里",
}


def used_for(purpose: str) -> str:
    """What a group of this purpose gets from now on."""
    return _FOR.get(purpose, f"今后{purpose}的报送提醒也发到本群")


def welcome(purpose: str) -> str:
    """The first message of a group that the app has made; nobody hears what is written there."""
    return (
        f"本群由督查室建立，用途：{purpose}。{used_for(purpose)}。\n"
        "在本群里发的消息督查助手收不到，填报请单独发给督查助手。"
    )


def what_for(before: Sequence[str]) -> str:
    return f"本群现在的用途是{'、'.join(before)}。{_HOW}" if before else _HOW


def unknown_unit(written: str, nearest: Sequence[str]) -> str:
    meant = f"，是不是{'、'.join(f'“{name}”' for name in nearest)}？" if nearest else "。"
    return f"没有单位“{written}”{meant}本群没有改动。{_HOW}"


def bound(name: str, purpose: str, before: Sequence[str]) -> str:
    was = f"原来的用途是{'、'.join(before)}，已改。" if before else ""
    return f"本群已登记为“{name}”，用途：{purpose}。{was}{used_for(purpose)}。要撤销请@我说：解绑本群"


def bound_already(purpose: str) -> str:
    return f"本群的用途本来就是{purpose}：{used_for(purpose)}。"


def unbound(name: str, before: Sequence[str]) -> str:
    return f"已解绑，“{name}”不再接收推送（原来的用途是{'、'.join(before)}）。在这里@我填报照常。"
