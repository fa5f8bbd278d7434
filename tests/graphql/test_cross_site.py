"""Other sites: what their pages make a browser send changes nothing, and what CORS lets them read."""

from __future__ import annotations

import itertools
import json
import uuid
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
import pytest
from clients import ORIGIN, PASSWORD, SIGN_UP, Client, opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

JSON = "application/json"
CONTENT_TYPES = (
    JSON,
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "",
)
METHODS = ("GET a query", "GET a mutation", "POST")
FETCH_SITES = (None, "same-origin", "same-site", "none", "cross-site")
FRONTEND = "https://app.example.org"
FOREIGN = "https://evil.example"

RENAME = "mutation Rename($name: String) { updateProfile(input: {name: $name}) { __typename } }"
SIGN_IN = """
    mutation SignIn($input: SignInInput!) {
      signIn(input: $input) { ... on SignInPayload { viewer { id } } ... on Problem { message } }
    }
"""
NAME = "{ viewer { name } }"


@dataclass(frozen=True)
class Place:
    """How the application is reached, and by whom.

    Attributes:
        public_url: The application's own origin.
        cross_site_cookies: Whether the frontend may be on another site.
    """

    public_url: str
    cross_site_cookies: bool

    def origins(self) -> Iterator[str | None]:
        """Every kind of `Origin`."""
        scheme, _, host = self.public_url.partition("://")
        yield from (None, self.public_url, FRONTEND, FOREIGN, "null")
        yield f"{scheme}://{host.partition(':')[0]}:8443"
        yield f"{'https' if scheme == 'http' else 'http'}://{host}"
        yield from (self.public_url.upper(), FRONTEND.replace("app", "App"))
        yield f"{scheme}://{host.partition(':')[0]}."
        yield f"{FRONTEND}."
        yield f"{self.public_url}.evil.example"

    def is_own(self, origin: str | None, fetch_site: str | None) -> bool:
        """Whether a request comes from an own page or a program, and not from another site's page."""
        if origin not in {None, self.public_url, FRONTEND}:
            return False
        return fetch_site != "cross-site" or (self.cross_site_cookies and origin is not None)


SAME_SITE = Place(ORIGIN, cross_site_cookies=False)
CROSS_SITE = Place("https://api.example.net", cross_site_cookies=True)


@asynccontextmanager
async def browsing(settings: Settings, place: Place, **more: Any) -> AsyncIterator[Client]:
    """A browser before an application at this place."""
    changes: dict[str, Any] = {
        "public_url": place.public_url,
        "cross_site_cookies": place.cross_site_cookies,
        "allowed_origins": (FRONTEND,),
    }
    async with opened(msgspec.structs.replace(settings, **(changes | more))) as site:
        transport = httpx.ASGITransport(site.app)
        async with httpx.AsyncClient(transport=transport, base_url=place.public_url) as http:
            yield Client(http, site.statements)


def given(**headers: str | None) -> dict[str, str]:
    """Headers with names as in Python, without those that are absent."""
    return {name.replace("_", "-"): value for name, value in headers.items() if value is not None}


def refused(answer: httpx.Response) -> bool:
    """Whether an answer is the refusal of another site's request, with nothing given away."""
    body = answer.json()
    codes = [error["extensions"]["code"] for error in body.get("errors", ())]
    return (answer.status_code, codes, "data" in body) == (403, ["FORBIDDEN_ORIGIN"], False)


async def send(
    client: Client, method: str, content_type: str, headers: dict[str, str], name: str
) -> httpx.Response:
    """Send the document that would rename the caller, or for a GET of a query only look."""
    headers = headers | {"content-type": content_type}
    if method == "POST":
        body = json.dumps({"query": RENAME, "variables": {"name": name}})
        return await client.http.post("/graphql", content=body, headers=headers)
    parameters = {"query": NAME}
    if method == "GET a mutation":
        parameters = {"query": RENAME, "variables": json.dumps({"name": name})}
    return await client.http.get("/graphql", params=parameters, headers=headers)


