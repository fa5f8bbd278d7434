"""Logs to be analysed, as a client would record them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from logging_sets import done
from training import slugs

if TYPE_CHECKING:
    from clients import Client


async def workout(
    client: Client, date: str, sets: dict[str, list[dict[str, Any]]], *, minutes: int = 60, **more: Any
) -> Any:
    """Record a completed session on a date, at noon in UTC; sets by their exercise's alias, or its id."""
    found = await slugs(client)
    start = datetime.fromisoformat(date if "T" in date else f"{date}T12:00:00+00:00")
    sent = {
        "startTime": start.isoformat(),
        "endTime": (start + timedelta(minutes=minutes)).isoformat(),
        "timeZone": "Europe/Berlin",
        "exercises": [{"exerciseId": found.get(alias, alias), "sets": each} for alias, each in sets.items()],
        **more,
    }
    return (await done(client, "recordSession", **sent))["session"]


def lift(reps: int, weight: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a set of repetitions as an input has it; the weight in kilograms."""
    sent = {} if weight is None else {"weight": {"value": weight, "unit": "KG"}}
    return {"metric": {"reps": reps}, **sent, **more}


def held(seconds: int) -> dict[str, Any]:
    """Return a set of some seconds as an input has it."""
    return {"metric": {"seconds": seconds}}


def went(km: str) -> dict[str, Any]:
    """Return a set of some kilometres as an input has it."""
    return {"metric": {"distance": {"value": km, "unit": "KM"}}}


def kg(value: str) -> dict[str, str]:
    """Return a weight as an input has it."""
    return {"value": value, "unit": "KG"}


async def analysed(client: Client, selection: str, **variables: Any) -> Any:
    """Return a selection of `analytics`; its variables are a range and an exercise."""
    kinds = {"range": "DateRangeInput!", "exercise": "ID!"}
    declared = ", ".join(f"${name}: {kinds[name]}" for name in variables)
    head = f"query ({declared})" if variables else "query"
    document = f"{head} {{ viewer {{ analytics {{ {selection} }} }} }}"
    return (await client.data(document, **variables))["viewer"]["analytics"]
