"""Every table, one file per aggregate. Importing this package makes `Base.metadata` complete.

Classes of tables end in `Row`; closed sets of values stand beside the table that uses them first. Reads name
columns, writes go through the ORM; there are no relationships: a batch per level answers those.
"""

from __future__ import annotations

from irontrack.models.access import (
    AccessInvitationRow,
    AccessLevel,
    TrainingPlanAccessRow,
    TrainingUnitAccessRow,
)
from irontrack.models.accounts import (
    ROLE_IDS,
    Role,
    RoleRow,
    UserAccountRow,
)
from irontrack.models.base import Base
from irontrack.models.changes import ChangeCounterRow, ChangedType, ChangeEntryRow, PendingChangeRow
from irontrack.models.enrollments import EnrollmentDayRow, EnrollmentStatus, TrainingPlanEnrollmentRow
from irontrack.models.exercises import (
    DifficultyLevel,
    EquipmentRow,
    ExerciseAliasRow,
    ExerciseCategory,
    ExerciseEquipmentRow,
    ExercisePrimaryMuscleRow,
    ExerciseRow,
    ExerciseSecondaryMuscleRow,
    ExerciseTagMapRow,
    ExerciseTagRow,
    Force,
    Mechanic,
    MuscleGroupRow,
    SetMode,
)
from irontrack.models.requests import RequestHashRow
from irontrack.models.running import TrainingSessionRunDetailRow, TrainingSessionRunSplitRow
from irontrack.models.sessions import (
    LoadKind,
    SessionStatus,
    SetType,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionSetRow,
)
from irontrack.models.sign_in import AccountRevisionRow, RefreshTokenRow, SignInFamilyRow, SignInThrottleRow
from irontrack.models.templates import (
    SharingStatus,
    TrainingPlanRow,
    TrainingPlanUnitRow,
    TrainingUnitExerciseRow,
    TrainingUnitRow,
)

__all__ = [
    "ROLE_IDS",
    "AccessInvitationRow",
    "AccessLevel",
    "AccountRevisionRow",
    "Base",
    "ChangeCounterRow",
    "ChangeEntryRow",
    "ChangedType",
    "DifficultyLevel",
    "EnrollmentDayRow",
    "EnrollmentStatus",
    "EquipmentRow",
    "ExerciseAliasRow",
    "ExerciseCategory",
    "ExerciseEquipmentRow",
    "ExercisePrimaryMuscleRow",
    "ExerciseRow",
    "ExerciseSecondaryMuscleRow",
    "ExerciseTagMapRow",
    "ExerciseTagRow",
    "Force",
    "LoadKind",
    "Mechanic",
    "MuscleGroupRow",
    "PendingChangeRow",
    "RefreshTokenRow",
    "RequestHashRow",
    "Role",
    "RoleRow",
    "SessionStatus",
    "SetMode",
    "SetType",
    "SharingStatus",
    "SignInFamilyRow",
    "SignInThrottleRow",
    "TrainingPlanAccessRow",
    "TrainingPlanEnrollmentRow",
    "TrainingPlanRow",
    "TrainingPlanUnitRow",
    "TrainingSessionExerciseRow",
    "TrainingSessionRow",
    "TrainingSessionRunDetailRow",
    "TrainingSessionRunSplitRow",
    "TrainingSessionSetRow",
    "TrainingUnitAccessRow",
    "TrainingUnitExerciseRow",
    "TrainingUnitRow",
    "UserAccountRow",
]
