"""Which media type an answer has, and which bodies and query strings are requests."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irontrack.errors import ErrorCode, RequestError
from irontrack.graphql.negotiation import (
    GRAPHQL_RESPONSE,
    JSON,
    GraphQLRequest,
    preferred_type,
    read_body,
    read_query_string,
    require_json,
)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("", JSON),
        (JSON, JSON),
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        ("*/*", JSON),
        ("application/*", JSON),
        (f"{JSON}, {GRAPHQL_RESPONSE}", JSON),
        (f"{JSON};q=0.5, {GRAPHQL_RESPONSE}", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0.1, {JSON};q=0.9", JSON),
        (f"text/html, {JSON};charset=utf-8;q=0.2", JSON),
        (f"{JSON.upper()} ; Q=1", JSON),
        (f"{GRAPHQL_RESPONSE};q=0, {JSON};q=0.001", JSON),
        (f'{JSON}; charset="UTF-8"', JSON),
        (f"{JSON};charset=iso-8859-1, {GRAPHQL_RESPONSE};q=0.1", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};charset=iso-8859-1, */*;q=0.1", JSON),
        (f"{JSON};q=0, */*", GRAPHQL_RESPONSE),
        (f"*/*, {JSON};q=0", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0, */*", JSON),
        (f"application/*;q=0, {JSON}", JSON),
        (f"*/*, {GRAPHQL_RESPONSE}", GRAPHQL_RESPONSE),
        (f"*/*;q=0.9, {GRAPHQL_RESPONSE};q=0.5, {JSON};q=0.1", GRAPHQL_RESPONSE),
        (f"{JSON};q=0.1, application/*;q=0.2", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=2, {JSON};q=0.1", JSON),
        (f"{GRAPHQL_RESPONSE};q=nan, {JSON};q=0.001", JSON),
    ],
)
def test_the_best_type_is_the_one_the_client_prefers(accept: str | None, media_type: str) -> None:
    assert preferred_type(accept) == media_type


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "text/*",
        "application/xml",
        f"{JSON};q=0",
        f"{JSON};q=0.000, {GRAPHQL_RESPONSE};q=0, */*",
        f"{JSON};q=nonsense",
        f"{JSON};q=-1",
        "*/*;q=0",
        ",",
        ";q=1",
    ],
)
def test_a_client_that_takes_neither_is_refused(accept: str) -> None:
    with pytest.raises(RequestError) as raised:
        preferred_type(accept)
    assert raised.value.code is ErrorCode.NOT_ACCEPTABLE


@given(st.text())
def test_no_accept_header_makes_it_fail_in_another_way(accept: str) -> None:
    with suppress(RequestError):
        assert preferred_type(accept) in {JSON, GRAPHQL_RESPONSE}


@pytest.mark.parametrize(
    "content_type",
    [
        JSON,
        f"{JSON}; charset=utf-8",
        f"{JSON}; Charset=UTF-8",
        f'{JSON};charset="UTF-8"',
        f" {JSON.upper()} ;charset=utf8",
    ],
)
def test_a_body_of_json_is_taken(content_type: str) -> None:
    require_json(content_type)


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        GRAPHQL_RESPONSE,
        f"{JSON}; charset=utf-16",
        f"text/plain; x={JSON}",
        f"text/plain, {JSON}",
    ],
)
def test_a_body_of_another_type_is_refused(content_type: str | None) -> None:
    with pytest.raises(RequestError) as raised:
        require_json(content_type)
    assert raised.value.code is ErrorCode.UNSUPPORTED_MEDIA_TYPE


@pytest.mark.parametrize(
    ("body", "request_"),
    [
        (b'{"query": "{a}"}', GraphQLRequest("{a}")),
        (b'{"query": "{a}", "variables": null, "operationName": null}', GraphQLRequest("{a}")),
        (b'{"query": "{a}", "variables": {"b": [1]}}', GraphQLRequest("{a}", {"b": [1]})),
        (b'{"query": "{a}", "operationName": "A"}', GraphQLRequest("{a}", None, "A")),
        (b'{"query": "{a}", "id": "from a client that knows more"}', GraphQLRequest("{a}")),
    ],
)
def test_a_body_is_read(body: bytes, request_: GraphQLRequest) -> None:
    assert read_body(body) == request_


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'[{"query": "{a}"}]',
        b"{}",
        b'{"query": null}',
        b'{"query": 7}',
        b'{"query": "{a}", "variables": []}',
        b'{"query": "{a}", "variables": "{}"}',
        b'{"query": "{a}", "operationName": 7}',
        b'{"query": "{a}", "extensions": []}',
        b'{"query": "{a}"} more',
        b'{"query": "{a}", "variables": {"b": NaN}}',
        b'{"query": "\xff"}',
        b'{"query": "{a}", "variables": {"b": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
    ],
    ids=lambda body: body[:40].decode(errors="replace"),
)
def test_a_body_that_is_no_request_is_refused(body: bytes) -> None:
    with pytest.raises(RequestError) as raised:
        read_body(body)
    assert raised.value.code is ErrorCode.BAD_REQUEST


@given(st.binary())
def test_no_body_makes_it_fail_in_another_way(body: bytes) -> None:
    with pytest.raises(RequestError) as raised:
        read_body(body)
    assert raised.value.code is ErrorCode.BAD_REQUEST


@pytest.mark.parametrize(
    ("parameters", "request_"),
    [
        ({"query": "{a}"}, GraphQLRequest("{a}")),
        ({"query": "{a}", "variables": "", "operationName": ""}, GraphQLRequest("{a}")),
        ({"query": "{a}", "variables": '{"b": 1}'}, GraphQLRequest("{a}", {"b": 1})),
        ({"query": "{a}", "operationName": "A", "other": "x"}, GraphQLRequest("{a}", None, "A")),
    ],
)
def test_a_query_string_is_read(parameters: dict[str, str], request_: GraphQLRequest) -> None:
    assert read_query_string(parameters) == request_


@pytest.mark.parametrize(
    "parameters",
    [{}, {"variables": "{}"}, *({"query": "{a}", "variables": v} for v in ("{", "[]", "7", '"'))],
)
def test_a_query_string_that_is_no_request_is_refused(parameters: dict[str, str]) -> None:
    with pytest.raises(RequestError) as raised:
        read_query_string(parameters)
    assert raised.value.code is ErrorCode.BAD_REQUEST
