"""Logs are one record per event, and no secret is among them.

Logging is set up once per process, so each of these tests that does so has a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from irontrack.infra.logging import REDACTED, redact

CANARY = "canary-7f3a"
SETTINGS = """
import logging, sys, structlog
from pathlib import Path
from irontrack.infra.logging import start_logging
from irontrack.settings import Settings

form, canary = sys.argv[1:]
address = f"postgresql://irontrack:{canary}@localhost/irontrack"
settings = Settings(database_url=address, keys_dir=Path("keys"), log_format=form, log_level="info")
listener = start_logging(settings)
log = structlog.get_logger("test")
"""


def logged(program: str, form: str = "json") -> str:
    """Run a program whose logs are set up, and return what it wrote to standard error."""
    source = f"{SETTINGS}\n{program}\nlistener.stop()\n"
    done = subprocess.run(  # noqa: S603 - ourselves, with a program of this file
        [sys.executable, "-c", source, form, CANARY], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    return done.stderr


def records(program: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in logged(program).splitlines()]


@pytest.mark.parametrize(
    "name",
    [
        *("password", "new_password", "PASSWORD", "passwordHash", "client_secret", "access_token", "Cookie"),
        *("set-cookie", "Authorization", "dsn", "database_url", "IRONTRACK_DATABASE_URL", "email"),
    ],
)
def test_a_value_under_the_name_of_a_secret_is_replaced(name: str) -> None:
    assert redact(None, "info", {name: CANARY}) == {name: REDACTED}


def test_it_is_replaced_at_any_depth_and_whatever_its_type() -> None:
    secret = {"password": {"value": CANARY}, "name": "Ada"}
    shown = {"password": REDACTED, "name": "Ada"}
    event = {"input": secret, "batch": [secret, [secret]], "token": 7, "status": 200}
    assert redact(None, "info", event) == {
        "input": shown,
        "batch": [shown, [shown]],
        "token": REDACTED,
        "status": 200,
    }


def test_an_event_is_one_json_object_on_one_line() -> None:
    (record,) = records(r"""log.info("first\nline", path="/graphql\n{}", status=200)""")
    assert (
        record.items()
        >= {
            "event": "first\nline",
            "path": "/graphql\n{}",
            "status": 200,
            "level": "info",
            "logger": "test",
        }.items()
    )
    assert record["timestamp"].endswith("Z")


def test_records_of_libraries_take_the_same_form() -> None:
    (record,) = records('logging.getLogger("library").warning("%s of %s", 1, 2)')
    assert (record["event"], record["level"], record["logger"]) == ("1 of 2", "warning", "library")


def test_what_is_bound_to_the_request_is_in_every_record() -> None:
    bind = 'structlog.contextvars.bind_contextvars(request_id="r1")'
    ours, library = records(f'{bind}; log.info("ours"); logging.getLogger("library").info("theirs")')
    assert ours["request_id"] == library["request_id"] == "r1"


def test_what_is_less_severe_than_the_level_is_not_logged() -> None:
    assert records('log.debug("quiet"); logging.getLogger("library").debug("quiet")') == []


@pytest.mark.parametrize("form", ["json", "console"])
def test_no_secret_is_written_in_either_form_even_with_a_traceback(form: str) -> None:
    text = logged(
        """
def fail(password):
    raise ValueError("it failed")

try:
    fail(canary)
except ValueError:
    log.exception("unforeseen", token=canary, nested={"cookie": canary})
""",
        form,
    )
    assert "ValueError: it failed" in text
    assert "unforeseen" in text
    assert CANARY not in text
