"""The made-up history: believable, possible to store, and the same for the same day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

import pytest

from irontrack.demo.history import plan_history
from irontrack.demo.lifting import STEP_KG, Lift, perform
from irontrack.demo.program import SLUGS, UNITS, Target
from irontrack.exercises.catalogue import load_catalogue
from irontrack.models import SessionStatus, SetMode, SetType

if TYPE_CHECKING:
    from irontrack.demo.records import DoneSession, History

TODAY = date(2026, 11, 21)
MEASURE = {
    SetMode.REPS: "reps",
    SetMode.TIME: "time_seconds",
    SetMode.DISTANCE: "distance_km",
}


@pytest.fixture(scope="module")
def history() -> History:
    return plan_history(TODAY)


def runs(history: History) -> list[DoneSession]:
    return [session for session in history.sessions if session.exercises[0].run]


def lifting(history: History) -> list[DoneSession]:
    return [session for session in history.sessions if not session.exercises[0].run]


def test_the_history_is_the_same_for_the_same_day(history: History) -> None:
    assert plan_history(TODAY) == history


@pytest.mark.parametrize("later", range(0, 28, 3))
def test_a_year_of_lifting_and_running_ends_before_today_whatever_the_day(later: int) -> None:
    today = TODAY + timedelta(days=later)
    history = plan_history(today)
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
    assert history.sessions[0].start_time > midnight - timedelta(days=370)
    assert history.sessions[-1].end_time < midnight
    assert midnight - history.sessions[-1].end_time < timedelta(days=5)
    assert 140 <= len(lifting(history)) <= 156
    assert 66 <= len(runs(history)) <= 80


def test_sessions_follow_each_other_without_overlap(history: History) -> None:
    assert all(earlier.end_time < later.start_time for earlier, later in pairwise(history.sessions))


def test_sets_lie_within_their_session(history: History) -> None:
    for session in history.sessions:
        times = [one.completed_at for exercise in session.exercises for one in exercise.sets]
        assert session.start_time < min(times)
        assert max(times) <= session.end_time


def test_each_set_measures_one_thing_as_its_mode_says(history: History) -> None:
    for session in history.sessions:
        for exercise in session.exercises:
            for one in exercise.sets:
                measured = [name for name in MEASURE.values() if getattr(one, name) is not None]
                assert measured == [MEASURE[exercise.target.mode]]


def test_weights_can_be_loaded_and_none_is_negative(history: History) -> None:
    weights = {
        one.weight_kg
        for session in history.sessions
        for exercise in session.exercises
        for one in exercise.sets
        if one.weight_kg is not None
    }
    assert all(weight >= 0 and weight % STEP_KG == 0 for weight in weights)


def test_warm_ups_come_first_and_are_lighter(history: History) -> None:
    for session in history.sessions:
        for exercise in session.exercises:
            kinds = [one.set_type for one in exercise.sets]
            assert kinds == sorted(kinds, key=lambda kind: kind is not SetType.WARM_UP)
            warm_ups = [one.weight_kg or 0 for one in exercise.sets if one.set_type is SetType.WARM_UP]
            assert warm_ups == sorted(warm_ups)
            assert all(weight < (exercise.sets[-1].weight_kg or 0) for weight in warm_ups)


def test_the_sets_of_a_superset_alternate(history: History) -> None:
    push = next(session for session in history.sessions if session.unit == "Push")
    raises, pushdowns = (exercise for exercise in push.exercises if exercise.target.group_index is not None)
    times = [
        time
        for pair in zip(raises.sets, pushdowns.sets, strict=True)
        for time in (pair[0].completed_at, pair[1].completed_at)
    ]
    assert times == sorted(times)


def test_the_athlete_becomes_stronger_and_faster(history: History) -> None:
    for unit in UNITS:
        for target in unit.targets:
            if target.start_weight_kg is not None:
                reached = history.next_weights_kg[target.slug]
                assert reached is not None
                assert reached > target.start_weight_kg
    paces = [
        run.moving_seconds / float(exercise.sets[0].distance_km or 0)
        for session in runs(history)
        for exercise in session.exercises
        if exercise.target.slug == "tempo-run" and (run := exercise.run)
    ]
    assert paces[-1] < paces[0]


def test_the_splits_of_a_run_are_its_distance_and_its_moving_time(history: History) -> None:
    for session in runs(history):
        (exercise,) = session.exercises
        assert exercise.run is not None
        splits = exercise.run.splits
        assert sum(split.distance_km for split in splits) == exercise.sets[0].distance_km
        assert sum(split.duration_seconds for split in splits) == exercise.run.moving_seconds
        assert len({split.duration_seconds for split in splits[:-1]}) > 1


def test_one_session_was_aborted_and_some_have_notes_body_weight_and_exertion(history: History) -> None:
    statuses = [session.status for session in history.sessions]
    assert statuses.count(SessionStatus.ABORTED) == 1
    assert set(statuses) == {SessionStatus.ABORTED, SessionStatus.COMPLETED}
    assert 5 <= sum(session.notes is not None for session in history.sessions) < 40
    assert 10 <= sum(session.body_weight_kg is not None for session in history.sessions) < 80
    rated = [
        one.rpe
        for session in lifting(history)
        for exercise in session.exercises
        for one in exercise.sets
        if one.rpe is not None
    ]
    assert len(rated) > 100
    assert all(Decimal(1) <= rpe <= Decimal(10) for rpe in rated)


def test_weight_comes_after_repetitions_and_a_lift_that_fails_thrice_is_lightened() -> None:
    target = Target(slug="any", sets=2, reps_min=5, reps_max=6, start_weight_kg=Decimal(50))
    lift = Lift.first(target)
    lift.progress([5, 5])
    assert (lift.weight_kg, lift.reps) == (Decimal(50), 6)
    lift.progress([6, 6])
    assert (lift.weight_kg, lift.reps) == (Decimal("52.5"), 5)
    for _ in range(3):
        lift.progress([5, 4])
    assert (lift.weight_kg, lift.reps) == (Decimal("45.0"), 5)


def test_a_light_week_is_lighter_and_changes_nothing_for_the_next_one() -> None:
    target = Target(slug="any", sets=3, reps_min=5, reps_max=6, start_weight_kg=Decimal(50))
    lift = Lift.first(target)
    start_time = datetime(2026, 11, 20, 17, tzinfo=UTC)
    done, _ = perform([lift], start_time, Random(1), is_light=True)  # noqa: S311 - no secret
    assert {one.weight_kg for one in done[0].sets} == {Decimal("45.0")}
    assert lift == Lift.first(target)


def test_the_catalogue_has_every_exercise_of_the_demo() -> None:
    modes = {exercise.slug: exercise.default_mode for exercise in load_catalogue().exercises}
    assert modes.keys() >= SLUGS
    assert all(modes[target.slug] == target.mode for unit in UNITS for target in unit.targets)
