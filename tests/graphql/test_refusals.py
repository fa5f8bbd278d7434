"""Bad input: each has its typed answer, and nothing is written."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from training import CREATE_UNIT, FINISH, LOG, START, running, slugs

from irontrack.graphql.relay import encode_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

SIGN_UP = """
    mutation SignUp($input: SignUpInput!) {
      signUp(input: $input) {
        __typename
        ... on SignUpPayload { viewer { email name } }
        ... on ValidationProblem { code issues { path code } }
      }
    }
"""
SIGN_IN = """
    mutation SignIn($input: SignInInput!) {
      signIn(input: $input) {
        __typename
        ... on SignInPayload { viewer { email } }
        ... on CredentialsProblem { code message }
      }
    }
"""
ADD_EXERCISE = """
    mutation Add($input: AddSessionExerciseInput!) {
      addSessionExercise(input: $input) {
        __typename
        ... on AddSessionExercisePayload { sessionExercise { id mode } }
        ... on ValidationProblem { issues { path code } }
      }
    }
"""
COUNTS = text("""
    SELECT (SELECT count(*) FROM user_account) + (SELECT count(*) FROM training_units)
         + (SELECT count(*) FROM training_unit_exercises) + (SELECT count(*) FROM training_sessions)
         + (SELECT count(*) FROM training_session_exercises) + (SELECT count(*) FROM training_session_sets)
         + (SELECT coalesce(sum(version), 0) FROM training_sessions)
