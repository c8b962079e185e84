"""Starts the services of docker-compose.yml as plain processes, in the order that the file asks for, and books."""

import datetime
import json
import re
import shutil
import socket
import sys
import tempfile
import time
from pathlib import Path

import try_alerts
import try_restore
from services import Failure, Services, ask, get, on_sale, until

# Of the profiles demo (a booking takes its catalogue), bi and observability what needs no image: see NOT_TRIED.
WANTED = ["postgres", "redis", "kafka", "topics", "schema", "catalogue", "readonly-role", "api", "box-office",
          "box-office-worker", "seat-map", "seat-map-worker", "prometheus"]
REQUEST = "try-services-4711"
NOT_TRIED = """Not tried, for want of a container engine:
  - building and pulling the images; their users, file permissions and entry points but for Kafka's own program that
    makes its configuration of the environment (PostgreSQL's database and Flink's configuration are made here)
  - volumes, networks, published ports, restart policies and resource limits
  - the versions of the images: PostgreSQL and Kafka are of the same major version, Redis is 6.2 instead of 8.4
  - session and session-worker (the same image as the jobs; StockClusterIT runs the jar on such a cluster), history and
    customers (the commands of ./marquee seed and simulate), superset (dashboards/check runs it), grafana"""


def needs(stack, service):
    """The services that must be there first, with the condition."""
    depends = stack.file[service].get("depends_on", {})
    return {name: rule["condition"] for name, rule in depends.items()}


def bring_up(stack, wanted, say):
    """Starts each service once what it needs is there; returns when all are as healthy as their checks can tell."""
    done = set()

    def reach(service, condition):
        if (service, condition) in done:
            return
        begin(service)
        began = time.monotonic()
        if condition == "service_healthy":
            stack.await_healthy(service)
            say(f"  {service} is healthy: {' '.join(stack.healthcheck(service)[:1])} says so"
                f" ({time.monotonic() - began:.0f} s)")
        elif condition == "service_completed_successfully":
            stack.await_end(service)
            say(f"  {service} ended well ({time.monotonic() - began:.0f} s)")
        done.add((service, condition))

    def begin(service):
        if service in stack.processes:
            return
        for other, condition in needs(stack, service).items():
            reach(other, condition)
        stack.start(service)

    for service in wanted:
        begin(service)
    for service in wanted:
        if "restart" not in stack.file[service]:
            reach(service, "service_completed_successfully")
        elif stack.healthcheck(service):
            reach(service, "service_healthy")
        elif not stack.alive(service):
            raise Failure(f"{service} ended:\n{stack.tail(service)}")


def redis_hash_size(port, key):
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(f"HLEN {key}\r\n".encode())
        return int(connection.recv(100).decode().strip().removeprefix(":"))


def book(stack):
    """Books two seats; returns the showing and what they cost."""
    api = f"http://127.0.0.1:{stack.port('api', 8080)}"
    token = get(f"{api}/auth/guest", "POST")["access_token"]
    showing = on_sale(api)
    hold = get(f"{api}/showtimes/{showing['id']}/holds", "POST", {"best_available": 2}, token)
    booking = get(f"{api}/bookings", "POST", {
        "hold_id": hold["hold_id"], "email": "someone@example.com",
        "payment": {"method": "mock", "token": "tok_ok"}}, token, {
            "Idempotency-Key": hold["hold_id"], "X-Request-Id": REQUEST})
    if booking["status"] != "confirmed":
        raise Failure(f"the booking is {booking['status']}")
    return showing, hold["total_minor"]


def log(stack, service):
    """The lines of a service's log, each of which is a JSON object but for what the JVM itself says."""
    text = (stack.folder / f"logs/{service}.log").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def followed(stack):
    """The booking's way from its request to the total, as the runbook has it: a row of the day's total, or None yet."""
    if not any(line.get("mdc", {}).get("request_id") == REQUEST for line in log(stack, "api")):
        return None
    event = ask(stack, f"SELECT event_id FROM outbox WHERE request_id = '{REQUEST}' AND topic = 'sales'")
    named = f"event {event} of request {REQUEST}"
    seats = [line for line in log(stack, "seat-map-worker") if f"of request {REQUEST}" in line["formattedMessage"]]
    counted = [re.search(r"^Counted .*: theater (\d+), (\S+), (\w{3}), version (\d+)$", line["formattedMessage"])
               for line in log(stack, "box-office-worker") if named in line["formattedMessage"]]
    found = next(filter(None, counted), None)
    if not event or not seats or not found:
        return None
    theater, day, currency, version = found.groups()
    return ask(stack, f"SELECT version, gross_minor FROM analytics.theater_daily_sales WHERE theater_id = {theater}"
                      f" AND sale_date = '{day}' AND currency = '{currency}' AND version >= {version}")


