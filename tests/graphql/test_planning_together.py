"""Plans of somebody else: who may do what, and many at the same time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from administrators import superuser
from clients import PASSWORD, opened
from planning import (
    MUTATIONS,
    STATE,
    days,
    does,
    done,
    grant,
    grantee,
    issues,
    own_units,
    plan,
    seen,
    share,
    unit,
)
from sign_ins import execute, value
from sqlalchemy import text
from training import CREATE_UNIT

from irontrack.graphql.relay import decode_any_id
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from clients import Client, Site

    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

EDITORS = 50


@pytest.fixture
async def site(settings: Settings, catalogue: None) -> AsyncIterator[Site]:  # noqa: ARG001 - must be there
    """An application in which fifty may wait for each other on a busy machine."""
    patient = msgspec.structs.replace(settings, database_pool_timeout_seconds=30)
    async with opened(patient) as running:
        yield running


def edits(made: Any, push: str) -> dict[str, dict[str, Any]]:
    """Return an input for every mutation of a plan's content, to be sent in this order."""
    on_plan, place = {"planId": made["id"]}, made["units"][0]["id"]
    return {
        "updateTrainingPlan": {"id": made["id"], "description": "Changed"},
        "scheduleUnit": {**on_plan, "unitId": push, "dayNumber": 3},
        "duplicatePlanWeek": {**on_plan, "week": 1},
        "moveScheduledUnit": {**on_plan, "planUnitId": place, "dayNumber": 9},
        "reorderPlanDay": {**on_plan, "dayNumber": 9, "planUnitIds": [place]},
        "unscheduleUnit": {**on_plan, "planUnitId": place},
    }


async def test_who_may_write_changes_the_content_and_never_deletes(site: Site, member: Client) -> None:
    push = await unit(member)
    made = await plan(member, (1, push))
    writer = await grantee(site, made["id"], "write")
    for version, (field, sent) in enumerate(edits(made, push).items(), start=1):
        answer = await done(writer, field, **sent, version=min(version, 5))
        assert answer["trainingPlan"]["id"] == made["id"]
    assert days(await seen(member, made["id"])) == [(3, "Push"), (8, "Push"), (10, "Push")]
    before = await value(site, STATE)
    assert (await does(writer, "deleteTrainingPlan", id=made["id"]))["__typename"] == "ForbiddenProblem"
    assert await value(site, STATE) == before


async def test_who_may_read_changes_nothing_and_whoever_may_not_finds_nothing(
    site: Site, member: Client
) -> None:
    push = await unit(member)
    made = await plan(member, (1, push))
    reader, stranger = await grantee(site, made["id"], "read"), await site.member()
    writer_of_before = await grantee(site, made["id"], "write")
    before = await value(site, STATE)
    inputs = {**edits(made, push), "deleteTrainingPlan": {"id": made["id"]}}
    for field, sent in inputs.items():
        assert (await does(reader, field, **sent))["__typename"] == "ForbiddenProblem"
        assert (await does(stranger, field, **sent))["__typename"] == "NotFoundProblem"
    assert await value(site, STATE) == before
    await share(site, made["id"], "public")  # grants count only while it is shared
    before = await value(site, STATE)
    for field, sent in inputs.items():
        for client in (reader, stranger, writer_of_before):
            assert (await does(client, field, **sent))["__typename"] == "ForbiddenProblem"
    assert await value(site, STATE) == before
    await share(site, made["id"], "private")
    for client in (reader, stranger, writer_of_before):
        assert (await does(client, "scheduleUnit", **inputs["scheduleUnit"]))["__typename"] == (
            "NotFoundProblem"
        )


