"""What `irontrack up` makes before it serves, on a server of its own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import asyncpg

from irontrack.cli.data_folder import DATABASE
from irontrack.cli.preparation import prepare
from irontrack.cli.progress import Progress
from irontrack.infra.embedded_postgres import EmbeddedPostgres
from irontrack.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

COUNT = "SELECT count(*) FROM training_plans WHERE slug = '10-km-in-eight-weeks'"


def test_the_catalogue_is_loaded_where_it_is_another_than_last_time(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "data") as server:

        def run(sql: str) -> Any:
            async def fetch() -> Any:
                connection = await asyncpg.connect(server.url(DATABASE).replace("+asyncpg", ""))
                try:
                    return await connection.fetchval(sql)
                finally:
                    await connection.close()

            return asyncio.run(fetch())

        (tmp_path / "keys").mkdir(mode=0o700)
        settings = Settings(
            database_url=server.url(DATABASE).replace("+asyncpg", ""), keys_dir=tmp_path / "keys"
        )
        prepare(server, settings, Progress(), with_demo=False)
        assert run(COUNT) == 1
        run("DELETE FROM training_plans WHERE slug = '10-km-in-eight-weeks'")
        prepare(server, settings, Progress(), with_demo=False)
        assert run(COUNT) == 0
        run(f"ALTER DATABASE {DATABASE} SET irontrack.catalogue = 'another'")
        prepare(server, settings, Progress(), with_demo=False)
        assert run(COUNT) == 1
