"""Settings: from the environment or `.env`, and one line for the first that is wrong."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from bot.settings import Settings, read_settings
from bot.wiring import outward_session, platform_routes
from handlers.errors import SettingsError

WECOM = {
    "DUCHA_WECOM_CORP_ID": "ww1",
    "DUCHA_WECOM_AGENT_ID": "1000002",
    "DUCHA_WECOM_SECRET": "wecom-secret",
    "DUCHA_WECOM_TOKEN": "wecom-token",
    "DUCHA_WECOM_AES_KEY": "k" * 43,
}
DINGTALK = {
    "DUCHA_DINGTALK_CLIENT_ID": "ding1",
    "DUCHA_DINGTALK_CLIENT_SECRET": "dingtalk-secret",
    "DUCHA_DINGTALK_ROBOT_CODE": "robot1",
    "DUCHA_DINGTALK_CORP_ID": "corp1",
}
LATER = {  # in the contract, not yet used by this version
    "DUCHA_WECOM_ROBOT_TOKEN": "t",
    "DUCHA_WECOM_ROBOT_AES_KEY": "k",
    "DUCHA_WECOM_ROBOT_ID": "i",
    "DUCHA_WECOM_ROBOT_SECRET": "s",
    "DUCHA_BULLETIN_REVIEW": "manual",
    "DUCHA_BULLETIN_HOLD_HOURS": "4",
}


@pytest.fixture(autouse=True)
def _clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder and an environment without a setting of ours; what is put into it is taken out."""
    monkeypatch.chdir(tmp_path)
    for name in (*os.environ, "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"):
        if name.startswith("DUCHA_") or name.upper().endswith("_PROXY"):
            monkeypatch.setenv(name, "")  # so that it is restored afterwards, whoever sets it
            monkeypatch.delenv(name)


def given(patch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        patch.setenv(name, value)


def complaint() -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings().check_serving()
    return str(caught.value)


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings()
    settings.check_serving()
    assert settings.database_url == "sqlite:///ducha.db"
    assert str(settings.zone) == "Asia/Shanghai"
    assert settings.signature_window == 3600
    assert settings.names_of_robot == ("督查助手",)
    assert (settings.has_wecom_app, settings.has_dingtalk) == (False, False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIMEZONE", "Mars/Olympus"),
        ("TIMEZONE", "../etc/passwd"),
        ("SIGNATURE_WINDOW", "an hour"),
        ("SIGNATURE_WINDOW", "1"),
        ("SIGNATURE_WINDOW", "86401"),
        ("PUBLIC_URL", "ducha.example.gov.cn"),
        ("PUBLIC_URL", "ftp://ducha.example.gov.cn"),
        ("CA_BUNDLE", "/no/such/file.pem"),
        ("GO_LIVE", "2月1日"),
        ("GO_LIVE", "2023-02-30"),
        ("TRIAL", "maybe"),
        ("QUIET_HOURS", "20:30"),
        ("QUIET_HOURS", "08:00-07:00"),
        ("WECOM_AGENT_ID", "督查"),
        ("WECOM_AES_KEY", "short"),
        ("WECOM_AES_KEY", "k" * 42 + "="),
        ("WECOM_API_BASE", "qyapi.weixin.qq.com"),
        ("WECOM_VERIFY_FILE", "WW_verify_abc.txt"),
        ("WECOM_VERIFY_FILE", "../secret.txt=abc"),
        ("DINGTALK_API_BASE", "https://user@api.dingtalk.com"),
        ("DINGTALK_OAPI_BASE", "https://"),
        ("DINGTALK_MODE", "carrier pigeon"),
        ("DINGTALK_MODE", "stream"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_wrong_value_is_one_line_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"DUCHA_{name}", value)
    told = complaint()
    assert told.startswith(f"DUCHA_{name}: ")
    assert "\n" not in told
    assert any(character >= "\u4e00" for character in told)  # in the operator's language


def test_a_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUCHA_WECOM_AES_KEY", "my own key")
    assert "my own key" not in complaint()


@pytest.mark.parametrize("missing", [*WECOM, *DINGTALK])
def test_a_platform_set_by_halves_names_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    given(monkeypatch, (WECOM if missing in WECOM else DINGTALK) | {"DUCHA_SECRET_KEY": "x" * 32})
    monkeypatch.delenv(missing)
    assert complaint().startswith(f"{missing}: ")
    monkeypatch.setenv(missing, "")  # as in an env file with a gap
    assert complaint().startswith(f"{missing}: ")


def test_a_platform_without_settings_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, DINGTALK | {"DUCHA_SECRET_KEY": "x" * 32})
    settings = read_settings()
    settings.check_serving()
    assert list(platform_routes(settings, outward_session(settings))) == ["/dingtalk/callback"]
    given(monkeypatch, WECOM)
    settings = read_settings()
    assert len(platform_routes(settings, outward_session(settings))) == 2


@pytest.mark.parametrize("needs", [WECOM, DINGTALK, {"DUCHA_PUBLIC_URL": "https://ducha.example.gov.cn"}])
@pytest.mark.parametrize("key", [None, ""], ids=["absent", "empty"])
def test_serving_needs_a_secret_key(
    monkeypatch: pytest.MonkeyPatch, needs: dict[str, str], key: str | None
) -> None:
    given(monkeypatch, needs)
    if key is not None:
        monkeypatch.setenv("DUCHA_SECRET_KEY", key)
    assert complaint().startswith("DUCHA_SECRET_KEY: ")
    monkeypatch.setenv("DUCHA_SECRET_KEY", "x" * 32)
    read_settings().check_serving()


@pytest.mark.parametrize("name", LATER)
def test_what_a_later_version_uses_does_not_stop_this_one(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, LATER[name])
    read_settings().check_serving()


def test_the_env_file_is_read_and_the_environment_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        "# 督查",
        "DUCHA_TIMEZONE=Asia/Urumqi",
        "DUCHA_ROBOT_NAMES=督查助手、小督",
        "DUCHA_GO_LIVE=2023-02-01",
        "OTHER=1",
        "DUCHA_UNHEARD_OF=1",
    ]
    (tmp_path / ".env").write_text("\ufeff" + "\r\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("DUCHA_TIMEZONE", "Asia/Tokyo")
    settings = read_settings()
    assert settings.timezone == "Asia/Tokyo"
    assert settings.names_of_robot == ("督查助手", "小督")
    assert settings.go_live == date(2023, 2, 1)


def test_an_env_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("DUCHA_ROBOT_NAMES=督查助手".encode("gb18030"))
    assert complaint().startswith(".env: ")


def test_nothing_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, WECOM | DINGTALK | {"DUCHA_SECRET_KEY": "the key of the office"})
    settings = read_settings()
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    for secret in ("wecom-secret", "wecom-token", "k" * 43, "dingtalk-secret", "the key of the office"):
        assert secret not in shown


