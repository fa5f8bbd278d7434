"""What every table shares: the declarative base, names, keys, times, and constructors of rules."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Enum,
    Identity,
    Index,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Text,
    Uuid,
    func,
    literal_column,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from irontrack.models.limits import EARLIEST_TIME, END_OF_TIME

if TYPE_CHECKING:
    from enum import StrEnum

    from irontrack.models.limits import Range

NAMING_CONVENTION: Final = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
}
"""Names of what is not named by hand; `conv("…")` keeps a CHECK's name as it is."""

# The longest value today has 21 characters; the rest lets a value be added without rewriting a table.
_CHOICE_LENGTH: Final = 30
_AFTER_OWN_COLUMNS: Final = 1000

UuidKey = Annotated[UUID, mapped_column(primary_key=True, server_default=text("uuidv7()"))]
"""A primary key chosen by the client, or else by the database: UUIDv7 either way."""

SmallKey = Annotated[int, mapped_column(SmallInteger, Identity(always=True), primary_key=True)]
IntKey = Annotated[int, mapped_column(Integer, Identity(always=True), primary_key=True)]
BigKey = Annotated[int, mapped_column(BigInteger, Identity(always=True), primary_key=True)]

Name = Annotated[str, mapped_column(String(100))]
Zone = Annotated[str, mapped_column(String(50))]
"""An IANA time zone; the service checks it against the database's zone table."""

SmallInt = Annotated[int, mapped_column(SmallInteger)]
"""A count, or whole seconds up to 9 h 06."""

WeightKg = Annotated[Decimal, mapped_column(Numeric(8, 3))]
DistanceKm = Annotated[Decimal, mapped_column(Numeric(8, 4))]
Exertion = Annotated[Decimal, mapped_column(Numeric(3, 1))]
"""Rate of perceived exertion, 1 to 10."""

Version = Annotated[int, mapped_column(Integer, server_default=text("1"))]
"""Goes up by one with each edit of an aggregate; an edit that carries an older one is refused."""


class Base(DeclarativeBase):
    """Base of every table. What the database fills in is read back by the statement that wrote it."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        datetime: DateTime(timezone=True),
        UUID: Uuid(),
    }
    __mapper_args__ = {"eager_defaults": True}  # noqa: RUF012 - SQLAlchemy declares it as an instance's


class Timestamps:
    """Mixin: when a row was made and last changed; both are set by the database."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=_AFTER_OWN_COLUMNS)
    updated_at: Mapped[datetime] = mapped_column(
        server_default=func.now(), onupdate=func.now(), sort_order=_AFTER_OWN_COLUMNS
    )


def one_of(values: type[StrEnum]) -> Enum:
    """Return the type of a column limited to these values.

    It is VARCHAR with a CHECK named after the class in snake case; no type of the database's own, so that
    a further value is one changed CHECK.
    """
    return Enum(
        values,
        name=re.sub(r"(?<!^)(?=[A-Z])", "_", values.__name__).lower(),
        native_enum=False,
        create_constraint=True,
        length=_CHOICE_LENGTH,
        values_callable=lambda members: [member.value for member in members],
    )


def between(column: str, limits: Range) -> CheckConstraint:
    """Return the rule that a column, unless NULL, lies in a range; it is named after the column.

    The upper bound also keeps out NaN and Infinity, which PostgreSQL holds to be greater than any number.
    """
    return CheckConstraint(f"{column} BETWEEN {limits.low} AND {limits.high}", name=column)


def not_blank(column: str) -> CheckConstraint:
    """Return the rule that a text, unless NULL, has more than spaces."""
    return CheckConstraint(f"btrim({column}) <> ''", name=f"{column}_not_blank")


def slug_rules() -> tuple[CheckConstraint, CheckConstraint]:
    """Return the rules of a slug: only the system's own things have one, in lower case with hyphens."""
    return (
        CheckConstraint("slug IS NULL OR is_system_default", name="slug_of_system"),
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug_form"),
    )


def at_most(column: str, characters: int) -> CheckConstraint:
    """Return the rule that a text, unless NULL, has no more than so many characters."""
    return CheckConstraint(f"char_length({column}) <= {characters}", name=f"{column}_length")


def on_calendar(column: str) -> CheckConstraint:
    """Return the rule that a time or date, unless NULL, lies in the years 1900 to 2199 of UTC.

    PostgreSQL also knows infinity and years that Python cannot read back.
    """
    first, end = (f"'{moment:%Y-%m-%d %H:%M:%S}+00'" for moment in (EARLIEST_TIME, END_OF_TIME))
    return CheckConstraint(f"{column} >= {first} AND {column} < {end}", name=column)


def name_order_index(name: str, *leading: str, where: str | None = None) -> Index:
    """Return the index behind lists ordered by name: lower(name), byte by byte, then id.

    Args:
        name: Of the index.
        leading: Columns that the list is filtered by.
        where: The predicate of a partial index.
    """
    return Index(
        name,
        *leading,
        func.lower(literal_column("name")).label("lower_name"),
        "id",
        # The collation stands where an operator class would: PostgreSQL does not show it as part of the
        # expression, so as such it would look like a difference for ever.
        postgresql_ops={"lower_name": 'COLLATE "C"'},
        postgresql_where=None if where is None else text(where),
    )


def name_search_index(name: str, *, where: str | None = None) -> Index:
    """Return an index that typo-tolerant searches can use: the trigrams of lower(name).

    Args:
        name: Of the index.
        where: The predicate of a partial index.
    """
    return Index(
        name,
        func.lower(literal_column("name")).label("lower_name"),
        postgresql_using="gin",
        postgresql_ops={"lower_name": "gin_trgm_ops"},
        postgresql_where=None if where is None else text(where),
    )