async def test_who_may_write_schedules_only_what_the_plans_readers_can_see_already(
    site: Site, member: Client
) -> None:
    push, hidden, public = [await unit(member, name) for name in ("Push", "Hidden", "Public")]
    lent, carried = await unit(member, "Lent"), await unit(member, "Carried")
    await share(site, public, "public")
    made = await plan(member, (1, push))
    writer, third = await grantee(site, made["id"], "write"), await site.member()
    own, foreign = await unit(writer, "Own"), await unit(third, "Foreign")
    await share(site, foreign, "public")
    other = await plan(member, (1, carried), name="Other")
    for shared in (lent, other["id"]):
        await share(site, shared, "shared")
        await grant(site, shared, writer)
    before = await value(site, STATE)
    sent = {"planId": made["id"], "dayNumber": 2}
    for unit_id, code in (
        (hidden, "UNKNOWN"),
        (str(new_id()), "UNKNOWN"),
        (own, "NOT_ALLOWED"),
        (foreign, "NOT_ALLOWED"),
        (lent, "NOT_ALLOWED"),
        (carried, "NOT_ALLOWED"),
    ):
        refused = await does(writer, "scheduleUnit", **sent, unitId=unit_id)
        assert issues(refused) == [("unitId", code)]
    assert await value(site, STATE) == before
    for unit_id in (push, public):
        assert (await done(writer, "scheduleUnit", **sent, unitId=unit_id))["planUnit"]["unit"][
            "id"
        ] == unit_id
    assert (await own_units(member)).keys() == {"Push", "Hidden", "Public", "Lent", "Carried"}
    assert (await own_units(writer)).keys() == {"Own"}


async def test_only_the_owner_gives_another_name(site: Site, member: Client) -> None:
    """That a name is taken would tell what else the owner has."""
    push = await unit(member, "Push")
    await unit(member, "Secret unit")
    made = await plan(member, (1, push))
    await plan(member, name="Secret plan")
    writer = await grantee(site, made["id"], "write")
    await share(site, push, "shared")
    await grant(site, push, writer, "write")
    before = await value(site, STATE)
    rename = "mutation ($input: UpdateTrainingUnitInput!) { updateTrainingUnit(input: $input) { ...on "
    rename += "ValidationProblem { __typename issues { path code } } } }"
    for name in ("Secret unit", "Secret plan", "Fresh"):
        refused = await does(writer, "updateTrainingPlan", id=made["id"], name=name)
        assert issues(refused) == [("name", "NOT_ALLOWED")]
        answer = await writer.data(rename, input={"id": push, "name": name})
        assert issues(answer["updateTrainingUnit"]) == [("name", "NOT_ALLOWED")]
    assert await value(site, STATE) == before
    same = await done(writer, "updateTrainingPlan", id=made["id"], name=made["name"], description="Ours")
    assert same["trainingPlan"]["description"] == "Ours"


async def test_a_deletion_waits_for_whoever_schedules_a_copy_of_ones_own_and_goes_on(
    site: Site, member: Client
) -> None:
    """Who schedules holds the copy and wants the unit; the deletion would hold the unit and want the copy."""
    other = await site.member()
    push = await unit(member, "Push")
    original = await plan(member, (1, push))
    for shared in (push, original["id"]):
        await share(site, shared, "shared")
        await grant(site, shared, other)
    copy = (await done(other, "copyTrainingPlan", planId=original["id"]))["trainingPlan"]
    async with site.app.state.resources.database.transaction() as db:
        held = "SELECT FROM training_plans WHERE id = :id FOR NO KEY UPDATE"
        await db.execute(text(held), {"id": decode_any_id(copy["id"])[1]})
        delete = "mutation ($input: DeleteMyAccountInput!) { deleteMyAccount(input: $input) { __typename } }"
        going = asyncio.create_task(member.data(delete, input={"currentPassword": PASSWORD}))
        await asyncio.sleep(0.5)
        assert not going.done()
        wanted = "SELECT FROM training_units WHERE id = :id FOR KEY SHARE NOWAIT"
        await db.execute(text(wanted), {"id": decode_any_id(push)[1]})
    assert await going == {"deleteMyAccount": {"__typename": "DeleteMyAccountPayload"}}
    assert (await seen(other, copy["id"]))["copiedFrom"] is None


async def test_a_retry_of_whoever_lost_the_grant_tells_nothing(site: Site, member: Client) -> None:
    push = await unit(member)
    made = await plan(member, (1, push))
    writer = await grantee(site, made["id"], "write")
    sent = {"planId": made["id"], "unitId": push, "dayNumber": 2, "clientId": str(new_id())}
    await done(writer, "scheduleUnit", **sent)
    await share(site, made["id"], "private")
    assert (await does(writer, "scheduleUnit", **sent))["__typename"] == "NotFoundProblem"


