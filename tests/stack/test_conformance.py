"""The endpoint keeps the specification GraphQL over HTTP, by the suite of its authors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx
import pytest
from packages import open_workshop
from pairs import CHEAP
from servers import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packages import Workshop
    from servers import Server

AUDITS = 61


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Iterator[Server]:
    """A server that lets the suite introspect, as some of its audits do."""
    settings = {**CHEAP, "anonymous_introspection": "true"}
    with serving(tmp_path_factory.mktemp("conformance"), settings, database_url) as (running,):
        yield running


@pytest.fixture(scope="module")
def workshop(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return open_workshop(pytestconfig.cache.mkdir("javascript"), tmp_path_factory.mktemp("node") / "work")


def test_every_audit_of_the_suite_passes(server: Server, workshop: Workshop) -> None:
    found = json.loads(workshop.run("audits.mjs", f"{server.origin}/graphql"))
    failed = [audit for audit in found if audit["status"] != "ok"]
    listed = "\n".join("{id} {status}: {name}: {reason}".format_map(audit) for audit in failed)
    assert not failed, f"{len(found) - len(failed)} of {len(found)}\n{listed}"
    assert len({audit["id"] for audit in found}) == AUDITS


def test_other_methods_are_told_which_to_use_over_a_connection_that_stays_usable(server: Server) -> None:
    with httpx.Client(base_url=server.origin) as http:
        for method in ("HEAD", "OPTIONS", "TRACE", "PROPFIND"):
            answer = http.request(method, "/graphql", params={"query": "{ __typename }"})
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
            if method == "HEAD":
                assert answer.content == b""
                continue
            assert [error["extensions"]["code"] for error in answer.json()["errors"]] == [
                "METHOD_NOT_ALLOWED"
            ]
            assert "data" not in answer.json()
        assert http.post("/graphql", json={"query": "{ __typename }"}).json()["data"] == {
            "__typename": "Query"
        }
