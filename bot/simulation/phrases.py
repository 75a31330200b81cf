"""What people write about items that are not counted: deeds, problems, next steps, stages of a plan."""

from __future__ import annotations

import re
from random import Random

_CLAUSES = re.compile(r"[，。；：]")
_LEADING = re.compile(
    r"^(?:以及|并|力争|努力|着力|积极|持续|不断|大力|全面|切实|扎实做好|扎实|深入|加快|进一步)+"
)
_UNFIT = re.compile(
    r"[\d“”‘’《》（）()+]|^[对以将使由在为]|等$|[一二三四五六七八九十百千]+[家个处套场项条件人名]"
)

DEEDS = (  # {n} grows from month to month; its unit of measure beside it
    ("{topic}有序推进，召开专题调度会{n}次", "次"),
    ("{topic}，开展现场督导{n}次", "次"),
    ("围绕{topic}，走访服务企业{n}家", "家"),
    ("{topic}，梳理问题清单{n}项", "项"),
    ("{topic}，组织业务培训{n}场", "场"),
    ("{topic}，已印发实施方案", ""),
    ("{topic}正按计划推进", ""),
    ("{topic}取得阶段性成效", ""),
    ("{topic}，已建立台账、逐项落实", ""),
)
PLAIN = "按计划推进"
TROUBLES = (  # problem, cause, next step
    ("专项资金尚未到位", "项目未列入年初预算", "积极对接财政部门落实资金"),
    ("部分企业参与积极性不高", "宣传发动不够", "开展集中宣传，一企一策上门服务"),
    ("专业人员不足", "编制有限，招录周期较长", "加强与高校合作，充实工作力量"),
    ("上级配套政策尚未出台", "等待市级文件", "加强与市级部门对接，文件下发后抓紧落实"),
    ("部分数据部门之间尚未打通", "系统标准不一致", "召开协调会，统一数据口径"),
    ("整体进度低于预期", "前期摸底用时较长", "倒排工期，逐项明确责任人和完成时限"),
    ("2家单位配合不及时", "职责边界不清", "提请分管领导召开专题协调会"),
)
TROUBLES_OF_BUILDING = (
    ("部分地块征收未完成", "剩余2户补偿协议未签订", "会同街道做好群众工作，尽快签约交地"),
    ("规划手续办理较慢", "涉及多个部门审批", "明确专人跟进，加快办理手续"),
    ("施工进度偏慢", "受天气和扬尘管控影响", "增加施工班组，倒排工期"),
    ("部分居民意见不统一", "改造方案涉及面广", "逐户入户协调，完善方案"),
    ("设计方案需要调整", "地下管线与图纸不符", "组织设计单位现场复核，尽快完成变更"),
)
_BUILDING = re.compile(r"拆迁|征收|改造|修复|更新|建成|新建|安置房|停车场|公园|治理工程|转运中心")
NEXT_STEPS = (
    "继续按计划推进",
    "加强调度，确保按时完成",
    "做好总结，巩固工作成效",
    "进一步加大工作力度",
    "压实责任，加快推进",
    "抓好后续工作落实",
)
STAGES = (
    ("制定实施方案，明确责任分工", "全面启动，{topic}", "取得阶段性成效", "完成年度任务并总结评估"),
    ("完成摸底调研", "形成工作清单并启动实施", "{topic}取得明显进展", "全面完成并组织验收"),
    ("建立工作机制", "开展集中攻坚", "查漏补缺，巩固提升", "完成全年目标，形成长效机制"),
    ("完成前期准备", "{topic}，全面铺开", "完成主要任务", "总结经验，全面完成"),
    ("细化任务分解，召开部署会", "{topic}，重点突破", "开展中期评估", "全面完成年度任务"),
    ("摸清底数，建立台账", "分类推进，按月调度", "基本完成", "查漏补缺，完成总结"),
)
BEFORE_FIGURES = ("完成前期准备工作", "制定实施方案", "完成摸底和立项")
REASONS = ("征地比预计晚了两个月", "上级资金计划有调整", "施工图审查延后")
BACK = "下一步没有具体措施和时间，请补充"
MENDED = "月底前开现场会逐项督办，下月10日前完成"
RETURNED = "季度目标不够具体，请逐季量化后重报"


def draw_topic(text: str, chance: Random) -> str:
    """A clause of the item's own text that can stand in a sentence; a long one where no short one can."""
    clauses = [_LEADING.sub("", clause.strip()) for clause in _CLAUSES.split(text)]
    for longest in (20, 32):
        fit = [clause for clause in clauses if 6 <= len(clause) <= longest and not _UNFIT.search(clause)]
        if fit:
            return chance.choice(fit)
    return "该项工作"


def draw_trouble(text: str, chance: Random) -> tuple[str, str, str]:
    """Problem, cause and next step, such as the item can have."""
    return chance.choice(TROUBLES + TROUBLES_OF_BUILDING * bool(_BUILDING.search(text)))