async def test_a_client_id_of_somebody_else_in_the_plan_is_taken(site: Site, member: Client) -> None:
    push = await unit(member)
    made = await plan(member, (1, push))
    writer = await grantee(site, made["id"], "write")
    sent = {"planId": made["id"], "unitId": push, "dayNumber": 2, "clientId": str(new_id())}
    await done(member, "scheduleUnit", **sent)
    refused = await does(writer, "scheduleUnit", **sent)
    assert (refused["__typename"], refused["current"]) == ("ConflictProblem", None)


async def test_superusers_change_the_systems_plans_with_its_units(site: Site, member: Client) -> None:
    admin = (await superuser(site)).client
    push, pull = await unit(member), await unit(member, "Pull")
    own = await unit(admin, "Own")
    made = await plan(member, (1, push))
    for template in (push, pull, made["id"]):
        typename, key = decode_any_id(template)
        table = {"TrainingUnit": "training_units", "TrainingPlan": "training_plans"}[typename]
        await execute(
            site,
            f"UPDATE {table} SET created_by = NULL, is_system_default = true WHERE id = :id",  # noqa: S608 - our own tables
            id=key,
        )
    before = await value(site, STATE)
    for field, sent in edits(made, pull).items():
        assert (await does(member, field, **sent))["__typename"] == "ForbiddenProblem"
    refused = await does(admin, "scheduleUnit", planId=made["id"], unitId=own, dayNumber=1)
    assert issues(refused) == [("unitId", "NOT_ALLOWED")]
    assert await value(site, STATE) == before
    for field, sent in edits(made, pull).items():
        assert (await done(admin, field, **sent))["trainingPlan"]["isSystem"]
    copy = (await done(member, "copyTrainingPlan", planId=made["id"]))["trainingPlan"]
    assert (copy["isSystem"], copy["sharingStatus"]) == (False, "PRIVATE")
    assert (await own_units(member)).keys() == {"Pull", "Push"}
    assert (await does(member, "deleteTrainingPlan", id=made["id"]))["__typename"] == "ForbiddenProblem"
    await done(admin, "deleteTrainingPlan", id=made["id"])


async def test_a_superuser_is_nobody_to_other_peoples_plans(site: Site, member: Client) -> None:
    admin = (await superuser(site)).client
    push = await unit(member)
    made = await plan(member, (1, push))
    for field, sent in edits(made, push).items():
        assert (await does(admin, field, **sent))["__typename"] == "NotFoundProblem"
    await share(site, made["id"], "public")
    for field, sent in edits(made, push).items():
        assert (await does(admin, field, **sent))["__typename"] == "ForbiddenProblem"


