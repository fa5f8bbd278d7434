from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import URL, Column, Index, UniqueConstraint

from irontrack.models import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Dialect, Table

LONGEST_IDENTIFIER = 63
TABLES = [pytest.param(table, id=table.name) for table in Base.metadata.sorted_tables]
POSTGRESQL: Dialect = URL.create("postgresql+asyncpg").get_dialect()()


@pytest.mark.parametrize("table", TABLES)
def test_every_foreign_key_column_leads_an_index(table: Table) -> None:
    referring = {key.parent.name for key in table.foreign_keys}
    assert referring <= set(leading_columns(table))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", ["created_at", "updated_at"])
def test_every_row_has_times_from_the_database(table: Table, name: str) -> None:
    column = table.c[name]
    assert not column.nullable
    assert column.server_default is not None
    assert str(column.type.compile(POSTGRESQL)) == "TIMESTAMP WITH TIME ZONE"


@pytest.mark.parametrize("table", TABLES)
def test_every_name_is_short_enough_to_be_kept_whole(table: Table) -> None:
    names = [POSTGRESQL.identifier_preparer.format_constraint(constraint) for constraint in table.constraints]
    names += [POSTGRESQL.identifier_preparer.format_index(index) for index in table.indexes]
    assert max(len(name or "") for name in names) <= LONGEST_IDENTIFIER
    assert not [name for name in names if not name]


def test_classes_of_tables_end_in_row() -> None:
    assert not [
        mapper.class_.__name__
        for mapper in Base.registry.mappers
        if not mapper.class_.__name__.endswith("Row")
    ]


def leading_columns(table: Table) -> Iterator[str]:
    """Name the columns by which rows are found without reading the whole table."""
    yield next(iter(table.primary_key.columns)).name
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield next(iter(constraint.columns)).name
    for index in table.indexes:
        if not is_partial(index) and isinstance(first := index.expressions[0], Column):
            yield first.name


def is_partial(index: Index) -> bool:
    return index.dialect_options["postgresql"]["where"] is not None