@pytest.mark.parametrize("place", [SAME_SITE, CROSS_SITE], ids=["same site", "cross site"])
async def test_no_other_site_changes_anything_and_own_pages_and_programs_do(
    settings: Settings, place: Place
) -> None:
    async with browsing(settings, place) as client:
        await client.sign_up(name="before")
        name = "before"
        combinations = itertools.product(CONTENT_TYPES, METHODS, place.origins(), FETCH_SITES)
        for number, (content_type, method, origin, fetch_site) in enumerate(combinations):
            combination = (content_type, method, origin, fetch_site)
            headers = given(origin=origin, sec_fetch_site=fetch_site)
            answer = await send(client, method, content_type, headers, f"name {number}")
            is_own = place.is_own(origin, fetch_site)
            assert refused(answer) is not is_own, combination
            if is_own and method == "GET a query":
                assert answer.json()["data"] == {"viewer": {"name": name}}, combination
            if is_own and method == "POST" and content_type == JSON:
                name = f"name {number}"
            assert await client.data(NAME) == {"viewer": {"name": name}}, combination
        assert name != "before"


@pytest.mark.parametrize("place", [SAME_SITE, CROSS_SITE], ids=["same site", "cross site"])
async def test_no_other_site_signs_a_visitor_in(settings: Settings, place: Place) -> None:
    async with browsing(settings, place) as client:
        email = await client.sign_up()
        for origin, fetch_site in itertools.product(place.origins(), FETCH_SITES):
            headers = given(origin=origin, sec_fetch_site=fetch_site)
            new = f"{uuid.uuid4().hex}@example.org"
            for document, address in ((SIGN_IN, email), (SIGN_UP, new)):
                client.http.cookies.clear()
                client.statements.clear()
                body = {"query": document, "variables": {"input": {"email": address, "password": PASSWORD}}}
                answer = await client.http.post("/graphql", json=body, headers=headers)
                is_own = place.is_own(origin, fetch_site)
                assert refused(answer) is not is_own, headers
                assert ("set-cookie" in answer.headers) is is_own, headers
                assert any("INSERT INTO sign_in_families" in sql for sql in client.statements) is is_own


async def test_without_cookies_other_sites_may_ask_what_everybody_may(settings: Settings) -> None:
    async with browsing(settings, SAME_SITE) as client:
        headers = given(origin=FOREIGN, sec_fetch_site="cross-site")
        for answer in (
            await client.http.post("/graphql", json={"query": NAME}, headers=headers),
            await client.http.get("/graphql", params={"query": NAME}, headers=headers),
        ):
            assert answer.json() == {"data": {"viewer": None}}
            assert "access-control-allow-origin" not in answer.headers
        document = f"query Read {NAME} {RENAME}"
        for operation, is_refused in (("Read", False), ("Rename", True)):
            body = {"query": document, "operationName": operation}
            assert refused(await client.http.post("/graphql", json=body, headers=headers)) is is_refused


async def test_any_cookie_makes_a_request_one_with_cookies(settings: Settings) -> None:
    async with browsing(settings, SAME_SITE) as client:
        client.http.cookies.set("theme", "dark")
        assert refused(await client.http.post("/graphql", json={"query": NAME}, headers={"origin": FOREIGN}))


@pytest.mark.parametrize(
    ("place", "prefix", "attributes"),
    [
        (SAME_SITE, "", "SameSite=Lax"),
        (Place(CROSS_SITE.public_url, cross_site_cookies=False), "__Host-", "SameSite=Lax; Secure"),
        (CROSS_SITE, "__Host-", "SameSite=None; Secure; Partitioned"),
    ],
)
async def test_cookies_go_where_the_settings_say(
    settings: Settings, place: Place, prefix: str, attributes: str
) -> None:
    async with browsing(settings, place) as client:
        account = {"email": f"{uuid.uuid4().hex}@example.org", "password": PASSWORD}
        signed_up = await client.post(SIGN_UP, input=account)
        signed_out = await client.post("mutation { signOut { wasSignedIn } }")
        assert signed_out.json()["data"] == {"signOut": {"wasSignedIn": True}}
        for answer in (signed_up, signed_out):
            cookies = answer.headers.get_list("set-cookie")
            names = {cookie.partition("=")[0] for cookie in cookies}
            assert names == {f"{prefix}irontrack-access", f"{prefix}irontrack-refresh"}
            for cookie in cookies:
                assert cookie.endswith(f"; Path=/; HttpOnly; {attributes}")
                assert "domain" not in cookie.lower()


