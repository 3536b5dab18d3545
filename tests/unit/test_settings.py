"""Settings: what starts the application, and what stops it with a sentence."""

import pytest

from app.settings import Settings, SettingsError, unknown_variables

DEPLOYED = {
    "APP_STAGE": "prod",
    "APP_USERS_TABLE": "users",
    "APP_SESSIONS_TABLE": "sessions",
    "APP_DATA_TABLE": "data",
    "APP_SECRET_ID": "secret",
    "APP_SITE_ORIGIN": "https://shop.example",
}


def test_a_laptop_needs_no_settings_and_talks_to_the_local_cloud() -> None:
    settings = Settings.from_environment({})

    assert settings.is_local
    assert settings.docs
    assert settings.aws_endpoint_url == "http://127.0.0.1:4566"
    assert settings.site_origin == "http://localhost:5173"


def test_a_deployed_stage_keeps_its_docs_to_itself_and_talks_to_aws() -> None:
    settings = Settings.from_environment(DEPLOYED)

    assert not settings.docs
    assert settings.aws_endpoint_url is None


def test_one_setting_moves_the_database_elsewhere() -> None:
    settings = Settings.from_environment({"APP_DYNAMODB_ENDPOINT_URL": "http://dynamodb:8000"})

    assert settings.dynamodb_endpoint_url == "http://dynamodb:8000"
    assert settings.aws_endpoint_url == "http://127.0.0.1:4566"


def test_origins_are_a_list_separated_by_commas() -> None:
    settings = Settings.from_environment({**DEPLOYED, "APP_CORS_ORIGINS": "https://a.example, https://b.example:8443,"})

    assert settings.cors_origins == ("https://a.example", "https://b.example:8443")


@pytest.mark.parametrize("missing", [name for name in DEPLOYED if name not in {"APP_STAGE", "APP_SITE_ORIGIN"}])
def test_a_missing_setting_is_named(missing: str) -> None:
    with pytest.raises(SettingsError, match=f"{missing} is not set"):
        Settings.from_environment({name: value for name, value in DEPLOYED.items() if name != missing})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APP_STAGE", "Prod!"),
        ("APP_SITE_ORIGIN", "http://shop.example"),
        ("APP_SITE_ORIGIN", "https://shop.example/"),
        ("APP_SITE_ORIGIN", "https://shop.example/app"),
        ("APP_SITE_ORIGIN", "https://user@shop.example"),
        ("APP_SITE_ORIGIN", "shop.example"),
        ("APP_SITE_ORIGIN", "https://Shop.example"),
        ("APP_CORS_ORIGINS", "*"),
        ("APP_CORS_ORIGINS", "https://*.example"),
        ("APP_CORS_ORIGINS", "null"),
        ("APP_CORS_ORIGINS", "https://a.example,http://b.example"),
        ("APP_PASSWORD_MIN_LENGTH", "7"),
        ("APP_ACCESS_TOKEN_SECONDS", "86400"),
        ("APP_REFRESH_LEEWAY_SECONDS", "9999"),
        ("APP_DYNAMODB_ENDPOINT_URL", "http://dynamodb:8000"),
        ("APP_DYNAMODB_ENDPOINT_URL", "ftp://127.0.0.1"),
        ("AWS_ENDPOINT_URL", "http://collector.example"),
        ("AWS_ENDPOINT_URL", "not a url"),
        ("APP_DYNAMODB_ENDPOINT_URL", "https://user:word@db.example"),
        ("APP_DYNAMODB_ENDPOINT_URL", "https://db.example:port"),
        ("APP_SITE_ORIGIN", "https://shop.example:443"),
        ("APP_LOG_LEVEL", "LOUD"),
        ("APP_USERS_TABLE", "a b"),
    ],
)
def test_an_unsafe_value_stops_the_start_and_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({**DEPLOYED, name: value})


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment({**DEPLOYED, "APP_CORS_ORIGINS": "*", "APP_PASSWORD_MIN_LENGTH": "1"})

    assert "APP_CORS_ORIGINS" in str(raised.value)
    assert "APP_PASSWORD_MIN_LENGTH" in str(raised.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"APP_SITE_ORIGIN": ""},
        {"APP_REFRESH_MIN_AGE_SECONDS": "60", "APP_REFRESH_LEEWAY_SECONDS": "10"},
        {"APP_STAGE": "local", "AWS_LAMBDA_FUNCTION_NAME": "api"},
    ],
)
def test_settings_that_contradict_each_other_stop_the_start(changes: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="APP_"):
        Settings.from_environment({**DEPLOYED, **changes})


def test_a_misspelt_setting_is_found() -> None:
    assert unknown_variables({**DEPLOYED, "APP_CORS_ORIGIN": "x", "PATH": "y"}) == ["APP_CORS_ORIGIN"]
