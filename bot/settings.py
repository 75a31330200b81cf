"""Settings: environment variables DUCHA_… or a `.env` file, read once at the start.

A wrong or missing value stops the start with one line that names the variable. A platform whose settings are
absent is off. The variables are documented in the README.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from handlers.bulletins.review import Review
from handlers.duties.hours import Quiet
from handlers.errors import SettingsError

ENV_FILE = ".env"
_WECOM_APP = ("wecom_corp_id", "wecom_agent_id", "wecom_secret", "wecom_token", "wecom_aes_key")
_DINGTALK = ("dingtalk_client_id", "dingtalk_client_secret", "dingtalk_robot_code", "dingtalk_corp_id")

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
_REASONS = {
    "int_parsing": "应为整数",
    "greater_than_equal": "不能小于{ge}",
    "less_than_equal": "不能大于{le}",
    "bool_parsing": "只能是 1 或 0",
    "literal_error": "只能是 {expected}",
}


class Settings(BaseSettings):
    """Frozen once read. Secrets don't show in `repr`."""

    model_config = SettingsConfigDict(
        env_prefix="DUCHA_",
        env_file=ENV_FILE,
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
    )

    database_url: str = "sqlite:///ducha.db"
    secret_key: SecretStr | None = None
    public_url: str | None = None
    timezone: str = "Asia/Shanghai"
    robot_names: str = "督查助手"
    signature_window: int = Field(default=3600, ge=10, le=86400)
    ca_bundle: str | None = None
    go_live: date | None = None
    trial: bool = False
    quiet_hours: str = "20:30-08:00"
    bulletin_review: Review = Review.AUTO
    bulletin_hold_hours: float = Field(default=4, ge=0, le=80)

    wecom_corp_id: str | None = None
    wecom_agent_id: int | None = None
    wecom_secret: SecretStr | None = None
    wecom_token: SecretStr | None = None
    wecom_aes_key: SecretStr | None = None
    wecom_api_base: str = "https://qyapi.weixin.qq.com"
    wecom_verify_file: str | None = None

    dingtalk_client_id: str | None = None
    dingtalk_client_secret: SecretStr | None = None
    dingtalk_robot_code: str | None = None
    dingtalk_corp_id: str | None = None
    dingtalk_api_base: str = "https://api.dingtalk.com"
    dingtalk_oapi_base: str = "https://oapi.dingtalk.com"
    dingtalk_monthly_calls: int = Field(default=5000, ge=0)
    dingtalk_monthly_messages: int = Field(default=3000, ge=0)
    dingtalk_mode: Literal["http", "stream"] = "http"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"没有时区“{name}”，例如 Asia/Shanghai") from None
        return name

    @field_validator("quiet_hours")
    @classmethod
    def _quiet_hours(cls, text: str) -> str:
        try:
            Quiet.parse(text)
        except ValueError:
            raise ValueError("写法是 起-止，如 20:30-08:00，一天至少留出2小时可以推送") from None
        return text

    @field_validator("wecom_aes_key")
    @classmethod
    def _key_of_43(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and not re.fullmatch(r"[A-Za-z0-9]{43}", key.get_secret_value()):
            raise ValueError("应为43位字母或数字（企业微信后台“接收消息”里的EncodingAESKey）")
        return key

    @field_validator("wecom_api_base", "dingtalk_api_base", "dingtalk_oapi_base", "public_url")
    @classmethod
    def _a_base(cls, url: str | None) -> str | None:
        if url is not None and not re.fullmatch(r"https?://[^/\s?#@]+(/[^\s?#]*)?", url):
            raise ValueError("应为网址，例如 https://ducha.example.gov.cn")
        return url.rstrip("/") if url else url

    @field_validator("dingtalk_mode")
    @classmethod
    def _http_for_now(cls, mode: str) -> str:
        if mode == "stream":
            raise ValueError("这个版本还不能用 stream，请在钉钉后台选 HTTP 模式并设为 http")
        return mode

    @field_validator("ca_bundle")
    @classmethod
    def _a_bundle(cls, path: str | None) -> str | None:
        if path is not None and not Path(path).exists():
            raise ValueError(f"没有文件“{path}”，应为证书文件的路径")
        return path

    @field_validator("wecom_verify_file")
    @classmethod
    def _a_verify_file(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"WW_verify_[A-Za-z0-9]+\.txt=\S+", value):
            raise ValueError("写法是 文件名=内容，例如 WW_verify_abc.txt=abc")
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def quiet(self) -> Quiet:
        """Until the office sets others."""
        return Quiet.parse(self.quiet_hours)

    @property
    def database_is_absent(self) -> bool:
        """A SQLite file that nobody has made yet: opening it would leave an empty one behind."""
        kind, _, path = self.database_url.partition(":///")
        return kind.startswith("sqlite") and bool(path) and not Path(path.partition("?")[0]).exists()

    @property
    def names_of_robot(self) -> tuple[str, ...]:
        return tuple(name for name in re.split(r"[,，、\s]+", self.robot_names) if name)

    @property
    def has_wecom_app(self) -> bool:
        return self._all_or_none(_WECOM_APP)

    @property
    def has_dingtalk(self) -> bool:
        return self._all_or_none(_DINGTALK)

    def check_serving(self) -> None:
        """What `ducha serve` needs beyond single values; SettingsError names the variable."""
        if (self.has_wecom_app | self.has_dingtalk | bool(self.public_url)) and self.secret_key is None:
            raise SettingsError("DUCHA_SECRET_KEY: 没有设置；启用平台或公开网址时必须有一个随机的密钥")

    def _all_or_none(self, names: tuple[str, ...]) -> bool:
        missing = [name for name in names if getattr(self, name) is None]
        if missing and len(missing) < len(names):
            raise SettingsError(f"DUCHA_{missing[0].upper()}: 没有设置；这个平台的几项要一起设置")
        return not missing


def read_settings() -> Settings:
    """From the environment and `.env`; SettingsError with one line for the first value that is wrong."""
    try:
        _take_proxies()
        return Settings()
    except UnicodeDecodeError:
        raise SettingsError(f"{ENV_FILE}: 不是UTF-8编码的文本，请另存为UTF-8") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"DUCHA_{name}: {_reason(first)}") from None


def _take_proxies() -> None:
    """requests finds the proxies in the environment only; what `.env` says of them is put there."""
    for name, value in dotenv_values(ENV_FILE).items():
        if value and name.upper() in _PROXIES:
            os.environ.setdefault(name, value)


def _reason(error: Mapping[str, Any]) -> str:
    if error["type"].startswith("date"):
        return "应为日期，例如 2023-02-01"
    known = _REASONS.get(error["type"])
    return known.format(**error.get("ctx", {})) if known else error["msg"].removeprefix("Value error, ")
