"""DingTalk's error codes by what follows from them. Webhooks refuse at HTTP 200, the OpenAPI at 4xx."""

from __future__ import annotations

# The address is dead, or the robot has left the group: answer the person directly instead.
SESSION_GONE = frozenset({"300001", "300005", "400013", "400101", "400106"})
# DingTalk 自定义机器人 error codes: this text will never be taken.
SESSION_PERMANENT = frozenset(
    {"40035", "400105", "401102", "430101", "430102", "430103", "430104", "460101", "101002"}
)
# 自定义机器人: removed, stopped, its group disbanded, its token unknown. Only a person can put up a new one.
WEBHOOK_GONE = frozenset({"300001", "300005", "400013", "400101", "400102", "400106"})
# 自定义机器人安全设置: keyword, signature or address; the message is fine.
WEBHOOK_REGISTRATION = frozenset({"310000"})
# Seconds to wait; more than 20 a minute silences the robot for ten.
SESSION_THROTTLED = {"130101": 600.0, "410100": 60.0, "90018": 1.0, "90002": 1.0}

# DingTalk 机器人 OpenAPI error codes: this text or this receiver will never be taken.
PERMANENT = frozenset(
    {
        *("staffId.notExisted", "robot.oto.notExist", "chatbotId.notAllow.sendOTO"),
        *("invalidParameter.userIds.empty", "invalidParameter.userIds.overMax"),
        *("invalidParameter.msgKey.empty", "invalidParameter.msgKey.invalid"),
        *("invalidParameter.msgParam.invalid", "invalidParameter.msgParam.tooLong"),
        *("invalidParameter.param.invalid", "invalidParameter.msg.unsupport"),
        *("contain.unsafe.url", "contain.notAllowed.text", "contain.notAllowed.picture"),
        *("contain.notAllowed.content", "bot.forbidden.sendMessage", "send.forbidden"),
        *("conversation.org.notMatch", "resource.not.found"),
        *("invalid.openConversationId", "miss.openConversationId", "group.disbanded"),
    }
)
# The message is fine; the registration of the app is not.
REGISTRATION = frozenset(
    {
        *("invalidClientIdOrSecret", "unauthorized", "auth.error", "bot.stopped", "resource.unavailable"),
        *("invalidParameter.robotCode.empty", "invalidParameter.robotCode.missing"),
        *("invalidParameter.robotCode.invalid", "invalidParameter.robotCode.notExsit"),
        *("invalidParameter.robotCode.auth", "invalidParameter.robotCode.coolApp"),
        *("template.not.existed", "template.stopped"),
        "Forbidden.AccessDenied.AccessTokenPermissionDenied",
        "Forbidden.AccessDenied.IpNotInWhiteList",
    }
)
QUOTA_USED_UP = frozenset({"Forbidden.AccessDenied.ApiCountLimitForOrg"})
TOKEN_EXPIRED = frozenset({"InvalidAuthentication"})
# The old host says it with numbers.
OLD_TOKEN_EXPIRED = frozenset({"40001", "40014", "42001"})
# 根据手机号查询用户: no such number, or nobody within the app's sight has it.
NO_SUCH_PHONE = frozenset({"60121", "40104"})
# 上传媒体文件: a kind of file that is not taken, too large, or empty.
MEDIA_REFUSED = frozenset({"40004", "40005", "40006", "40009", "44001", "45001"})
THROTTLED = {
    "send.too.fast": 60.0,
    "send.byToken.tooFast": 60.0,
    "too.many.group": 60.0,
    "too.many.people": 60.0,
    "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": 1.0,
    "Forbidden.AccessDenied.QpsLimitForApi": 1.0,
}

# DingTalk notes on errors of the OpenAPI: what a person has to do.
ADVICE = {
    "invalidClientIdOrSecret": "DUCHA_DINGTALK_CLIENT_ID 或 DUCHA_DINGTALK_CLIENT_SECRET 不对："
    "开发者后台→该应用→凭证与基础信息",
    "Forbidden.AccessDenied.IpNotInWhiteList": "本机的出口地址不在白名单中："
    "开发者后台→该应用→安全设置→服务器出口IP，加入上面的地址",
    "Forbidden.AccessDenied.AccessTokenPermissionDenied": "缺少接口权限：开发者后台→该应用→权限管理",
    "Forbidden.AccessDenied.ApiCountLimitForOrg": "本月的调用次数已用完：升级版本或等下个月",
    "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": "调用太频繁：过一会儿再试",
    "Forbidden.AccessDenied.QpsLimitForApi": "调用太频繁：过一会儿再试",
}
LOOK_UP = "在钉钉开放平台的文档里按这个错误码查原因；应用须已发布且未停用"