async def test_of_fifty_editors_of_one_version_one_wins(site: Site, member: Client) -> None:
    push = await unit(member)
    made = await plan(member, (1, push))
    writer = await grantee(site, made["id"], "write")
    for version, (field, sent) in enumerate(
        (
            ("updateTrainingPlan", {"id": made["id"]}),
            ("scheduleUnit", {"planId": made["id"], "unitId": push, "dayNumber": 2}),
            ("duplicatePlanWeek", {"planId": made["id"], "week": 1}),
        ),
        start=1,
    ):
        texts = [{"description": f"N {number}"} if "id" in sent else {} for number in range(EDITORS)]
        answers = await asyncio.gather(
            *(
                does(client, field, **sent, **text, version=version)
                for client, text in zip([member, writer] * (EDITORS // 2), texts, strict=True)
            )
        )
        kinds = sorted(answer["__typename"] for answer in answers)
        assert kinds.count("ConflictProblem") == EDITORS - 1
        assert sum(kind.endswith("Payload") for kind in kinds) == 1
        currents = {answer["current"]["version"] for answer in answers if "current" in answer}
        assert currents == {version + 1}
    assert (await seen(member, made["id"]))["version"] == 4


async def test_fifty_who_schedule_move_and_reorder_at_once_lose_nothing(site: Site, member: Client) -> None:
    push = await unit(member)
    made = await plan(member, *((1, push) for _ in range(8)))
    places = [place["id"] for place in made["units"]]
    writer = await grantee(site, made["id"], "write")
    on_plan = {"planId": made["id"]}

    def edit(number: int) -> tuple[str, dict[str, Any]]:
        kinds: tuple[tuple[str, dict[str, Any]], ...] = (
            ("scheduleUnit", {"unitId": push, "dayNumber": 2, "position": number % 3}),
            ("moveScheduledUnit", {"planUnitId": places[number % 8], "dayNumber": 1, "position": number % 5}),
            ("moveScheduledUnit", {"planUnitId": places[number % 8], "dayNumber": 1 + number % 2}),
            ("reorderPlanDay", {"dayNumber": 1, "planUnitIds": places[number % 8 :] + places[: number % 8]}),
            ("updateTrainingPlan", {"description": f"N {number}"}),
        )
        field, sent = kinds[number % 5]
        return field, {**({"id": made["id"]} if field == "updateTrainingPlan" else on_plan), **sent}

    asked = [edit(number) for number in range(EDITORS)]
    answers = await asyncio.gather(
        *(does((member, writer)[number % 2], field, **sent) for number, (field, sent) in enumerate(asked))
    )
    refused = [answer for answer in answers if not answer["__typename"].endswith("Payload")]
    # A new order that was made for another day than it has become names what is not there, or too few.
    assert {answer["__typename"] for answer in refused} <= {"ValidationProblem", "ConflictProblem"}
    assert all(
        field == "reorderPlanDay"
        for (field, _), answer in zip(asked, answers, strict=True)
        if answer in refused
    )
    now = await seen(member, made["id"])
    assert {place["id"] for place in now["units"]} >= set(places)
    assert now["unitCount"] == 18
    seats = [(place["dayNumber"], place["orderIndex"]) for place in now["units"]]
    assert seats == sorted(set(seats))
    assert min(index for _, index in seats) >= 0


async def test_of_concurrent_new_orders_one_is_left_whole(member: Client) -> None:
    push = await unit(member)
    made = await plan(member, *((1, push) for _ in range(20)))
    places = [place["id"] for place in made["units"]]
    orders = [places[number:] + places[:number] for number in range(20)]
    answers = await asyncio.gather(
        *(
            does(member, "reorderPlanDay", planId=made["id"], dayNumber=1, planUnitIds=order)
            for order in orders
        )
    )
    assert {answer["__typename"] for answer in answers} == {"ReorderPlanDayPayload"}
    assert [place["id"] for place in (await seen(member, made["id"]))["units"]] in orders


async def test_the_same_under_one_id_at_once_is_scheduled_once(site: Site, member: Client) -> None:
    foreign = await unit(await site.member())
    await share(site, foreign, "public")
    made = await plan(member)
    sent = {"planId": made["id"], "unitId": foreign, "dayNumber": 1, "clientId": str(new_id())}
    answers = await asyncio.gather(*(done(member, "scheduleUnit", **sent) for _ in range(20)))
    assert len({answer["planUnit"]["id"] for answer in answers}) == 1
    assert days(await seen(member, made["id"])) == [(1, "Push")]
    assert (await own_units(member)).keys() == {"Push"}


async def test_copies_of_units_and_new_plans_at_once_find_names(site: Site, member: Client) -> None:
    author = await site.member()
    units = [await unit(author, name) for name in ("Push", "Pull", "Legs")]
    source = await plan(author, *((1, id_) for id_ in units))
    for template in (*units, source["id"]):
        await share(site, template, "public")
    made = await plan(member)
    answers = await asyncio.gather(
        *(
            request
            for number in range(8)
            for request in (
                does(member, "scheduleUnit", planId=made["id"], unitId=units[number % 3], dayNumber=1),
                does(member, "copyTrainingPlan", planId=source["id"]),
                does(
                    member,
                    "createTrainingPlan",
                    name=f"New {number}",
                    difficultyLevel="EXPERT",
                    units=[{"dayNumber": 1, "unitId": id_} for id_ in reversed(units)],
                ),
                member.data(CREATE_UNIT, input={"name": f"Push ({number + 2})"}),
            )
        )
    )
    made_units = [answer.pop("createTrainingUnit") for answer in answers if "createTrainingUnit" in answer]
    kinds = {answer["__typename"] for answer in answers if answer}
    assert kinds == {"ScheduleUnitPayload", "CopyTrainingPlanPayload", "CreateTrainingPlanPayload"}
    # A copy may have been quicker to take the name that somebody wanted.
    count = sum(answer["__typename"] == "CreateTrainingUnitPayload" for answer in made_units)
    assert len(await own_units(member)) == 8 * (1 + 3 + 3) + count


async def test_a_unit_that_goes_while_it_is_scheduled_is_there_or_not(site: Site, member: Client) -> None:
    made = await plan(member)
    for number in range(10):
        push = await unit(member, f"Unit {number}")
        key = decode_any_id(push)[1]
        sent = {"planId": made["id"], "unitId": push, "dayNumber": 1}
        # As a deletion does: the unit is held, nothing uses it, it goes.
        answers = await asyncio.gather(
            does(member, "scheduleUnit", **sent),
            delete_unused(site, key),
            does(member, "scheduleUnit", **sent),
            does(member, "moveScheduledUnit", planId=made["id"], planUnitId=str(new_id()), dayNumber=1),
        )
        is_there = await value(site, "SELECT count(*) FROM training_units WHERE id = :id", id=key) == 1
        kinds = {answers[0]["__typename"], answers[2]["__typename"]}
        if is_there:
            assert kinds == {"ScheduleUnitPayload"}
        else:
            assert kinds == {"ValidationProblem"}
    now = await seen(member, made["id"])
    assert all(place["unit"]["name"] for place in now["units"])


async def test_a_plan_that_goes_while_it_is_changed_is_there_or_not(site: Site, member: Client) -> None:
    push = await unit(member)
    for _ in range(5):
        made = await plan(member, (1, push))
        writer = await grantee(site, made["id"], "write")
        outcomes = await asyncio.gather(
            *(outcome(writer, field, **sent) for field, sent in edits(made, push).items()),
            outcome(member, "copyTrainingPlan", planId=made["id"]),
            outcome(member, "deleteTrainingPlan", id=made["id"]),
            outcome(member, "deleteTrainingPlan", id=made["id"]),
        )
        assert set(outcomes[-2:]) == {"DeleteTrainingPlanPayload", "NotFoundProblem"}
        # Changed in time, its units may be gone before they are read for the answer.
        other = {"NotFoundProblem", "ValidationProblem", "UNAVAILABLE"}
        assert {told for told in outcomes[:-2] if not told.endswith("Payload")} <= other
        assert await seen(member, made["id"]) is None


async def outcome(client: Client, field: str, **sent: Any) -> str:
    """Send one of `MUTATIONS`, and return the type of its result, or the code of the error."""
    answer = (await client.post(MUTATIONS[field], input=sent)).json()
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    return str(answer["data"][field]["__typename"])


async def test_an_account_that_goes_while_its_plan_is_changed_leaves_no_fault(site: Site) -> None:
    for _ in range(3):
        author, guest = await site.member(), await site.member()
        foreign = await unit(guest)
        await share(site, foreign, "public")
        push = await unit(author)
        made = await plan(author, (1, push))
        writer = await grantee(site, made["id"], "write")
        gone = (
            'mutation { deleteMyAccount(input: {currentPassword: "correct horse battery"}) { __typename } }'
        )
        answers = await asyncio.gather(
            author.post(gone),
            *(
                writer.post(MUTATION, input={"planId": made["id"], "unitId": push, "dayNumber": 2})
                for _ in range(5)
            ),
            *(
                author.post(MUTATION, input={"planId": made["id"], "unitId": foreign, "dayNumber": 2})
                for _ in range(5)
            ),
            author.post(COPY, input={"planId": made["id"]}),
        )
        assert answers[0].json()["data"]["deleteMyAccount"]["__typename"] == "DeleteMyAccountPayload"
        for answer in answers:
            codes = {error["extensions"]["code"] for error in answer.json().get("errors", [])}
            assert codes <= {"UNAUTHENTICATED"}, answer.text


MUTATION = "mutation ($input: ScheduleUnitInput!) { scheduleUnit(input: $input) { __typename } }"
COPY = "mutation ($input: CopyTrainingPlanInput!) { copyTrainingPlan(input: $input) { __typename } }"


async def delete_unused(site: Site, key: object) -> None:
    """Delete a unit that no plan uses, in the order of locks that every deletion keeps to."""
    held = text("SELECT id FROM training_units WHERE id = :id FOR UPDATE")
    deleted = text(
        "DELETE FROM training_units WHERE id = :id AND NOT EXISTS "
        "(SELECT FROM training_plan_units WHERE training_unit_id = :id)"
    )
    async with site.app.state.resources.database.transaction() as db:
        for statement in (held, deleted):
            await db.execute(statement, {"id": key})
