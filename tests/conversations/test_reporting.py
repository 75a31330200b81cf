"""Contacts report: signed messages in, ledger rows and answers out, on both databases and both platforms."""

from __future__ import annotations

from handlers.ledger.people import RoleName
from tests.desk import STRANGER, Desk

HOUSING = "fanwenbo.zjj"  # 区住房城乡建设局
RESOURCES = "chenlixin.zrj"  # 区自然资源局
EDUCATION = "fuyong.jtj"  # 区教育体育局
COMPANY = "dt-0020"  # 市中城投集团, DingTalk
TEMPLATE = "实事13 完成情况：已筹集3100套；问题：无；下一步：加快验收；阶段目标：已完成"


def test_the_taught_template_is_recorded_and_repeated_back(desk: Desk) -> None:
    answer = desk.says(HOUSING, TEMPLATE)
    assert answer.splitlines() == [
        "已记录 实事13（3月，未写月份，4月10日（周一）前按上月记）",
        "完成情况：已筹集3100套",
        "读到数据（按累计数）：3100套",
        "问题：无",
        "下一步：加快验收",
        "阶段目标：已完成",
        "有误请发：更正 实事13 完成情况：…",
    ]
    [report] = desk.reports()
    assert report == {
        "item": "实事13",
        "unit": "区住房城乡建设局",
        "month": "2023-03",
        "version": 1,
        "state": "filed",
        "progress": "已筹集3100套",
        "percent": None,
        "quantities": [{"value": 3100, "unit": "套"}],
        "problem": "",
        "cause": None,
        "next_step": "加快验收",
        "stage_met": True,
        "finished": False,
        "reporter": "范文博",
        "platform": "wecom",
        "message_id": report["message_id"],
        "filed_at": "2023-04-06T10:12:00+08:00",
        "this_month": False,
        "own_quarter": None,
        "unchanged": False,
        "decided_at": None,
        "decided_by": None,
        "reason": None,
        "taken_over_at": None,
    }


def test_a_correction_makes_a_new_version_and_keeps_the_old_one(desk: Desk) -> None:
    desk.says(HOUSING, TEMPLATE)
    answer = desk.says(HOUSING, "更正 实事13 完成情况：已筹集3200套")
    assert "已更正 实事13（3月，第2版）" in answer
    assert "下一步：加快验收" in answer
    first, second = desk.reports()
    assert (first["version"], first["state"], first["progress"]) == (1, "superseded", "已筹集3100套")
    assert (second["version"], second["state"], second["progress"]) == (2, "filed", "已筹集3200套")
    assert second["next_step"] == "加快验收"


def test_a_withdrawal_keeps_the_history_and_the_item_can_be_reported_again(desk: Desk) -> None:
    desk.says(HOUSING, TEMPLATE)
    assert "已撤回 实事13 3月报告" in desk.says(HOUSING, "撤回 实事13")
    assert [row["state"] for row in desk.reports()] == ["withdrawn"]
    assert "没有可撤回的报告" in desk.says(HOUSING, "撤回 实事13")
    desk.says(HOUSING, TEMPLATE)
    assert [(row["version"], row["state"]) for row in desk.reports()] == [(1, "withdrawn"), (2, "filed")]


def test_what_was_missing_can_be_sent_after(desk: Desk) -> None:
    answer = desk.says(HOUSING, "实事13 完成情况：已筹集3100套")
    assert "未写：问题、下一步、阶段目标" in answer
    answer = desk.says(HOUSING, "实事13 下一步：加快验收；问题：无")
    assert "完成情况：已筹集3100套" in answer
    report = desk.standing()["实事13", "2023-03"]
    assert (report["progress"], report["next_step"], report["problem"]) == ("已筹集3100套", "加快验收", "")


def test_one_message_answers_several_items_on_dingtalk(desk: Desk) -> None:
    answer = desk.says(
        COMPANY,
        "任务41：党杨路完成路基3.1公里，问题是沿线征收没清完；任务44：封顶2010套，暂无问题；任务46：招商签约23家",
        in_group=True,
    )
    assert "已记录3项（3月，未写月份" in answer
    standing = desk.standing()
    assert {item for item, _ in standing} == {"任务41", "任务44", "任务46"}
    assert standing["任务41", "2023-03"]["problem"] == "沿线征收没清完"
    assert standing["任务44", "2023-03"]["platform"] == "dingtalk"


def test_many_items_get_a_line_each_and_details_give_the_rest(desk: Desk) -> None:
    answer = desk.says(EDUCATION, "任务61-65 均按计划推进，无问题，阶段目标已完成")
    assert answer.splitlines()[1] == "任务61 均按计划推进｜无问题｜阶段√"
    assert len(answer.encode()) <= 2048
    details = desk.says(EDUCATION, "详情")
    assert details.count("完成情况：均按计划推进") == 5
    assert desk.says(EDUCATION, "详情 任务63").count("任务63") == 1


def test_a_busy_unit_reports_eighteen_items_in_one_message_within_the_limit(desk: Desk) -> None:
    items = [*range(60, 66), 40, 80, 88]
    lines = [f"任务{no} 完成情况：" + "推进有序、成效明显，" * 12 + f"已完成{no}项；问题：无" for no in items]
    answer = desk.says(EDUCATION, "\n".join(lines + [f"实事{no} 进展顺利，完成{no}场" for no in range(1, 6)]))
    assert len(answer.encode()) <= 2048
    assert len(desk.standing()) == 14
    for no in items:
        assert f"任务{no}" in answer
    pages = [desk.says(EDUCATION, "详情"), desk.says(EDUCATION, "详情2"), desk.says(EDUCATION, "详情3")]
    assert all(len(page.encode()) <= 2048 for page in pages)
    assert "下一页发：详情2" in pages[0]


