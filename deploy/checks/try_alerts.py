"""Causes the condition of each alert on a running stack, and waits until Prometheus says that the alert fires."""

import re
import signal
import subprocess
import threading
import time

import yaml

from services import ROOT, Failure, get, until

RULES = ROOT / "dashboards/prometheus/alerts.yml"
RELAY_LOCK = 0x6D6172716F757462  # OutboxRelay's
# How long a condition has to last is shortened; so is this one, which would take five minutes to cause.
NO_CHECKPOINT = ("> 300", "> 25")


def prepare(stack):
    """Rules and scraping for impatient people, a database that is nearly full, jobs that notice losses soon."""
    stack.extra_api["MARQUEE_POSTGRES_CAPACITY"] = "10MB"
    stack.extra_flink = "slot.request.timeout: 3000\nheartbeat.interval: 1000\nheartbeat.timeout: 10000\n"
    rules = RULES.read_text(encoding="utf-8")
    if NO_CHECKPOINT[0] not in rules:
        raise Failure(f"{RULES} has no {NO_CHECKPOINT[0]}")
    config = stack.folder / "prometheus-config"
    config.mkdir()
    (config / "alerts.yml").write_text(
        re.sub(r"(?m)^( *for:) .*$", r"\1 2s", rules.replace(*NO_CHECKPOINT)), encoding="utf-8")
    prometheus = (ROOT / "dashboards/prometheus/prometheus.yml").read_text(encoding="utf-8")
    (config / "prometheus.yml").write_text(
        re.sub(r"(?m)^( *(?:scrape|evaluation)_interval:) .*$", r"\1 1s", prometheus), encoding="utf-8")


def cause_all(stack):
    """Returns when each alert of the file has fired; raises Failure otherwise."""
    wanted = {rule["alert"] for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
              for rule in group["rules"]}
    fired = set()
    prometheus = f"http://127.0.0.1:{stack.port('prometheus', 9090)}"
    api = f"http://127.0.0.1:{stack.port('api', 8080)}"

    def firing():
        alerts = get(f"{prometheus}/api/v1/alerts")["data"]["alerts"]
        return {alert["labels"]["alertname"] for alert in alerts if alert["state"] == "firing"}

    def expect(name, cause, limit=90):
        began = time.monotonic()
        until(limit, f"{name}, when {cause},", lambda: name in firing())
        fired.add(name)
        print(f"  {name} fires: {cause} ({time.monotonic() - began:.0f} s)", flush=True)

    print("Alerts (they wait for 2 s instead of up to 5 min; thresholds are the real ones but for NoCheckpoint's, which is"
          " 25 s instead of 300, and the room of the database, which is set to 10 MB):", flush=True)
    expect("PostgresFull", "the database is larger than 85 in 100 of the room that it is given")
    others = firing() - {"PostgresFull"}
    if others:
        raise Failure(f"{others} fire while all is well")

    subprocess.run([stack.folder / "kafka-bin/kafka-console-producer.sh", "--bootstrap-server",
                    f"127.0.0.1:{stack.port('kafka', 19092)}", "--topic", "sales"],
                   input="this is no JSON\n", text=True, check=True, stdout=subprocess.DEVNULL)
    expect("DeadLetters", "a producer sends what is no JSON")

    token = get(f"{api}/auth/guest", "POST")["access_token"]
    showing = get(f"{api}/showtimes?limit=1")["items"][0]["id"]
    stack.signal("kafka", signal.SIGSTOP)
    get(f"{api}/showtimes/{showing}/holds", "POST", {"best_available": 1}, token)
    stack.kill("redis")
    expect("RedisLost", "Redis is killed")
    expect("OutboxLag", "Kafka hangs, and an event waits")
    expect("NoCheckpoint", "without Kafka and Redis the jobs complete no checkpoint")
    stack.signal("kafka", signal.SIGCONT)

    stack.kill("seat-map-worker")
    expect("FlinkDown", "a TaskManager is killed")
    expect("JobRestarts", "its job restarts for want of one, again and again", 120)

    with_lock = locked(stack)
    try:
        expect("NoRelayLeads", "another session holds the lock of the relay")
    finally:
        with_lock.terminate()
        with_lock.wait(30)

    stack.kill("postgres")
    expect("PostgresLost", "PostgreSQL is killed")
    with Askers(f"{api}/showtimes/{showing}", 10):
        expect("ServerErrors", "10 people ask again and again meanwhile")

    stack.kill("api")
    expect("ApiDown", "the only instance of the API is killed")

    if fired != wanted:
        raise Failure(f"never fired: {wanted - fired}; not in the file: {fired - wanted}")
    print(f"  each of the {len(wanted)} alerts has fired", flush=True)


def locked(stack):
    """Takes the relay's lock, in line before the relay itself, which then loses its connection."""
    statements = f"SELECT pg_advisory_lock({RELAY_LOCK}); SELECT pg_sleep(600)"
    holder = psql(stack, statements)
    until(30, "waiting for the lock", lambda: ask(
        stack, f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
               f" AND objid = {RELAY_LOCK & 0xFFFFFFFF}") == "1")
    ask(stack, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'marquee-outbox'")
    return holder


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


class Askers:
    """People who ask again as soon as they have an answer, until the end of the block."""

    def __init__(self, url, people):
        self.url = url
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self._ask) for _ in range(people)]

    def _ask(self):
        while not self.ended.is_set():
            try:
                get(self.url)
            except OSError:  # an answer that says error, or none
                pass

    def __enter__(self):
        for thread in self.threads:
            thread.start()

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()
