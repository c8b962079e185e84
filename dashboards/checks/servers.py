"""The two servers of the check, PostgreSQL with its data and Superset, as child processes in one temporary folder."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
START_LIMIT = 180  # seconds; the first start of Superset compiles some hundreds of modules


class StartError(Exception):
    """A server did not come up; the message has the end of its log."""


class Server:
    """A child process with a log, ended with the check."""

    def __init__(self, name: str, command: list[str], log: Path, environment: dict[str, str]):
        self.name = name
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=output,
                                            env=environment)

    def wait_until(self, is_ready) -> None:
        deadline = time.monotonic() + START_LIMIT
        while not is_ready():
            if self.process.poll() is not None:
                raise StartError(f"{self.name} ended with code {self.process.returncode}:\n{self.tail()}")
            if time.monotonic() > deadline:
                raise StartError(f"{self.name} was not ready after {START_LIMIT} s:\n{self.tail()}")
            time.sleep(0.2)

    def tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-30:])

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(**more: str) -> dict[str, str]:
    """Ours, in one time zone: "today" must be the same day for PostgreSQL, for Superset and for the check."""
    return {**os.environ, "TZ": "UTC", **more}


def start_postgres(folder: Path, libraries: Path) -> tuple[Server, int]:
    """Starts PostgreSQL with the schema and seed.sql; returns it and its port."""
    port_file = folder / "postgres.port"
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"
    server = Server("PostgreSQL", [
        java, "-cp", f"{libraries}/*", str(HERE / "SeededPostgres.java"),
        str(folder / "postgres"), str(HERE / "seed.sql"), str(port_file)], folder / "postgres.log", environment())
    try:
        server.wait_until(port_file.exists)
    except BaseException:
        server.stop()
        raise
    return server, int(port_file.read_text())


class Superset:
    """Superset with an empty metadata database, and its one user."""

    def __init__(self, folder: Path):
        self.user = "admin"
        self.password = secrets.token_urlsafe(18)
        self.url = ""
        self.server: Server | None = None
        self.folder = folder
        home = folder / "superset"
        home.mkdir()
        self.environment = environment(
            SUPERSET_HOME=str(home), SUPERSET_CONFIG_PATH=str(HERE / "superset_config.py"),
            SUPERSET_SECRET_KEY=secrets.token_urlsafe(42), FLASK_APP="superset.app:create_app()",
            SCARF_ANALYTICS="false", PYTHONWARNINGS="ignore")

    def start(self) -> None:
        self._run("db", "upgrade")
        self._run("init")
        self._run("fab", "create-admin", "--username", self.user, "--firstname", "Box", "--lastname", "Office",
                  "--email", "admin@localhost.invalid", "--password", self.password)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.server = Server("Superset", [
            sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--worker-class",
            "gthread", "--threads", "8", "--timeout", "120", "superset.app:create_app()"],
            self.folder / "superset.log", self.environment)
        self.server.wait_until(self._answers)

    def stop(self) -> None:
        if self.server:
            self.server.stop()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + "/health", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def _run(self, *arguments: str) -> None:
        command = [str(Path(sys.executable).parent / "superset"), *arguments]
        result = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise StartError(f"superset {arguments[0]} ended with code {result.returncode}:\n{result.stderr[-3000:]}")