def test_settings_do_not_change_once_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().timezone = "Asia/Tokyo"


@pytest.mark.parametrize("source", ["environment", ".env"])
def test_the_way_out_goes_by_the_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    proxies = {"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "oapi.dingtalk.com"}
    if source == ".env":
        (tmp_path / ".env").write_text("\n".join(f"{name}={value}" for name, value in proxies.items()))
    else:
        given(monkeypatch, proxies)
    session = outward_session(read_settings())

    def proxy_to(url: str) -> str | None:
        found = session.merge_environment_settings(url, {}, None, None, None)["proxies"].get("https")
        return None if found is None else str(found)

    assert proxy_to("https://qyapi.weixin.qq.com/x") == proxies["HTTPS_PROXY"]
    assert proxy_to("https://oapi.dingtalk.com/x") is None


def test_a_private_certificate_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("")
    assert outward_session(read_settings()).verify is True
    monkeypatch.setenv("DUCHA_CA_BUNDLE", str(bundle))
    assert outward_session(read_settings()).verify == str(bundle)


@pytest.mark.parametrize(
    ("url", "absent"),
    [
        ("sqlite:///no.db", True),
        ("sqlite+pysqlite:///no.db", True),
        ("sqlite:////no/such/folder/no.db", True),
        ("sqlite:///here.db", False),
        ("sqlite:///here.db?timeout=3", False),
        ("postgresql+psycopg://localhost/ducha", False),
        ("nonsense", False),
    ],
)
def test_a_database_file_that_nobody_made_is_seen(tmp_path: Path, url: str, absent: bool) -> None:
    (tmp_path / "here.db").touch()
    assert Settings(database_url=url).database_is_absent is absent


def test_the_switches_of_going_live(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (read_settings().trial, str(read_settings().quiet)) == (False, "20:30-08:00")
    given(monkeypatch, {"DUCHA_TRIAL": "1", "DUCHA_QUIET_HOURS": "21:00-07:30"})
    assert (read_settings().trial, str(read_settings().quiet)) == (True, "21:00-07:30")