def revenue(stack, theater):
    api = f"http://127.0.0.1:{stack.port('api', 8080)}"
    today = datetime.date.today()
    day = datetime.timedelta(days=1)
    rows = get(f"{api}/theaters/{theater}/sales?granularity=day&from={today - day}&to={today + day}")["items"]
    return sum(row["revenue_minor"] for row in rows)


def main(alerts, restore):
    if not shutil.which("psql") or not shutil.which("pg_isready"):
        print("deploy/try-services: psql and pg_isready are needed (package postgresql-client)", file=sys.stderr)
        return 3
    if not shutil.which("prometheus"):
        print("deploy/try-services: prometheus is needed (package prometheus)", file=sys.stderr)
        return 3
    folder = Path(tempfile.mkdtemp(prefix="marquee-services-"))
    began = time.monotonic()
    stack = None
    try:
        stack = Services(folder)
        # As for someone who looks for a fault
        stack.secrets["MARQUEE_LOG_FORMAT"] = "json"
        stack.secrets["MARQUEE_JOBS_LOG_LEVEL"] = "DEBUG"
        stack.extra_api["LOGGER_LEVELS_IO_MARQUEE_API"] = "DEBUG"
        if alerts:
            try_alerts.prepare(stack)
        print("Services of docker-compose.yml as plain processes:", flush=True)
        bring_up(stack, WANTED[:-1], lambda line: print(line, flush=True))
        # A job that meets no worker yet starts anew until one comes, which Prometheus would take for a fault.
        until(120, "the jobs at work", lambda: at_work(stack, "box-office") and at_work(stack, "seat-map"))
        bring_up(stack, WANTED[-1:], lambda line: "prometheus" in line and print(line, flush=True))
        showing, total = book(stack)
        print(f"  two seats of showing {showing['id']} booked for {total} {showing['currency']} (minor units)",
              flush=True)
        until(60, "the total", lambda: revenue(stack, showing["theater_id"]) == total)
        print(f"  box-office counted them: theater {showing['theater_id']} sold for {total}", flush=True)
        until(60, "the seat map", lambda: redis_hash_size(stack.port("redis", 6379), f"seats:{showing['id']}") == 2)
        print("  seat-map put both seats into Redis", flush=True)
        row = until(30, "the request's way through the logs", lambda: followed(stack))
        print(f"  request {REQUEST} is in the log of the API, as an event in the outbox, and in the logs of both jobs,\n"
              f"  one of which says which version of which total has it: {row} (version and sum)", flush=True)
        targets = f"http://127.0.0.1:{stack.port('prometheus', 9090)}/api/v1/targets"
        until(60, "the scraping of all targets", lambda: up(get(targets)) == 5)
        print("  prometheus scrapes the API and the four processes of Flink", flush=True)
        if restore:
            try_restore.drill(stack, book)
        if alerts:
            try_alerts.cause_all(stack)
        print(NOT_TRIED)
        print(f"All held, in {time.monotonic() - began:.0f} s")
        return 0
    except (Failure, OSError) as wrong:
        print(f"WRONG: {wrong}\nLogs are in {folder}", file=sys.stderr)
        folder = None
        return 1
    finally:
        if stack:
            stack.stop_all()
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def at_work(stack, job):
    jobs = get(f"http://127.0.0.1:{stack.port(job, 8081)}/jobs/overview")["jobs"]
    return any(each["tasks"]["running"] == each["tasks"]["total"] > 0 for each in jobs)


def up(answer):
    return sum(target["health"] == "up" for target in answer["data"]["activeTargets"])


if __name__ == "__main__":
    sys.exit(main("--alerts" in sys.argv[1:], "--restore" in sys.argv[1:]))
