"""How a failed trial of a platform is told to the operator of `ducha doctor`."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.platforms.calls import TIME_OUT, UnreachedError
from bot.platforms.port import Finding
from handlers.errors import DeliveryError

_UNREACHED = {
    TIME_OUT: ("超时", "检查防火墙是否放行出网；需经代理时设 HTTPS_PROXY"),
    "SSLError": ("证书不受信任", "使用内部证书时把证书文件设为 DUCHA_CA_BUNDLE"),
    "ProxyError": ("代理不通", "检查 HTTP_PROXY、HTTPS_PROXY、NO_PROXY"),
}
_NO_CONNECTION = ("连接失败", "检查域名解析和防火墙；需经代理时设 HTTPS_PROXY")


def not_answered(name: str, url: str, variable: str, error: DeliveryError) -> Finding:
    """Nothing came back, or nothing that makes sense. `variable` is the setting that names the host."""
    host = urlsplit(url).netloc
    if isinstance(error, UnreachedError):
        what, advice = _UNREACHED.get(error.failure, _NO_CONNECTION)
        return Finding(name, False, f"连不上 {host}（{what}）", f"{advice}；并核对 {variable}")
    return Finding(name, False, f"{host} 的回答不能用（{error}）", f"核对 {variable} 和代理；稍后再试")
