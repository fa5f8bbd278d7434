"""Settings come from the environment, and a mistake in one stops the start with a sentence that names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from irontrack.errors import StartupError
from irontrack.settings import Settings, setting_names, settings_from

NEEDED = {
    "IRONTRACK_DATABASE_URL": "postgresql://irontrack@localhost/irontrack",
    "IRONTRACK_KEYS_DIR": "/keys",
}


def test_what_has_no_default_is_enough() -> None:
    assert settings_from(NEEDED) == Settings(
        database_url="postgresql://irontrack@localhost/irontrack", keys_dir=Path("/keys")
    )


def test_every_value_is_read_as_its_type() -> None:
    settings = settings_from(
        {
            **NEEDED,
            "IRONTRACK_DATABASE_POOL_SIZE": "25",
            "IRONTRACK_DATABASE_POOL_TIMEOUT_SECONDS": "0.5",
            "IRONTRACK_GRAPHIQL": "true",
            "IRONTRACK_GRAPHIQL_DIR": "pages",
            "IRONTRACK_LOG_FORMAT": "console",
        }
    )
    assert settings.database_pool_size == 25
    assert settings.database_pool_timeout_seconds == 0.5
    assert settings.graphiql is True
    assert settings.graphiql_dir == Path("pages")
    assert settings.log_format == "console"


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", ()),
        ("https://a.example", ("https://a.example",)),
        (" https://a.example , ,https://b.example,", ("https://a.example", "https://b.example")),
    ],
)
def test_a_list_is_separated_by_commas(text: str, origins: tuple[str, ...]) -> None:
    settings = settings_from({**NEEDED, "IRONTRACK_ALLOWED_ORIGINS": text})
    assert settings.allowed_origins == origins
    assert settings.origins == {settings.public_url, *origins}


@pytest.mark.parametrize(
    ("url", "is_secure"), [("http://127.0.0.1:8000", False), ("https://irontrack.example", True)]
)
def test_the_public_address_says_whether_there_is_tls(url: str, *, is_secure: bool) -> None:
    assert settings_from({**NEEDED, "IRONTRACK_PUBLIC_URL": url}).is_secure is is_secure


@pytest.mark.parametrize(
    ("url", "with_driver"),
    [
        ("postgresql://a:b@c:5432/d", "postgresql+asyncpg://a:b@c:5432/d"),
        ("postgresql+asyncpg://a:b@c:5432/d", "postgresql+asyncpg://a:b@c:5432/d"),
        ("postgresql:///d?host=/run/postgresql", "postgresql+asyncpg:///d?host=/run/postgresql"),
        ("postgresql://a:postgresql://@c/d", "postgresql+asyncpg://a:postgresql://@c/d"),
    ],
)
def test_the_database_is_reached_by_the_driver_in_use(url: str, with_driver: str) -> None:
    settings = settings_from({**NEEDED, "IRONTRACK_DATABASE_URL": url})
    assert settings.async_database_url == with_driver


def test_variables_of_other_programs_do_not_matter() -> None:
    assert settings_from({**NEEDED, "PATH": "/bin", "DATABASE_URL": "no"}) == settings_from(NEEDED)


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_setting_is_named(name: str) -> None:
    environment = {key: value for key, value in NEEDED.items() if key != name}
    with pytest.raises(StartupError, match=rf"^The setting {name} is missing\.$"):
        settings_from(environment)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("IRONTRACK_KEY_DIR", " Did you mean IRONTRACK_KEYS_DIR?"),
        ("IRONTRACK_DATABASE_POOLSIZE", " Did you mean IRONTRACK_DATABASE_POOL_SIZE?"),
        ("IRONTRACK_ZZZ", ""),
    ],
)
def test_a_misspelt_setting_is_named_with_the_nearest_one(name: str, hint: str) -> None:
    with pytest.raises(StartupError) as raised:
        settings_from({**NEEDED, name: "1"})
    assert raised.value.message == f"There is no setting {name}.{hint}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/irontrack"),
        ("DATABASE_URL", ""),
        ("PUBLIC_URL", "localhost:8000"),
        ("PUBLIC_URL", "https://irontrack.example/"),
        ("PUBLIC_URL", "https://irontrack.example/api"),
        ("DATABASE_POOL_SIZE", "0"),
        ("DATABASE_POOL_SIZE", "201"),
        ("DATABASE_POOL_SIZE", "ten"),
        ("DATABASE_POOL_SIZE", ""),
        ("DATABASE_POOL_TIMEOUT_SECONDS", "0"),
        ("DATABASE_POOL_TIMEOUT_SECONDS", "nan"),
        ("ACCESS_TOKEN_SECONDS", "59"),
        ("PASSWORD_MIN_LENGTH", "7"),
        ("PASSWORD_HASH_MEMORY_KIB", "7"),
        ("PASSWORD_HASH_PASSES", "0"),
        ("PASSWORD_HASH_WORKERS", "0"),
        ("BODY_LIMIT_BYTES", "1023"),
        ("GRAPHIQL", "maybe"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_an_unusable_value_is_refused_under_its_name(name: str, value: str) -> None:
    with pytest.raises(StartupError, match=rf"^The setting IRONTRACK_{name} cannot be used: .+\.$"):
        settings_from({**NEEDED, f"IRONTRACK_{name}": value})


def test_the_names_are_those_of_the_variables() -> None:
    names = setting_names()
    assert names[:2] == tuple(NEEDED)
    assert len(set(names)) == len(names) == len(Settings.__struct_fields__)


@pytest.mark.parametrize("host", ["127.0.0.1:abc", "[::bad", "h:1:2", "a,b:x"])
def test_a_malformed_host_of_the_database_is_told_without_the_password(host: str) -> None:
    with pytest.raises(StartupError, match="IRONTRACK_DATABASE_URL cannot be used: its host") as refusal:
        settings_from(
            {"IRONTRACK_DATABASE_URL": f"postgresql://u:s3cret@{host}/x", "IRONTRACK_KEYS_DIR": "k"}
        )
    assert "s3cret" not in str(refusal.value)


@pytest.mark.parametrize("host", ["", "h", "h:5432", "[::1]:5432", "a:1,b:2", "db.example.org"])
def test_a_well_formed_host_of_the_database_is_taken_and_sslmode_translated(host: str) -> None:
    url = f"postgresql://u:p@{host}/x?sslmode=require"
    settings = settings_from({"IRONTRACK_DATABASE_URL": url, "IRONTRACK_KEYS_DIR": "k"})
    assert settings.async_database_url == f"postgresql+asyncpg://u:p@{host}/x?ssl=require"


@pytest.mark.parametrize("origin", ["*", "https://a.example/", "ftp://a", "a.example"])
def test_an_origin_that_cannot_match_is_refused(origin: str) -> None:
    variables = {"IRONTRACK_DATABASE_URL": "postgresql://h/x", "IRONTRACK_KEYS_DIR": "k"}
    with pytest.raises(StartupError, match="IRONTRACK_ALLOWED_ORIGINS"):
        settings_from(variables | {"IRONTRACK_ALLOWED_ORIGINS": f"https://b.example,{origin}"})


@pytest.mark.parametrize(
    "host", ["localhost:8000", "127.0.0.1", "127.8.8.8:80", "[::1]:8000", "api.localhost"]
)
def test_this_machine_is_reached_by_http(host: str) -> None:
    assert not settings_from({**NEEDED, "IRONTRACK_PUBLIC_URL": f"http://{host}"}).is_secure


@pytest.mark.parametrize(
    "host", ["irontrack.example", "192.168.1.5:8000", "[2001:db8::1]", "localhost.example"]
)
def test_another_machine_is_not(host: str) -> None:
    with pytest.raises(StartupError, match="IRONTRACK_PUBLIC_URL needs https"):
        settings_from({**NEEDED, "IRONTRACK_PUBLIC_URL": f"http://{host}"})


def test_cookies_for_other_sites_need_tls() -> None:
    wanted = {**NEEDED, "IRONTRACK_CROSS_SITE_COOKIES": "true"}
    assert settings_from({**wanted, "IRONTRACK_PUBLIC_URL": "https://irontrack.example"}).cross_site_cookies
    with pytest.raises(StartupError, match="IRONTRACK_CROSS_SITE_COOKIES needs"):
        settings_from(wanted)


def test_trusted_proxies_are_addresses_networks_and_the_socket() -> None:
    settings = settings_from({**NEEDED, "IRONTRACK_TRUSTED_PROXIES": "unix, 10.0.0.0/8, ::1"})
    assert settings.trusted_proxies == ("unix", "10.0.0.0/8", "::1")
    for wrong in ("proxy.example", "10.0.0.1/8", "1.2.3", "*"):
        with pytest.raises(StartupError, match="IRONTRACK_TRUSTED_PROXIES"):
            settings_from({**NEEDED, "IRONTRACK_TRUSTED_PROXIES": wrong})
