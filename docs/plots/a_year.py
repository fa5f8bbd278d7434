"""Draws the year of an account, from what the API answers: the figures of `explanation/a-year-of-training`.

With a server that `uv run irontrack up` has started, and the password that it showed:

    DEMO_PASSWORD=… uv run docs/plots/a_year.py http://127.0.0.1:8000

Four files are written beside this one, or into the folder that is named as well.
"""

from __future__ import annotations

import io
import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import fmean
from typing import Any, Final

import httpx
import matplotlib as mpl
from matplotlib.figure import Figure

EMAIL: Final = "demo@irontrack.example"
LIFTS: Final = ("barbell-back-squat", "barbell-bench-press", "barbell-deadlift")
MUSCLES: Final = 8
WEEKS: Final = 52

SIGN_IN: Final = """
    mutation SignIn($input: SignInInput!) { signIn(input: $input) { __typename ... on Problem { message } } }
"""
YEAR: Final = """
    query Year($range: DateRangeInput!, $first: Int!, $second: Int!, $weeks: Int!) {
      viewer {
        analytics {
          first: activityCalendar(year: $first) { days { date sessions minutes } }
          second: activityCalendar(year: $second) { days { date sessions minutes } streaks { longest } }
          runSummary(range: $range) { weeks { start distance } }
          muscleVolume(weeks: $weeks) { muscle { name } hardSets weeks { start hardSets } }
        }
      }
    }
"""
LIFT: Final = "query Lift($slug: String!) { exercise(by: {slug: $slug}) { id name } }"
PROGRESS: Final = """
    query Progress($exercise: ID!, $range: DateRangeInput!) {
      viewer {
        analytics { exerciseProgress(exercise: $exercise, range: $range) { points { date oneRepMax } } }
      }
    }
"""


def main(address: str, folder: Path, password: str) -> None:
    """Ask the server, and write the figures into the folder."""
    with httpx.Client(base_url=address, timeout=30) as client:
        answer = ask(client, SIGN_IN, input={"email": EMAIL, "password": password})["signIn"]
        if answer["__typename"] != "SignInPayload":
            sys.exit(answer["message"])
        last = datetime.now(UTC).date() - timedelta(days=1)
        first = last - timedelta(weeks=WEEKS) + timedelta(days=1)
        year, lifts = ask_year(client, first, last), ask_lifts(client, first, last)
    # The same answers give the same bytes: no random ids, and letters stay letters.
    mpl.rcParams |= {"svg.hashsalt": "irontrack", "svg.fonttype": "none", "font.size": 9}
    figures = {
        "calendar": draw_calendar(year["first"]["days"] + year["second"]["days"], first, last),
        "weekly-distance": draw_distance(year["runSummary"]["weeks"]),
        "estimated-maxima": draw_lifts(lifts),
        "muscle-volume": draw_muscles(year["muscleVolume"]),
    }
    for name, figure in figures.items():
        drawing = io.StringIO()
        figure.savefig(drawing, format="svg", bbox_inches="tight", metadata={"Date": None})
        lines = (line.rstrip() for line in drawing.getvalue().splitlines())
        (folder / f"{name}.svg").write_text("\n".join(lines) + "\n", "utf-8")


def ask(client: httpx.Client, document: str, **variables: Any) -> Any:  # noqa: ANN401 - as JSON has it
    """Send a document, and return its data."""
    answer = client.post("/graphql", json={"query": document, "variables": variables}).json()
    if "errors" in answer:
        sys.exit(answer["errors"][0]["message"])
    return answer["data"]


def ask_year(client: httpx.Client, first: date, last: date) -> Any:  # noqa: ANN401
    """Return what the analytics say of the year."""
    span = {"from": f"{first}", "to": f"{last}"}
    answer = ask(client, YEAR, range=span, first=first.year, second=last.year, weeks=WEEKS)
    return answer["viewer"]["analytics"]


def ask_lifts(client: httpx.Client, first: date, last: date) -> dict[str, list[Any]]:
    """Return the points of each lift's progress, by its name."""
    span = {"from": f"{first}", "to": f"{last}"}
    lifts = {}
    for slug in LIFTS:
        exercise = ask(client, LIFT, slug=slug)["exercise"]
        answer = ask(client, PROGRESS, exercise=exercise["id"], range=span)
        lifts[exercise["name"]] = answer["viewer"]["analytics"]["exerciseProgress"]["points"]
    return lifts


def draw_calendar(days: list[Any], first: date, last: date) -> Figure:
    """Draw a square for each day, darker for longer training; weeks from left to right."""
    monday = first - timedelta(days=first.weekday())
    minutes = {date.fromisoformat(day["date"]): day["minutes"] for day in days}
    figure = Figure(figsize=(9, 1.8), facecolor="white")
    axes = figure.subplots()
    span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    grid = [[float("nan")] * ((last - monday).days // 7 + 1) for _ in range(7)]
    for day in span:
        grid[day.weekday()][(day - monday).days // 7] = minutes.get(day, 0)
    image = axes.pcolormesh(grid, cmap="Greens", edgecolors="white", linewidth=1.5, vmin=0)
    axes.invert_yaxis()
    axes.set_aspect("equal")
    axes.set_yticks([0.5, 2.5, 4.5, 6.5], ["Mon", "Wed", "Fri", "Sun"])
    firsts = [day for day in span if day.day == 1]
    axes.set_xticks([(day - monday).days / 7 for day in firsts], [f"{day:%b}" for day in firsts])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    figure.colorbar(image, ax=axes, label="minutes", shrink=0.8, pad=0.02)
    return figure


def draw_distance(weeks: list[Any]) -> Figure:
    """Draw a bar for each week, and the mean of four."""
    starts = [date.fromisoformat(week["start"]) for week in weeks]
    distances = [float(week["distance"]) for week in weeks]
    figure, axes = _axes("kilometres a week")
    axes.bar(starts, distances, width=5.5, color="#7fb3d5", label="distance")
    means = [fmean(distances[max(0, number - 3) : number + 1]) for number in range(len(distances))]
    axes.plot(starts, means, color="#1a5276", label="mean of four weeks")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False, loc="upper left")
    return figure


def draw_lifts(lifts: dict[str, list[Any]]) -> Figure:
    """Draw a line for each lift; sessions that allow no estimate are left out."""
    figure, axes = _axes("estimated maximum (Epley), kg")
    for name, points in lifts.items():
        known = [point for point in points if point["oneRepMax"]]
        dates = [date.fromisoformat(point["date"]) for point in known]
        axes.plot(dates, [float(point["oneRepMax"]) for point in known], marker=".", label=name)
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def draw_muscles(muscles: list[Any]) -> Figure:
    """Draw the muscles with the most hard sets, stacked by week."""
    known = sorted((each for each in muscles if each["muscle"]), key=lambda each: -float(each["hardSets"]))
    figure, axes = _axes("hard sets a week")
    starts = [date.fromisoformat(week["start"]) for week in known[0]["weeks"]]
    rows = [[float(week["hardSets"]) for week in each["weeks"]] for each in known[:MUSCLES]]
    axes.stackplot(starts, rows, labels=[each["muscle"]["name"] for each in known[:MUSCLES]])
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
    return figure


def _axes(label: str) -> tuple[Figure, Any]:
    figure = Figure(figsize=(8, 3), facecolor="white")
    axes = figure.subplots()
    axes.set_ylabel(label)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


if __name__ == "__main__":
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent  # noqa: PLR2004 - the second
    main(sys.argv[1], folder, os.environ["DEMO_PASSWORD"])
