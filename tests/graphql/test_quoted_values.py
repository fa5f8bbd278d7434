"""Answers do not repeat what a caller has sent as a value: error trackers keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sign_ins import SIGN_IN

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio

CANARY = "CANARY51c7"


@pytest.mark.parametrize("is_member", [False, True])
@pytest.mark.parametrize(
    ("document", "variables"),
    [
        (SIGN_IN, {"input": {"email": "x@example.org", "password": CANARY, "extra": 1}}),
        (SIGN_IN, {"input": {"email": "x@example.org", "password": [CANARY]}}),
        (SIGN_IN, {"input": {"email": "x@example.org", "password": {"is": CANARY}}}),
        (SIGN_IN, {"input": [CANARY]}),
        (SIGN_IN, {"input": CANARY}),
        (SIGN_IN.replace("$input)", f'{{email: "x", password: {CANARY}}})'), {}),
        (SIGN_IN.replace("$input)", f'{{email: "x", passwort: "{CANARY}"}})'), {}),
        (SIGN_IN.replace("$input)", f'{{email: "x", password: ["{CANARY}"]}})'), {}),
        (SIGN_IN.replace("$input)", f'{{email: "x", password "{CANARY}"}})'), {}),
        (SIGN_IN.replace("$input)", f'{{email: "x", password """{CANARY}"""}})'), {}),
    ],
)
async def test_no_answer_repeats_a_password(
    member: Client, anyone: Client, document: str, variables: dict[str, Any], *, is_member: bool
) -> None:
    answer = await (member if is_member else anyone).post(document, **variables)
    assert answer.json()["errors"]
    assert CANARY not in answer.text


CREATE = "mutation ($input: CreateExerciseInput!) { createExercise(input: $input) { __typename } }"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"input": {"name": CANARY}}, "to include required field 'category'."),
        ({"input": {"nmae": CANARY}}, "not to include unknown field 'nmae'. Did you mean 'name'?"),
        ({"input": [CANARY]}, "Variable '$input' has invalid value"),
        ({"input": {"name": CANARY, "category": CANARY}}, "has invalid value at .category"),
    ],
)
async def test_an_answer_says_what_is_wrong_with_a_variable(
    member: Client, variables: dict[str, Any], expected: str
) -> None:
    answer = await member.post(CREATE, **variables)
    messages = [error["message"] for error in answer.json()["errors"]]
    assert any(expected in message for message in messages), messages
    assert CANARY not in answer.text


LOG = "mutation ($input: LogSetInput!) { logSet(input: $input) { __typename } }"


@pytest.mark.parametrize("value", [CANARY, [CANARY], {"is": CANARY}])
async def test_an_answer_says_what_is_wrong_with_a_field_that_is_called_value(
    member: Client, value: object
) -> None:
    answer = await member.post(
        LOG, input={"sessionExerciseId": "a", "weight": {"value": value, "unit": "KG"}}
    )
    (error,) = answer.json()["errors"]
    assert "at .weight.value: Expected value of type 'Decimal'" in error["message"]
    assert "Expected a decimal number, finite, without exponent" in error["message"]
    assert CANARY not in answer.text
