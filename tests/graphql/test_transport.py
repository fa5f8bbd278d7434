"""GraphQL over HTTP: media types, status codes, refusals, and who may send cookies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from clients import ORIGIN, PASSWORD, SIGN_UP
from training import CREATE_UNIT

if TYPE_CHECKING:
    import httpx
    from clients import Client, Site

pytestmark = pytest.mark.anyio

NEW = "application/graphql-response+json"
OLD = "application/json"
QUERY = {"query": "{ serverInfo { version } }"}


def refused(answer: httpx.Response, status: int, code: str) -> None:
    """Check a refusal: its status, one coded error, no data."""
    body = answer.json()
    assert (answer.status_code, [error["extensions"]["code"] for error in body["errors"]]) == (status, [code])
    assert "data" not in body
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, OLD),
        ("*/*", OLD),
        ("application/*", OLD),
        ("", OLD),
        (NEW, NEW),
        (OLD, OLD),
        (f"{NEW}, {OLD}", NEW),
        (f"{OLD}, {NEW}", OLD),
        (f"{NEW};q=0.5, {OLD};q=0.9", OLD),
        (f"{NEW};charset=utf-8, {OLD};q=0.9", NEW),
        (f"text/html, {OLD};q=0.1", OLD),
        (f"{NEW}, {OLD};q=0.9, text/event-stream", NEW),
        (f"{OLD};q=0, */*", NEW),
    ],
)
async def test_the_media_type_is_negotiated(anyone: Client, accept: str | None, expected: str) -> None:
    del anyone.http.headers["accept"]
    headers = {} if accept is None else {"accept": accept}
    answer = await anyone.http.post("/graphql", json=QUERY, headers=headers)
    assert answer.headers["content-type"] == f"{expected}; charset=utf-8"
    assert answer.json()["data"]["serverInfo"]["version"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("accept", ["text/html", f"{OLD};q=0", f"{NEW};charset=latin-1", "image/png, text/*"])
async def test_what_no_answer_can_satisfy_is_not_acceptable(anyone: Client, accept: str) -> None:
    answer = await anyone.http.post("/graphql", json=QUERY, headers={"accept": accept})
    refused(answer, 406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{", "PARSE_FAILED"),
        ("{ nothing }", "VALIDATION_FAILED"),
        ("query ($x: Int!) { exercises(first: $x) { totalCount } }", "BAD_VALUE"),
    ],
)
async def test_a_refused_document_has_the_status_of_its_media_type(
    anyone: Client, document: str, code: str
) -> None:
    for accept, status in ((NEW, 400), (OLD, 200)):
        answer = await anyone.http.post("/graphql", json={"query": document}, headers={"accept": accept})
        refused(answer, status, code)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'"x"',
        b"5",
        b"null",
        b"[]",
        b"[" + b'{"query": "{ __typename }"}' + b"]",
        b"{}",
        b'{"query": 5}',
        b'{"query": null}',
        b'{"query": "{ __typename }", "variables": []}',
        b'{"query": "{ __typename }", "variables": "x"}',
        b'{"query": "{ __typename }", "operationName": 7}',
        b'{"query": "{ __typename }", "extensions": 7}',
        b'{"query": "\xff"}',
        b'{"query": "{ __typename }", "variables": {"x": ' + b"[" * 30_000 + b"]" * 30_000 + b"}}",
        b'{"query": ""}',
    ],
)
async def test_a_malformed_body_is_a_bad_request(anyone: Client, body: bytes) -> None:
    for accept in (NEW, OLD):
        headers = {"content-type": OLD, "accept": accept}
        answer = await anyone.http.post("/graphql", content=body, headers=headers)
        assert answer.status_code in (200, 400), answer.text
        code = (
            "PARSE_FAILED" if answer.status_code == 200 else answer.json()["errors"][0]["extensions"]["code"]
        )
        assert code in ("BAD_REQUEST", "PARSE_FAILED")
        assert "data" not in answer.json()


async def test_a_deeply_nested_document_is_refused(anyone: Client) -> None:
    document = "{" + "a{" * 20_000 + "b" + "}" * 20_001
    assert await anyone.codes(document) == ["TOO_DEEP"]


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json;charset=latin-1",
    ],
)
async def test_a_body_must_be_json(anyone: Client, content_type: str) -> None:
    headers = {"content-type": content_type}
    answer = await anyone.http.post("/graphql", content=json.dumps(QUERY), headers=headers)
    refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE")


async def test_accept_may_come_in_several_lines(anyone: Client) -> None:
    headers = [("accept", "text/html"), ("accept", NEW)]
    answer = await anyone.http.post("/graphql", json=QUERY, headers=headers)
    assert answer.headers["content-type"] == f"{NEW}; charset=utf-8"


async def test_a_body_is_bounded_however_it_is_sent(site: Site, anyone: Client) -> None:
    limit = site.app.state.resources.settings.body_limit_bytes
    headers = {"content-type": OLD}
    exact = json.dumps(QUERY).ljust(limit)
    assert (await anyone.http.post("/graphql", content=exact, headers=headers)).status_code == 200

    async def chunks() -> Any:
        for _ in range(limit // 1000 + 1):
            yield b" " * 1000

    for content in (exact + " ", chunks()):
        answer = await anyone.http.post("/graphql", content=content, headers=headers)
        refused(answer, 413, "PAYLOAD_TOO_LARGE")


async def test_queries_also_go_by_get_and_mutations_do_not(member: Client) -> None:
    get = member.http.get
    answer = await get("/graphql", params={"query": "{ viewer { name } }"})
    assert answer.json()["data"] == {"viewer": {"name": None}}
    named = {"query": "query A { __typename } query B { serverInfo { version } }", "operationName": "B"}
    assert "serverInfo" in (await get("/graphql", params=named)).json()["data"]
    variables = {
        "query": "query ($n: Int) { exercises(first: $n) { nodes { id } } }",
        "variables": '{"n": 2}',
    }
    assert len((await get("/graphql", params=variables)).json()["data"]["exercises"]["nodes"]) == 2
    written = await get(
        "/graphql", params={"query": 'mutation { createTrainingUnit(input: {name: "G"}) { __typename } }'}
    )
    refused(written, 405, "METHOD_NOT_ALLOWED")
    assert written.headers["allow"] == "GET, POST"
    hidden = {"query": "query A { __typename } mutation B { signOut { wasSignedIn } }", "operationName": "B"}
    refused(await get("/graphql", params=hidden), 405, "METHOD_NOT_ALLOWED")
    refused(await get("/graphql"), 400, "BAD_REQUEST")
    refused(await get("/graphql", params={"query": "{ __typename }", "variables": "["}), 400, "BAD_REQUEST")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods_are_told_which_to_use(anyone: Client, method: str) -> None:
    answer = await anyone.http.request(method, "/graphql", json=QUERY)
    refused(answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "GET, POST"


@pytest.mark.parametrize("name", [None, "", "C"])
async def test_of_several_operations_one_must_be_named(anyone: Client, name: str | None) -> None:
    body = {"query": "query A { __typename } query B { __typename }", "operationName": name}
    answer = await anyone.http.post("/graphql", json=body, headers={"accept": NEW})
    refused(answer, 400, "BAD_REQUEST")


async def test_a_single_operation_may_come_with_an_empty_name(anyone: Client) -> None:
    answer = await anyone.http.post("/graphql", json=QUERY | {"operationName": ""})
    assert answer.json()["data"]["serverInfo"]


async def test_subscriptions_are_refused(anyone: Client) -> None:
    for accept in (NEW, OLD, f"{NEW}, text/event-stream"):
        for document in ("subscription { x }", "query A { __typename } subscription B { x }"):
            body = {"query": document, "operationName": "B" if "B" in document else None}
            arguments: list[dict[str, Any]] = [
                {"json": body},
                {"params": {k: v for k, v in body.items() if v}},
            ]
            for method, sent in zip(("POST", "GET"), arguments, strict=True):
                answer = await anyone.http.request(method, "/graphql", headers={"accept": accept}, **sent)
                refused(answer, 400, "BAD_REQUEST")


async def test_a_request_for_no_operation_is_bad_in_every_media_type(anyone: Client) -> None:
    document = "query A { __typename } query B { __typename }"
    for accept in (NEW, OLD):
        for body in ({"query": document}, {"query": document, "operationName": "C"}):
            answer = await anyone.http.post("/graphql", json=body, headers={"accept": accept})
            refused(answer, 400, "BAD_REQUEST")


async def test_what_no_route_takes_is_told_the_methods(anyone: Client) -> None:
    answer = await anyone.http.post("/health", json={})
    refused(answer, 405, "METHOD_NOT_ALLOWED")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


async def test_a_path_that_is_not_there_is_answered_in_json(anyone: Client) -> None:
    refused(await anyone.http.get("/nothing"), 404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("headers", "is_refused"),
    [
        ({}, False),
        ({"origin": ORIGIN}, False),
        ({"origin": ORIGIN, "sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": "https://evil.example"}, True),
        ({"origin": "null"}, True),
        ({"origin": f"{ORIGIN}.evil.example"}, True),
        ({"origin": ORIGIN.replace("8000", "8001")}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"origin": ORIGIN, "sec-fetch-site": "cross-site"}, True),
    ],
)
async def test_cookies_count_only_from_the_applications_own_pages(
    member: Client, headers: dict[str, str], *, is_refused: bool
) -> None:
    body = {"query": CREATE_UNIT, "variables": {"input": {"name": "Unit"}}}
    for method, arguments in (("POST", {"json": body}), ("GET", {"params": QUERY})):
        answer = await member.http.request(method, "/graphql", headers=headers, **arguments)
        if is_refused:
            refused(answer, 403, "FORBIDDEN_ORIGIN")
        else:
            assert answer.status_code == 200
    units = await member.data("{ viewer { trainingUnits { totalCount } } }")
    assert units["viewer"]["trainingUnits"]["totalCount"] == (0 if is_refused else 1)


async def test_the_cookies_are_closed_to_scripts_and_other_sites(site: Site) -> None:
    client = await site.browser()
    account = {"email": "cookie@example.org", "password": PASSWORD}
    cookies = (await client.post(SIGN_UP, input=account)).headers.get_list("set-cookie")
    lifetimes = {"irontrack-access": 600, "irontrack-refresh": 2_592_000}
    for cookie, (name, lifetime) in zip(cookies, lifetimes.items(), strict=True):
        value, *attributes = cookie.split("; ")
        assert value.startswith(f"{name}=ey")
        max_age = next(int(a.removeprefix("Max-Age=")) for a in attributes if a.startswith("Max-Age="))
        assert lifetime - 2 <= max_age <= lifetime
        assert set(attributes) == {f"Max-Age={max_age}", "Path=/", "HttpOnly", "SameSite=Lax"}
    removed = (await client.post("mutation { signOut { wasSignedIn } }")).headers.get_list("set-cookie")
    for cookie, name in zip(removed, lifetimes, strict=True):
        assert cookie.startswith(f"{name}=; Max-Age=0; Path=/")


async def test_a_forged_cookie_is_nobody(site: Site, member: Client) -> None:
    token = member.http.cookies["irontrack-access"]
    header, payload, signature = token.split(".")
    for forged in (
        f"{header}.{payload}.",
        f"{header}.{payload}.{signature[:-4]}AAAA",
        "x",
        f"{token}x",
        "." * 9,
    ):
        thief = await site.browser()
        thief.http.cookies.set("irontrack-access", forged)
        assert await thief.data("{ viewer { id } }") == {"viewer": None}


@pytest.mark.parametrize(
    ("proposed", "is_taken"), [("0123456789abcdef", True), ("short", False), ("a b" * 5, False)]
)
async def test_a_request_has_an_id(anyone: Client, proposed: str, *, is_taken: bool) -> None:
    answer = await anyone.http.post("/graphql", json=QUERY, headers={"x-request-id": proposed})
    assert (answer.headers["x-request-id"] == proposed) is is_taken
    assert answer.headers["x-content-type-options"] == "nosniff"