@pytest.mark.parametrize("origin", [FRONTEND, ORIGIN])
async def test_an_allowed_origin_may_send_and_read(settings: Settings, origin: str) -> None:
    async with browsing(settings, SAME_SITE) as client:
        asked = given(
            origin=origin,
            access_control_request_method="POST",
            access_control_request_headers="content-type,x-request-id",
        )
        preflight = await client.http.options("/graphql", headers=asked)
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == origin
        assert preflight.headers["access-control-allow-credentials"] == "true"
        assert preflight.headers["access-control-allow-methods"] == "GET, POST"
        assert {"Content-Type", "x-request-id"} <= set(
            preflight.headers["access-control-allow-headers"].split(", ")
        )
        assert preflight.headers["access-control-max-age"] == "7200"
        assert "Origin" in preflight.headers["vary"].split(", ")
        for body, status in (({"query": NAME}, 200), ({}, 400)):
            answer = await client.http.post("/graphql", json=body, headers={"origin": origin})
            assert answer.status_code == status
            assert answer.headers["access-control-allow-origin"] == origin
            assert answer.headers["access-control-allow-credentials"] == "true"
            assert answer.headers["access-control-expose-headers"] == "x-request-id, retry-after"
            assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize("origin", [o for o in SAME_SITE.origins() if o not in {None, ORIGIN, FRONTEND}])
async def test_no_other_origin_may(settings: Settings, origin: str) -> None:
    async with browsing(settings, SAME_SITE) as client:
        asked = given(origin=origin, access_control_request_method="POST")
        preflight = await client.http.options("/graphql", headers=asked)
        assert preflight.status_code == 400
        answer = await client.http.post("/graphql", json={"query": NAME}, headers={"origin": origin})
        for headers in (preflight.headers, answer.headers):
            assert "access-control-allow-origin" not in headers
            assert origin not in headers.values()
            assert headers["vary"].split(", ")[0] == "Origin"


@pytest.mark.parametrize(
    "asked",
    [
        {"access_control_request_method": "DELETE"},
        {"access_control_request_method": "POST", "access_control_request_headers": "authorization"},
    ],
)
async def test_a_preflight_for_more_than_is_served_is_refused(
    settings: Settings, asked: dict[str, str]
) -> None:
    async with browsing(settings, SAME_SITE) as client:
        answer = await client.http.options("/graphql", headers=given(origin=FRONTEND, **asked))
        assert answer.status_code == 400


@pytest.mark.parametrize("origin", [FRONTEND, FOREIGN])
async def test_a_preflight_has_the_headers_of_every_answer(settings: Settings, origin: str) -> None:
    async with browsing(settings, SAME_SITE) as client:
        asked = given(origin=origin, access_control_request_method="POST")
        headers = (await client.http.options("/graphql", headers=asked)).headers
        assert headers["x-request-id"]
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


async def test_without_further_origins_nothing_is_said_of_cors(settings: Settings) -> None:
    async with browsing(settings, SAME_SITE, allowed_origins=()) as client:
        for origin in (ORIGIN, FRONTEND):
            asked = given(origin=origin, access_control_request_method="POST")
            preflight = await client.http.options("/graphql", headers=asked)
            assert preflight.status_code == 405
            answer = await client.http.post("/graphql", json={"query": NAME}, headers={"origin": origin})
            for headers in (preflight.headers, answer.headers):
                assert not [name for name in headers if name.startswith("access-control-")]
                assert "vary" not in headers
