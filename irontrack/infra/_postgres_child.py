"""What runs between the launcher and a PostgreSQL program: becomes an ordinary user, then the program.

A script for `irontrack.infra.embedded_postgres`, never imported:
`python -I -S _postgres_child.py OWNER_PID CLUSTER SOCKETS PROGRAM ARGUMENT…`

PostgreSQL refuses to run as root. Started by root, the child therefore enters a user namespace, where it is
uid 65534 by name and still uid 0 to the disk. Where namespaces are forbidden, as in most containers, it gives
the two folders to uid 65534 and becomes that. A cluster that belongs to an ordinary user already is served as
that user. Started by an ordinary user, the child stays who it is.
"""

from __future__ import annotations

import ctypes
import os
import signal
import stat
import sys
from pathlib import Path

ROOT = 0
NOBODY = 65534
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def main(owner_pid: int, cluster: Path, sockets: Path, command: list[str]) -> None:
    """Become the program; come back only by an exception.

    Args:
        owner_pid: The process whose end ends this one.
        cluster: The folder of the database files.
        sockets: The folder of the Unix socket.
        command: Absolute path of the program, then its arguments.

    Raises:
        OSError: The system refuses; the cluster is as it was.
        SystemExit: The same, with a sentence.
    """
    if os.geteuid() == ROOT and not (cluster.stat().st_uid == ROOT and _enter_namespace()):
        _become_user(cluster, sockets, Path(command[0]))
    _end_with(owner_pid)
    os.execv(command[0], command)  # noqa: S606 - becoming the program is the purpose; there is no shell


def _enter_namespace() -> bool:
    """Take the name `NOBODY` in a user namespace; False where that is forbidden."""
    try:
        os.unshare(os.CLONE_NEWUSER)
    except OSError:
        return False
    for name, line in (("setgroups", "deny"), ("uid_map", f"{NOBODY} 0 1"), ("gid_map", f"{NOBODY} 0 1")):
        Path("/proc/self", name).write_text(line, encoding="ascii")
    return True


def _become_user(cluster: Path, sockets: Path, program: Path) -> None:
    """Become the cluster's owner; where that is root, make it `NOBODY`'s first."""
    if cluster.stat().st_uid == ROOT:
        for folder in (*program.parents, *cluster.parent.parents):
            if not folder.stat().st_mode & stat.S_IXOTH:
                _refuse(f"PostgreSQL must run as uid {NOBODY} here, to which {folder} is closed")
        cluster.parent.chmod(stat.S_IMODE(cluster.parent.stat().st_mode) | stat.S_IXGRP | stat.S_IXOTH)
        for path in (*cluster.rglob("*"), cluster):  # the cluster last: an interrupted round is repeated
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    owner = cluster.stat()
    os.chown(sockets, owner.st_uid, owner.st_gid)
    os.setgroups([])
    os.setgid(owner.st_gid)
    os.setuid(owner.st_uid)


def _end_with(owner_pid: int) -> None:
    """Have the kernel send SIGINT, a fast shutdown, at the owner's end; changing the user undoes it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() != owner_pid:
        _refuse("its owner has ended already")


def _refuse(reason: str) -> None:
    sys.exit(f"FATAL:  {reason}")  # as PostgreSQL would say it, for the launcher to quote


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
    except OSError as error:
        _refuse(f"the system refuses to run it as an ordinary user: {error}")