""")


async def written(site: Site) -> int:
    """Return a number that changes with every row that is written."""
    count: int = await site.app.state.resources.database.fetch_value(COUNTS)
    return count


def issues(answer: Any) -> list[tuple[str, str]]:
    assert answer["__typename"] == "ValidationProblem", answer
    return [(".".join(issue["path"]), issue["code"]) for issue in answer["issues"]]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"password": "short"}, [("password", "TOO_SHORT")]),
        ({"password": "x" * 129}, [("password", "TOO_LONG")]),
        ({"password": "Password1234"}, [("password", "TOO_COMMON")]),
        ({"password": "correct horse\0battery"}, [("password", "INVALID_FORMAT")]),
        ({"email": "nobody"}, [("email", "INVALID_FORMAT")]),
        ({"email": "a\0b@example.org"}, [("email", "INVALID_FORMAT")]),
        ({"email": "a b@example.org"}, [("email", "INVALID_FORMAT")]),
        ({"email": f"{'a' * 64}@{'b' * 250}.org"}, [("email", "TOO_LONG")]),
        ({"name": "x" * 256}, [("name", "TOO_LONG")]),
        ({"name": "nul\0"}, [("name", "INVALID_FORMAT")]),
        ({"email": "", "password": ""}, [("email", "INVALID_FORMAT"), ("password", "TOO_SHORT")]),
    ],
)
async def test_an_unusable_account_is_refused_by_field(
    site: Site, anyone: Client, change: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    before = await written(site)
    account = {"email": f"{uuid.uuid4().hex}@example.org", "password": "correct horse battery"} | change
    answer = (await anyone.data(SIGN_UP, input=account))["signUp"]
    assert issues(answer) == expected
    assert await written(site) == before
    assert not anyone.http.cookies


async def test_an_address_is_taken_in_any_case(site: Site, anyone: Client) -> None:
    email = await (await site.browser()).sign_up()
    before = await written(site)
    account = {"email": f"  {email.upper()} ", "password": "correct horse battery"}
    answer = (await anyone.data(SIGN_UP, input=account))["signUp"]
    assert issues(answer) == [("email", "TAKEN")]
    assert await written(site) == before
    assert not anyone.http.cookies


async def test_sign_in_says_the_same_for_unknown_and_wrong(site: Site, anyone: Client) -> None:
    email = await (await site.browser()).sign_up()
    wrong = await anyone.post(SIGN_IN, input={"email": email, "password": "incorrect horse battery"})
    unknown = await anyone.post(
        SIGN_IN, input={"email": "nobody@example.org", "password": "correct horse battery"}
    )
    odd = await anyone.post(SIGN_IN, input={"email": "nul\0@example.org", "password": ""})
    assert wrong.content == unknown.content == odd.content
    assert wrong.json()["data"]["signIn"]["code"] == "INVALID_CREDENTIALS"
    assert not anyone.http.cookies


async def test_sign_in_takes_the_address_in_any_case_and_sign_out_ends_the_token(site: Site) -> None:
    email = await (await site.browser()).sign_up()
    client = await site.browser()
    answer = await client.data(SIGN_IN, input={"email": email.upper(), "password": "correct horse battery"})
    assert answer["signIn"]["viewer"]["email"] == email
    stolen = dict(client.http.cookies)
    assert (await client.data("mutation { signOut { wasSignedIn } }"))["signOut"]["wasSignedIn"] is True
    assert not client.http.cookies
    thief = await site.browser()
    thief.http.cookies.update(stolen)
    assert (await thief.data("{ viewer { id } }"))["viewer"] is None
    assert (await thief.data("mutation { signOut { wasSignedIn } }"))["signOut"]["wasSignedIn"] is False


async def test_an_unknown_exercise_is_named_by_its_place(site: Site, member: Client) -> None:
    known = (await slugs(member))["squat"]
    before = await written(site)
    exercises = [{"exerciseId": known}, {"exerciseId": str(uuid.uuid4())}]
    answer = (await member.data(CREATE_UNIT, input={"name": "Unit", "exercises": exercises}))[
        "createTrainingUnit"
    ]
    assert issues(answer) == [("exercises.1.exerciseId", "UNKNOWN")]
    assert await written(site) == before


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ({"name": "   "}, [("name", "REQUIRED")]),
        ({"name": "x" * 101}, [("name", "TOO_LONG")]),
        ({"name": "a", "description": "x" * 2001}, [("description", "TOO_LONG")]),
        ({"sets": 0}, [("exercises.0.sets", "TOO_SMALL")]),
        ({"sets": 101}, [("exercises.0.sets", "TOO_LARGE")]),
        ({"restSeconds": -1}, [("exercises.0.restSeconds", "TOO_SMALL")]),
        ({"target": {"seconds": 60}}, [("exercises.0.target", "METRIC_MISMATCH")]),
        (
            {"mode": "SETS_ONLY", "target": {"reps": {"min": 1, "max": 2}}},
            [("exercises.0.target", "METRIC_MISMATCH")],
        ),
        ({"target": {"reps": {"min": 8, "max": 5}}}, [("exercises.0.target.reps.min", "NOT_ALLOWED")]),
        ({"target": {"reps": {"min": 0, "max": 5}}}, [("exercises.0.target.reps.min", "TOO_SMALL")]),
        (
            {"targetWeight": {"value": "-1", "unit": "LB"}},
            [("exercises.0.targetWeight.value", "TOO_SMALL")],
        ),
        (
            {"targetWeight": {"value": "99999.9996", "unit": "KG"}},
            [("exercises.0.targetWeight.value", "TOO_LARGE")],
        ),
        (
            {"mode": "DISTANCE", "target": {"distance": {"value": "0.00001", "unit": "KM"}}},
            [("exercises.0.target.distance.value", "TOO_SMALL")],
        ),
    ],
)
async def test_an_unusable_unit_is_refused_by_path(
    site: Site, member: Client, unit: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    squat = (await slugs(member))["squat"]
    before = await written(site)
    whole: dict[str, Any] = {name: unit[name] for name in ("name", "description") if name in unit}
    exercise = {name: value for name, value in unit.items() if name not in whole}
    sent = {"name": "Unit", "exercises": [{"exerciseId": squat, **exercise}], **whole}
    answer = (await member.data(CREATE_UNIT, input=sent))["createTrainingUnit"]
    assert issues(answer) == expected
    assert await written(site) == before


async def test_a_units_name_is_unique_among_its_owners(site: Site, member: Client) -> None:
    assert (await member.data(CREATE_UNIT, input={"name": "Push"}))["createTrainingUnit"]["trainingUnit"]
    before = await written(site)
    again = (await member.data(CREATE_UNIT, input={"name": "Push"}))["createTrainingUnit"]
    assert issues(again) == [("name", "TAKEN")]
    assert await written(site) == before
    other = await site.member()
    assert (await other.data(CREATE_UNIT, input={"name": "Push"}))["createTrainingUnit"]["trainingUnit"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"metric": {"seconds": 30}}, [("metric", "METRIC_MISMATCH")]),
        ({"metric": {"distance": {"value": "5", "unit": "KM"}}}, [("metric", "METRIC_MISMATCH")]),
        ({"metric": None}, [("metric", "METRIC_MISMATCH")]),
        ({"metric": {"reps": -1}}, [("metric.reps", "TOO_SMALL")]),
        ({"metric": {"reps": 1001}}, [("metric.reps", "TOO_LARGE")]),
        ({"weight": {"value": "-5", "unit": "KG"}}, [("weight.value", "TOO_SMALL")]),
        ({"weight": {"value": "100000", "unit": "KG"}}, [("weight.value", "TOO_LARGE")]),
        ({"weight": {"value": 1e15, "unit": "LB"}}, [("weight.value", "TOO_LARGE")]),
        ({"weight": {"value": "0.0004", "unit": "KG"}}, [("weight.value", "TOO_SMALL")]),
        ({"weight": {"value": "0.0005", "unit": "KG"}}, [("weight.value", "TOO_SMALL")]),
        ({"weight": {"value": "0.001", "unit": "LB"}}, [("weight.value", "TOO_SMALL")]),
        (
            {"metric": {"distance": {"value": "0.00003", "unit": "MI"}}},
            [("metric.distance.value", "TOO_SMALL")],
        ),
        ({"rpe": "10.5"}, [("rpe", "TOO_LARGE")]),
        ({"rpe": "8.25"}, [("rpe", "INVALID_FORMAT")]),
        ({"completedAt": "2199-01-01T00:00:00Z"}, [("completedAt", "TOO_LARGE")]),
        ({"completedAt": "0001-01-01T00:00:00Z"}, [("completedAt", "TOO_SMALL")]),
    ],
)
async def test_an_unusable_set_is_refused_by_path(
    site: Site, member: Client, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    _, squat, _ = await running(member)
    before = await written(site)
    sent = {"sessionExerciseId": squat, "metric": {"reps": 5}} | change
    assert issues((await member.data(LOG, input=sent))["logSet"]) == expected
    assert await written(site) == before


async def test_the_mode_rule_names_mode_and_metric(member: Client) -> None:
    _, _, plank = await running(member)
    answer = (await member.data(LOG, input={"sessionExerciseId": plank, "metric": {"reps": 5}}))["logSet"]
    assert issues(answer) == [("metric", "METRIC_MISMATCH")]
    assert answer["issues"][0]["message"] == "In the mode TIME a set has seconds; this one has reps."


async def test_a_sets_only_exercise_takes_a_set_without_a_metric_and_no_other(member: Client) -> None:
    session, _, _ = await running(member)
    squat = (await slugs(member))["squat"]
    add = {"sessionId": session, "exerciseId": squat, "mode": "SETS_ONLY"}
    added = (await member.data(ADD_EXERCISE, input=add))["addSessionExercise"]["sessionExercise"]
    assert added["mode"] == "SETS_ONLY"
    done = (await member.data(LOG, input={"sessionExerciseId": added["id"]}))["logSet"]["set"]
    assert (done["reps"], done["timeSeconds"], done["distance"]) == (None, None, None)
    sent = {"sessionExerciseId": added["id"], "metric": {"reps": 5}}
    assert issues((await member.data(LOG, input=sent))["logSet"]) == [("metric", "METRIC_MISMATCH")]


async def test_two_metrics_are_no_input(site: Site, member: Client) -> None:
    _, squat, _ = await running(member)
    before = await written(site)
    sent = {"sessionExerciseId": squat, "metric": {"reps": 5, "seconds": 30}}
    assert await member.codes(LOG, input=sent) == ["BAD_VALUE"]
    both = '{sessionExerciseId: "x", metric: {reps: 5, seconds: 3}}'
    literal = f"mutation {{ logSet(input: {both}) {{ __typename }} }}"
    assert await member.codes(literal) == ["VALIDATION_FAILED"]
    assert await written(site) == before


@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "-Infinity", "1e3", "", " 5", "5.", "٣", "1" * 40, True, None]
)
async def test_a_weight_that_is_no_number_is_no_input(site: Site, member: Client, value: object) -> None:
    _, squat, _ = await running(member)
    before = await written(site)
    sent = {"sessionExerciseId": squat, "metric": {"reps": 5}, "weight": {"value": value, "unit": "KG"}}
    assert await member.codes(LOG, input=sent) == ["BAD_VALUE"]
    if value is not None:
        (error,) = (await member.post(LOG, input=sent)).json()["errors"]
        assert "Expected a decimal number, finite, without exponent" in error["message"]
    assert await written(site) == before


async def test_a_weight_of_nothing_is_one(member: Client) -> None:
    _, squat, _ = await running(member)
    for zero in ("0", "0.0", "-0", 0):
        sent = {"sessionExerciseId": squat, "metric": {"reps": 5}, "weight": {"value": zero, "unit": "LB"}}
        assert (await member.data(LOG, input=sent))["logSet"]["set"]["weight"] == "0"


async def test_a_finished_session_takes_nothing_more(site: Site, member: Client) -> None:
    session, squat, _ = await running(member)
    done = (await member.data(FINISH, input={"sessionId": session}))["finishSession"]
    assert done["session"]["status"] == "COMPLETED"
    before = await written(site)
    late = (await member.data(LOG, input={"sessionExerciseId": squat, "metric": {"reps": 5}}))["logSet"]
    assert late == {
        "__typename": "ConflictProblem",
        "code": "CONFLICT",
        "current": {"id": session, "status": "COMPLETED"},
    }
    twice = (await member.data(FINISH, input={"sessionId": session}))["finishSession"]
    assert (twice["__typename"], twice["current"]["status"]) == ("ConflictProblem", "COMPLETED")
    assert await written(site) == before


async def test_a_session_cannot_end_before_it_began_or_in_the_future(site: Site, member: Client) -> None:
    session, _, _ = await running(member)
    before = await written(site)
    for end, code in (("2020-01-01T00:00:00Z", "TOO_SMALL"), ("2190-01-01T00:00:00Z", "TOO_LARGE")):
        answer = (await member.data(FINISH, input={"sessionId": session, "endTime": end}))["finishSession"]
        assert issues(answer) == [("endTime", code)]
    assert await member.codes(FINISH, input={"sessionId": session, "endTime": "2026-01-01T00:00:00"}) == [
        "BAD_VALUE"
    ]
    assert await written(site) == before


async def test_one_session_is_in_progress_unless_several_are_allowed(site: Site, member: Client) -> None:
    session, _, _ = await running(member)
    before = await written(site)
    free: dict[str, Any] = {"from": {"freestyle": {}}}
    second = (await member.data(START, input=free))["startSession"]
    assert (second["__typename"], second["current"]) == (
        "ConflictProblem",
        {"id": session, "__typename": "TrainingSession"},
    )
    assert await written(site) == before
    allowed = (await member.data(START, input=free | {"allowSeveral": True}))["startSession"]
    assert allowed["session"]["status"] == "IN_PROGRESS"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "EST5EDT4", "../etc/passwd", "nul\0"])
async def test_a_zone_must_be_known(member: Client, zone: str) -> None:
    assert await member.codes(START, input={"from": {"freestyle": {}}, "timeZone": zone}) == ["BAD_VALUE"]


async def test_somebody_elses_session_is_as_good_as_none(site: Site, member: Client) -> None:
    session, squat, _ = await running(member)
    unit = (await member.data("{ viewer { trainingUnits { nodes { id } } } }"))["viewer"]["trainingUnits"][
        "nodes"
    ][0]
    stranger = await site.member()
    before = await written(site)
    log = {"sessionExerciseId": squat, "metric": {"reps": 5}}
    assert (await stranger.data(LOG, input=log))["logSet"]["code"] == "NOT_FOUND"
    assert (await stranger.data(FINISH, input={"sessionId": session}))["finishSession"]["code"] == "NOT_FOUND"
    start = {"from": {"trainingUnitId": unit["id"]}}
    assert (await stranger.data(START, input=start))["startSession"]["code"] == "NOT_FOUND"
    missing = {"from": {"trainingUnitId": str(uuid.uuid4())}}
    assert (await stranger.data(START, input=missing))["startSession"]["code"] == "NOT_FOUND"
    nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    ids = [session, squat, unit["id"]]
    assert (await stranger.data(nodes, ids=ids))["nodes"] == [None, None, None]
    assert [node["id"] for node in (await member.data(nodes, ids=ids))["nodes"]] == ids
    assert await written(site) == before


async def test_signed_out_nothing_is_written_and_nothing_private_read(site: Site, anyone: Client) -> None:
    before = await written(site)
    for document, sent in (
        (CREATE_UNIT, {"name": "Unit"}),
        (START, {"from": {"freestyle": {}}}),
        (LOG, {"sessionExerciseId": str(uuid.uuid4())}),
        (FINISH, {"sessionId": str(uuid.uuid4())}),
        (ADD_EXERCISE, {"sessionId": str(uuid.uuid4()), "exerciseId": str(uuid.uuid4())}),
    ):
        assert await anyone.codes(document, input=sent) == ["UNAUTHENTICATED"]
    assert await anyone.data("{ viewer { id } }") == {"viewer": None}
    assert await written(site) == before


@pytest.mark.parametrize(
    "id_",
    ["", "x", "%%%", "VHJhaW5pbmdTZXNzaW9uOjE", "A" * 300, "nul\0", "Tm9wZTox", "VHJhaW5pbmdTZXQ6MDE", "é"],
)
async def test_a_malformed_id_is_a_bad_id(member: Client, id_: str) -> None:
    assert await member.codes(FINISH, input={"sessionId": id_}) == ["BAD_ID"]
    assert await member.codes("query ($id: ID!) { node(id: $id) { id } }", id=id_) in (
        ["BAD_ID"],
        ["BAD_VALUE"],
    )


async def test_an_id_of_another_type_is_a_bad_id(member: Client) -> None:
    squat = (await slugs(member))["squat"]
    assert await member.codes(FINISH, input={"sessionId": squat}) == ["BAD_ID"]


@pytest.mark.parametrize(
    ("typename", "key"),
    [
        ("Equipment", 0),
        ("Equipment", 2**15),
        ("TrainingUnitExercise", 2**31),
        ("TrainingSet", 2**63),
        ("TrainingSet", 10**40),
        ("Exercise", 5),
        ("TrainingSet", uuid.UUID(int=5)),
        ("Nothing", 5),
    ],
)
async def test_an_id_whose_key_cannot_be_is_a_bad_id(
    member: Client, typename: str, key: uuid.UUID | int
) -> None:
    document = "query ($id: ID!) { node(id: $id) { id } }"
    assert await member.codes(document, id=encode_id(typename, key)) == ["BAD_ID"]


@pytest.mark.parametrize(
    "moment", ["2026-02-30T10:00:00Z", "2026-02-01T10:00:00+24:00", "2026-02-01T25:00:00Z"]
)
async def test_a_moment_that_is_none_is_told_what_is_expected(member: Client, moment: str) -> None:
    answer = (await member.post(START, input={"from": {"freestyle": {}}, "startTime": moment})).json()
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "BAD_VALUE"}
    assert "RFC 3339" in error["message"]


async def test_a_bad_id_among_others_fails_alone(member: Client) -> None:
    session, squat, _ = await running(member)
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    answer = (await member.post(document, ids=[session, "no id", squat])).json()
    assert answer["data"]["nodes"] == [{"id": session}, None, {"id": squat}]
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]) == (["nodes", 1], {"code": "BAD_ID"})


async def test_the_greatest_key_of_a_type_is_merely_missing(member: Client) -> None:
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    ids = [encode_id("Equipment", 2**15 - 1), encode_id("TrainingSet", 2**63 - 1)]
    assert (await member.data(document, ids=ids))["nodes"] == [None, None]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("first: 101", "BAD_PAGE"),
        ("first: 0", "BAD_PAGE"),
        ("first: -1", "BAD_PAGE"),
        ("last: 101", "BAD_PAGE"),
        ("first: 5, last: 5", "BAD_PAGE"),
        ('after: "nonsense"', "BAD_CURSOR"),
        ('after: ""', "BAD_CURSOR"),
        ('before: "%%"', "BAD_CURSOR"),
    ],
)
async def test_a_page_that_cannot_be_is_refused(member: Client, arguments: str, code: str) -> None:
    assert await member.codes(f"{{ exercises({arguments}) {{ nodes {{ id }} }} }}") == [code]
    document = f"{{ viewer {{ trainingSessions({arguments}) {{ nodes {{ id }} }} }} }}"
    assert await member.codes(document) == [code]


async def test_a_cursor_of_another_list_is_refused(member: Client) -> None:
    page = await member.data("{ exercises(first: 1) { pageInfo { endCursor } } }")
    cursor = page["exercises"]["pageInfo"]["endCursor"]
    for other in (
        "exercises(after: $c, filter: {scope: SYSTEM})",
        'exercises(after: $c, search: "press")',
        "equipment(after: $c)",
    ):
        assert await member.codes(f"query ($c: String) {{ {other} {{ nodes {{ id }} }} }}", c=cursor) == [
            "BAD_CURSOR"
        ]


@pytest.mark.parametrize(
    ("field", "literal"),
    [
        ("startTime", '"yesterday"'),
        ("startTime", '"2026-02-30T00:00:00Z"'),
        ("startTime", '"0001-01-01T00:00:00+14:00"'),
        ("startTime", '"9999-12-31T23:59:59-14:00"'),
        ("startTime", '"2026-01-01T00:00:00+99:00"'),
        ("startTime", "1" * 5000),
        ("timeZone", '"Mars/Olympus"'),
        ("timeZone", "5"),
        ("notes", "7"),
    ],
)
async def test_an_unusable_value_is_refused_in_the_document_and_in_variables(
    member: Client, field: str, literal: str
) -> None:
    start = f"startSession(input: {{from: {{freestyle: {{}}}}, {field}: {literal}}})"
    inline = f"mutation {{ {start} {{ __typename }} }}"
    assert await member.codes(inline) == ["VALIDATION_FAILED"]
    if len(literal) < 100:
        sent = {"from": {"freestyle": {}}, field: json.loads(literal)}
        assert await member.codes(START, input=sent) == ["BAD_VALUE"]


@pytest.mark.parametrize("rpe", ["9" * 28, "9" * 29 + ".5", "1" + "0" * 29])
async def test_an_effort_of_many_digits_is_too_large(member: Client, rpe: str) -> None:
    _, squat, _ = await running(member)
    sent = {"sessionExerciseId": squat, "metric": {"reps": 5}, "rpe": rpe}
    assert ("rpe", "TOO_LARGE") in issues((await member.data(LOG, input=sent))["logSet"])


async def test_a_session_of_a_century_is_refused_where_its_end_is(member: Client) -> None:
    start = {"from": {"freestyle": {}}, "startTime": "1900-01-02T00:00:00Z"}
    session = (await member.data(START, input=start))["startSession"]["session"]
    answer = (await member.data(FINISH, input={"sessionId": session["id"]}))["finishSession"]
    assert issues(answer) == [("endTime", "TOO_LARGE")]
    in_time = {"sessionId": session["id"], "endTime": "1900-01-02T01:00:00Z"}
    assert (await member.data(FINISH, input=in_time))["finishSession"]["session"]["durationSeconds"] == 3600


@pytest.mark.parametrize("name", ["\u200b", "\ufeff \u200d", "\u202eabc", "\x9b31m"])
async def test_a_name_can_be_seen(member: Client, name: str) -> None:
    answer = (await member.data(CREATE_UNIT, input={"name": name}))["createTrainingUnit"]
    assert [path for path, _ in issues(answer)] == ["name"]
