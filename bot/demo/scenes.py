"""A dozen messages of an ordinary day in April: what people type, and one forged call."""

from __future__ import annotations

from dataclasses import dataclass

STRANGER = "haoxin"


@dataclass(frozen=True, slots=True)
class Scene:
    """One message of the script. `unit` finds who speaks (its first contact on that platform)."""

    title: str
    platform: str
    unit: str
    text: str
    in_group: bool = False
    twice: bool = False
    forged: bool = False


SCENES = (
    Scene(
        "照模板报一项",
        "wecom",
        "区住房城乡建设局",
        "实事13 完成情况：已筹集3100套；问题：无；下一步：加快验收；阶段目标：已完成",
    ),
    Scene("报错了，一行更正", "wecom", "区住房城乡建设局", "更正 实事13 完成情况：已筹集3200套"),
    Scene(
        "随口说，没有格式",
        "wecom",
        "区自然资源局",
        "任务99 小岭山体修复完成覆土，瓦峪正在修坡，但另外3处设计方案还没通过，"
        "主要是资金没落实，准备本月上会研究",
    ),
    Scene(
        "在群里@机器人，一条消息报几项",
        "dingtalk",
        "市中城投集团",
        "任务41：党杨路完成路基3.1公里，问题是沿线征收没清完；任务44：封顶2010套，暂无问题；任务46：招商签约23家",
        in_group=True,
    ),
    Scene("几项情况相同", "wecom", "区教育体育局", "任务61-65 均按计划推进，无问题，阶段目标已完成"),
    Scene("没写编号，只有一项对得上", "dingtalk", "区人力资源社会保障局", "零工公寓已改造60间"),
    Scene("说不清是哪一项：不记录，先问", "wecom", "区园林绿化服务中心", "口袋公园建成6处"),
    Scene("只回编号，就记到那一项", "wecom", "区园林绿化服务中心", "任务94"),
    Scene("说得太笼统：照记，客气地问一句", "wecom", "区住房城乡建设局", "任务47 有序推进"),
    Scene("一句话说明，就不再问", "wecom", "区住房城乡建设局", "说明 任务47 本月等省厅批复，没有新进展"),
    Scene("不是自己单位的事项", "wecom", "区残联", "任务42 已清零11个"),
    Scene(
        "同一条消息送达两次，只记一次",
        "dingtalk",
        "区民政局",
        "实事6 日照中心9/13处，幸福院6/8处",
        twice=True,
    ),
    Scene("还没有登记的人", "wecom", STRANGER, "任务60 已完成选址"),
    Scene("伪造的消息：签名不对，什么也不留", "dingtalk", "区民政局", "实事6 全部完成", forged=True),
    Scene("还差哪些没报", "wecom", "区残联", "我们还有哪几项没报"),
)

SPEAKERS = frozenset(scene.unit for scene in SCENES if scene.unit != STRANGER)
"""Units that have not reported yet when the script begins: it is they who do."""
