"""WeCom's error codes by what follows from them. HTTP 200 is no success (WeCom D90313)."""

from __future__ import annotations

# WeCom D90313 and D90236: this text or this receiver will never be taken.
PERMANENT = frozenset(
    {40003, 40008, 40031, 40032, 40033, 40058, 40063, 44004, 45002, 60011, 60111, 81013, 82001, 82004}
)
# media/upload (WeCom D90253) and pictures by webhook: kind, size or content of this file.
MEDIA_REFUSED = frozenset({40004, 40005, 40006, 40009, 40011, 44001, 45001, 93018, 301019})
# The message is fine; the registration of the app is not, and only a person can put it right.
REGISTRATION = frozenset({40013, 40056, 41011, 48002, 48006, 50003, 60020, 301002})
# The token is no longer good: renew it once. 40001 means the same, except from gettoken.
TOKEN_EXPIRED = frozenset({40001, 40014, 42001})
# Seconds to wait; a minute limit blocks the call for 60 s (WeCom D90312).
THROTTLED = {45009: 60.0, 45033: 10.0}
# appchat (WeCom D90244, D90248): the group is not, no longer, or not ours.
CHAT_GONE = frozenset({40050, 49008, 86001, 86003, 86008, 86201, 86205})
# appchat/create (WeCom D90244): name, owner or members are not as they have to be.
CHAT_REFUSED = frozenset({86004, 86005, 86006, 86007, 86101, 86202, 86203, 86204, 86206, 86207, 86216})
CHAT_EXISTS = 86215
# message/recall (WeCom D94867): more than 24 hours ago.
TOO_LATE = frozenset({42052})
# user/getuserid: nobody has this number. What the app may not see comes as 60011 (WeCom D95402).
NO_SUCH_PHONE = frozenset({46004})
# Group webhooks (WeCom D99110): the robot was removed or stopped, or the group may not have one.
WEBHOOK_GONE = frozenset({93000, 93001, 93004, 93008, 93017, 93019})

# WeCom D91039, D90313: what a person has to do.
ADVICE = {
    40001: "DUCHA_WECOM_SECRET 不对或应用已停用：在管理后台该应用的页面核对 Secret。"
    "改好之前不要反复试，连续用错会被封一小时",
    40013: "DUCHA_WECOM_CORP_ID 不对：管理后台→我的企业→企业ID",
    60020: "本机的出口地址不在企业可信IP中：在管理后台该应用的页面加入上面 from ip 后的地址，约一分钟后生效"
    "（要先设可信域名或接收消息的URL）",
    48002: "应用没有这个权限：建群和向应用建的群发消息，应用的可见范围要选根部门",
    50003: "应用已停用：在管理后台重新启用",
    48006: "应用的权限因久未使用被收回：在管理后台重新启用",
    45009: "调用太频繁：过一会儿再试",
    -1: "平台繁忙：过一会儿再试",
}
LOOK_UP = "按错误码查原因：https://open.work.weixin.qq.com/devtool/query?e={}"
