"""What the database does for a request: its statements, and the plans of these."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clients import Site


@contextmanager
def noted(site: Site, *texts: str) -> Iterator[list[tuple[str, Any]]]:
    """Note the statements that have one of the texts in them, and their parameters, as they are sent."""
    seen: list[tuple[str, Any]] = []
    engine = site.app.state.resources.database.engine.sync_engine

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if any(text in statement for text in texts):
            seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


async def explained(site: Site, statement: str, parameters: Any) -> Any:
    """Run a statement, and return what PostgreSQL says of it: the plan, and the times."""
    engine = site.app.state.resources.database.engine
    async with engine.connect() as connection:
        plan = f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}"
        answer = (await connection.exec_driver_sql(plan, parameters)).scalar_one()
    return (json.loads(answer) if isinstance(answer, str) else answer)[0]


def parts(plan: Any) -> Iterator[Any]:
    """Yield a plan and all that it is made of."""
    yield plan
    for part in plan.get("Plans", ()):
        yield from parts(part)
