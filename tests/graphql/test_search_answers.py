"""What comes first when somebody looks for an exercise of the catalogue, as a trainer would expect it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from exercising import does, made

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio

FOUND = "query ($words: String) { exercises(search: $words, first: 100) { totalCount nodes { name } } }"
PAGE = """
    query ($words: String, $after: String) {
      exercises(search: $words, first: 7, after: $after) {
        nodes { name } pageInfo { hasNextPage endCursor }
      }
    }
"""
FIRST = {
    # One word
    "squat": "Barbell Back Squat",
    "bench": "Barbell Bench Press",
    "row": "Barbell Bent-Over Row",
    "press": "Barbell Overhead Press",
    "lunge": "Body-Weight Lunge",
    "running": "Easy Run",
    "run": "Easy Run",
    "jogging": "Easy Run",
    "walk": "Brisk Walk",
    "curl": "Barbell Curl",
    "deadlift": "Barbell Deadlift",
    "plank": "Plank",
    "treadmill": "Treadmill Run",
    "calf": "Standing Calf Raise",
    "clean": "Clean",
    "snatch": "Snatch",
    # The begin or the end of a word
    "tricep": "Cable Triceps Pushdown",
    "bicep": "Dumbbell Biceps Curl",
    "lat raise": "Dumbbell Lateral Raise",
    # What is written together, or not
    "dead lift": "Barbell Deadlift",
    "hyper extension": "45-Degree Back Extension",
    "cable cross over": "Cable Fly",
    "lat pull down": "Wide-Grip Lat Pulldown",
    "pushup": "Push-Up",
    "pushups": "Push-Up",
    "push up": "Push-Up",
    "pullup": "Pull-Up",
    "chinup": "Chin-Up",
    "situp": "Sit-Up",
    "benchpress": "Barbell Bench Press",
    # What trainers abbreviate
    "ohp": "Barbell Overhead Press",
    "rdl": "Barbell Romanian Deadlift",
    "db row": "One-Arm Dumbbell Row",
    "db bench": "Dumbbell Bench Press",
    "db press": "Seated Dumbbell Shoulder Press",
    "DB Curl": "Dumbbell Biceps Curl",
    "bb squat": "Barbell Back Squat",
    "kb swing": "Two-Hand Kettlebell Swing",
    "bw squat": "Body-Weight Squat",
    "db rdl": "Dumbbell Romanian Deadlift",
    "sl rdl": "Dumbbell Single-Leg Romanian Deadlift",
    # More words, in any order
    "leg curl": "Lying Leg Curl",
    "leg press": "Leg Press",
    "front squat": "Barbell Front Squat",
    "lat pulldown": "Wide-Grip Lat Pulldown",
    "hip thrust": "Barbell Hip Thrust",
    "BENCH press barbell": "Barbell Bench Press",
    # Typing errors
    "benhc pres": "Barbell Bench Press",
    "barbel bak squat": "Barbell Back Squat",
    "front sqaut barbell": "Barbell Front Squat",
    "easy runn": "Easy Run",
    "sqaut": "Barbell Back Squat",
    "plnak": "Plank",
    "crul": "Barbell Curl",
    "rwo": "Barbell Bent-Over Row",
    "deadlfit": "Barbell Deadlift",
    "dumbell curl": "Dumbbell Biceps Curl",
}


async def found(client: Client, words: str) -> list[str]:
    nodes = (await client.data(FOUND, words=words))["exercises"]["nodes"]
    return [exercise["name"] for exercise in nodes]


@pytest.mark.parametrize(("words", "expected"), FIRST.items())
async def test_what_is_meant_comes_first(anyone: Client, words: str, expected: str) -> None:
    assert (await found(anyone, words))[0] == expected


async def test_what_a_word_names_comes_before_what_only_a_few_know(anyone: Client) -> None:
    assert (await found(anyone, "squat"))[:2] == ["Barbell Back Squat", "Body-Weight Squat"]
    assert {"Barbell Bench Press", "Barbell Overhead Press"} <= set((await found(anyone, "press"))[:4])
    assert set((await found(anyone, "stretch hamstring"))[:2]) == {
        "Standing Hamstring Stretch",
        "Seated Hamstring Stretch",
    }
    assert all("Squat" in name for name in (await found(anyone, "sqaut"))[:5])


async def test_an_exact_name_comes_before_a_better_known_one(anyone: Client) -> None:
    for name in ("Anderson Squat", "Larsen Press", "Kroc Row", "Spoto Press", "Deficit Pendlay Row"):
        assert (await found(anyone, name))[0] == name
        assert (await found(anyone, name.lower()))[0] == name


@pytest.mark.parametrize("words", ["xyzzy", "qqqqq", "asdfgh", "%", "_", "%%%", "zzxx qqww", "\u200b", "💪"])
async def test_nonsense_finds_nothing(anyone: Client, words: str) -> None:
    answer = (await anyone.data(FOUND, words=words))["exercises"]
    assert answer == {"totalCount": 0, "nodes": []}


async def test_a_search_of_many_words_or_one_long_word_is_answered(anyone: Client) -> None:
    assert await found(anyone, " ".join("abcdefghijklmnopqrstuvwxyz" * 2)[:100]) == []
    assert await found(anyone, "x" * 100) == []
    assert (await found(anyone, "squat " * 16))[0] == "Barbell Back Squat"


async def test_an_exercise_that_is_named_with_an_abbreviation_is_found_by_it(member: Client) -> None:
    own = await made(member, name="DB Slalom")
    assert (await found(member, "db slalom"))[0] == "DB Slalom"
    await does(member, "deleteExercise", id=own["id"])


async def test_pages_of_a_search_are_one_list(anyone: Client) -> None:
    names: list[str] = []
    sent: dict[str, Any] = {"words": "squat", "after": None}
    while True:
        page = (await anyone.data(PAGE, **sent))["exercises"]
        names += [exercise["name"] for exercise in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        sent["after"] = page["pageInfo"]["endCursor"]
    assert names[:100] == await found(anyone, "squat")
    assert len(names) == len(set(names)) <= 200