def test_an_item_in_two_places_of_a_message_is_one_report(desk: Desk) -> None:
    answer = desk.says(
        HOUSING, "实事13 筹集3100套，没问题\n任务42 清零5个\n实事13 封顶1150套，下一步加快验收"
    )
    assert "完成情况：筹集3100套；封顶1150套" in answer
    report = desk.standing()["实事13", "2023-03"]
    assert [quantity["value"] for quantity in report["quantities"]] == [3100, 1150]
    assert (report["version"], report["problem"], report["next_step"]) == (1, "", "加快验收")
    desk.says(HOUSING, "更正 实事13 完成情况：筹集3200套；实事13 下一步：抓好分配")
    report = desk.standing()["实事13", "2023-03"]
    assert (report["version"], report["progress"], report["next_step"]) == (2, "筹集3200套", "抓好分配")


def test_two_months_of_an_item_in_one_message_are_two_reports(desk: Desk) -> None:
    answer = desk.says(HOUSING, "2月份 实事13 筹集900套；3月份 实事13 筹集3100套")
    assert "已记录 实事13（2月）" in answer
    assert "已记录 实事13（3月）" in answer
    standing = desk.standing()
    assert standing["实事13", "2023-02"]["progress"] == "筹集900套"
    assert standing["实事13", "2023-03"]["progress"] == "筹集3100套"


def test_a_stated_month_is_kept(desk: Desk) -> None:
    assert "已记录 实事13（2月）" in desk.says(HOUSING, "2月份 实事13 完成情况：已筹集900套")
    assert ("实事13", "2023-02") in desk.standing()


def test_after_the_deadline_a_missing_month_is_filled_first_then_the_running_one(desk: Desk) -> None:
    desk.clock.forward(days=6)  # 12 April: March was due on the 10th
    assert "3月，未写月份，该月尚缺，按补报记" in desk.says(HOUSING, "实事13 完成情况：已筹集3100套")
    assert "4月，未写月份，按本月记" in desk.says(HOUSING, "实事13 完成情况：已筹集3300套")
    assert {month for _, month in desk.standing()} == {"2023-03", "2023-04"}


def test_an_item_of_another_unit_is_refused_and_says_whose_it_is(desk: Desk) -> None:
    answer = desk.says(EDUCATION, "任务44 安置房封顶2010套")
    assert "市中城投集团" in answer
    assert desk.reports() == []


def test_the_own_part_of_a_message_is_recorded_and_the_other_is_told(desk: Desk) -> None:
    answer = desk.says(EDUCATION, "任务60 建成2处，无问题\n任务44 封顶2010套\n任务61 新组建集团2个")
    assert {item for item, _ in desk.standing()} == {"任务60", "任务61"}
    [line] = [line for line in answer.splitlines() if "任务44" in line]
    assert line.startswith("未记录 任务44：责任单位是市中城投集团")
    assert "已记录2项" in answer
    everything = "任务44 封顶2010套\n" + "\n".join(f"任务{no} 按计划推进" for no in range(60, 66))
    assert "未记录 任务44" in desk.says(EDUCATION, everything)
    assert "任务44" not in {item for item, _ in desk.standing()}


def test_a_stranger_gets_a_way_in_and_the_ledger_stays_as_it_is(desk: Desk) -> None:
    assert "绑定 单位 姓名 手机号" in desk.says(STRANGER, "任务60 已完成选址")
    assert "登记申请已收到" in desk.says(STRANGER, "绑定 区水务局 李海 13800001234")
    assert desk.reports() == []


def test_an_ambiguous_item_is_asked_back_and_a_bare_number_answers(desk: Desk) -> None:
    park = "wukai.ylzx"  # 区园林绿化服务中心: 任务94 and 实事20
    answer = desk.says(park, "口袋公园建成6处")
    assert "任务94" in answer
    assert "实事20" in answer
    assert desk.reports() == []
    assert "已记录 任务94" in desk.says(park, "任务94")
    [report] = desk.reports()
    assert (report["item"], report["progress"]) == ("任务94", "口袋公园建成6处")
    assert "任务94的情况没看明白" in desk.says(park, "任务94")  # the question is answered and gone


def test_a_leader_and_the_office_can_look_but_not_report(desk: Desk) -> None:
    desk.says(HOUSING, TEMPLATE)
    for role, looks in ((RoleName.OFFICE, "已筹集3100套"), (RoleName.LEADER, "不在您分管的事项里")):
        account = desk.account_of(role)
        assert looks in desk.says(account, "实事13 现在什么进度了")
        desk.says(account, "更正 实事13 完成情况：已筹集9999套")
        desk.says(account, TEMPLATE)
    assert len(desk.reports()) == 1


def test_the_same_message_three_times_is_one_report_and_one_answer(desk: Desk) -> None:
    request = desk.stand_in.wecom.text(HOUSING, TEMPLATE)
    answers = {desk.wecom(request) for _ in range(3)}
    assert len(answers) == 1
    assert len(desk.reports()) == 1
    request = desk.stand_in.dingtalk.text(COMPANY, "任务44 封顶2010套")
    assert "任务44" in desk.dingtalk(request)
    assert desk.dingtalk(request) == ""
    assert len(desk.reports()) == 2
