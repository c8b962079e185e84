"""Causes the condition of each alert on a running stack, and waits until Prometheus says that the alert fires."""

import hashlib
import hmac
import json
import re
import secrets
import signal
import subprocess
import threading
import time
import uuid

import yaml

from services import ROOT, Failure, ask, get, on_sale, psql, until

RULES = ROOT / "dashboards/prometheus/alerts.yml"
RELAY_LOCK = 0x6D6172716F757462  # OutboxRelay's
# How long a condition has to last is shortened; so is this one, which would take five minutes to cause.
NO_CHECKPOINT = ("> 300", "> 25")
ADMIN = "admin@example.com"


def prepare(stack):
    """Rules and scraping for impatient people, a database that is nearly full, jobs that notice losses soon."""
    stack.extra_api["MARQUEE_POSTGRES_CAPACITY"] = "10MB"
    stack.extra_api["MARQUEE_STRIPE_WEBHOOK_SECRET"] = secrets.token_hex(16)
    stack.extra_api["MARQUEE_ADMIN_EMAIL"] = ADMIN
    stack.extra_api["MARQUEE_ADMIN_PASSWORD"] = secrets.token_hex(16)
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
    fired = {"PostgresFull"}
    prometheus = f"http://127.0.0.1:{stack.port('prometheus', 9090)}"
    api = f"http://127.0.0.1:{stack.port('api', 8080)}"

    def firing():
        alerts = get(f"{prometheus}/api/v1/alerts")["data"]["alerts"]
        return {alert["labels"]["alertname"] for alert in alerts if alert["state"] == "firing"}

    def quiet(names, when):
        """Waits until none of them fires: what lasts only moments would not, if it had to last as long as it should."""
        end = time.monotonic() + 60
        while early := firing() & names:
            if time.monotonic() > end:
                raise Failure(f"{early} fire {when}")
            time.sleep(0.3)

    def cause(what, action, *names):
        """Does something, before which none of the alerts fires, and after which all of them do."""
        quiet(set(names), f"before this happens: {what}")
        began = time.monotonic()
        action()
        print(f"  {what}:", flush=True)
        for name in names:
            until(120, f"{name}", lambda: name in firing())
            fired.add(name)
            print(f"    {name} fires after {time.monotonic() - began:.0f} s", flush=True)

    print("Alerts. They wait for 2 s instead of up to 5 min; thresholds are the real ones but for NoCheckpoint's, which\n"
          "is 25 s instead of 300, and the room of the database, which is said to be 10 MB:", flush=True)
    until(60, "PostgresFull", lambda: "PostgresFull" in firing())
    print("  the database is larger than 85 in 100 of the room that it is said to have:\n    PostgresFull fires",
          flush=True)
    quiet(wanted - {"PostgresFull"}, "while all is well")

    cause("a producer sends what is no JSON", lambda: send_garbage(stack), "DeadLetters")

    token = get(f"{api}/auth/guest", "POST")["access_token"]
    showing = on_sale(api)["id"]

    refunds = []
    cause("Stripe tells that a refund could not be paid out", lambda: refunds.append(failed_refund(stack, api, token)),
          "RefundsFailed")
    settle(stack, api, refunds[0])
    until(60, "the end of RefundsFailed", lambda: "RefundsFailed" not in firing())
    print("    and no longer once an administrator has settled it", flush=True)

    def lose_kafka_and_redis():
        stack.signal("kafka", signal.SIGSTOP)
        stack.kill("redis")
        get(f"{api}/showtimes/{showing}/holds", "POST", {"best_available": 1}, token)

    cause("Redis is killed, Kafka hangs, seats are held", lose_kafka_and_redis,
          "RedisLost", "OutboxLag", "NoCheckpoint")
    stack.signal("kafka", signal.SIGCONT)
    cause("a TaskManager is killed, and its job tries again and again without it",
          lambda: stack.kill("seat-map-worker"), "FlinkDown", "JobRestarts")

    holders = []
    cause("another session takes the lock of the relay", lambda: holders.append(locked(stack)), "NoRelayLeads")
    holders[0].terminate()
    holders[0].wait(30)

    with Askers(f"{api}/showtimes/{showing}", 10):
        cause("PostgreSQL is killed while 10 people ask", lambda: stack.kill("postgres"),
              "PostgresLost", "ServerErrors")
    cause("the only instance of the API is killed", lambda: stack.kill("api"), "ApiDown")

    if fired != wanted:
        raise Failure(f"never fired: {wanted - fired}; not in the file: {fired - wanted}")
    print(f"  each of the {len(wanted)} alerts has fired", flush=True)


def send_garbage(stack):
    subprocess.run([stack.folder / "kafka-bin/kafka-console-producer.sh", "--bootstrap-server",
                    f"127.0.0.1:{stack.port('kafka', 19092)}", "--topic", "sales"],
                   input="this is no JSON\n", text=True, check=True, stdout=subprocess.DEVNULL)


def failed_refund(stack, api, token):
    """Books and cancels; then Stripe's webhook, signed as Stripe does, tells of the refund. Returns its id."""
    hold = get(f"{api}/showtimes/{on_sale(api)['id']}/holds", "POST", {"best_available": 1}, token)
    booking = get(f"{api}/bookings", "POST", {
        "hold_id": hold["hold_id"], "email": "someone@example.com", "payment": {"method": "mock", "token": "tok_ok"}},
        token, {"Idempotency-Key": hold["hold_id"]})
    get(f"{api}/bookings/{booking['id']}/cancel", "POST", {}, token)
    refund = ask(stack, f"SELECT id FROM refund WHERE booking_id = '{booking['id']}'")
    now = int(time.time())
    event = {"id": f"evt_{uuid.uuid4().hex}", "object": "event", "api_version": "2020-08-27", "created": now,
             "type": "refund.failed", "livemode": False, "data": {"object": {
                 "id": "re_1", "object": "refund", "status": "failed", "failure_reason": "expired_or_canceled_card",
                 "metadata": {"marquee_refund": refund}}}}
    secret = stack.extra_api["MARQUEE_STRIPE_WEBHOOK_SECRET"].encode()
    signature = hmac.new(secret, f"{now}.{json.dumps(event)}".encode(), hashlib.sha256).hexdigest()
    get(f"{api}/payments/webhooks/stripe", "POST", event, headers={"Stripe-Signature": f"t={now},v1={signature}"})
    return refund


def settle(stack, api, refund):
    """As the runbook has it."""
    admin = get(f"{api}/login", "POST", {
        "email": ADMIN, "password": stack.extra_api["MARQUEE_ADMIN_PASSWORD"]})["access_token"]
    listed = [each["id"] for each in get(f"{api}/refunds/failed", token=admin)["items"]]
    if listed != [refund]:
        raise Failure(f"failed refunds are {listed} instead of {refund}")
    get(f"{api}/refunds/{refund}/settle", "POST", {"settlement": "bank transfer 4711"}, admin)


def locked(stack):
    """Takes the relay's lock, in line before the relay itself, which then loses its connection."""
    statements = f"SELECT pg_advisory_lock({RELAY_LOCK}); SELECT pg_sleep(600)"
    holder = psql(stack, statements)
    until(30, "waiting for the lock", lambda: ask(
        stack, f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
               f" AND objid = {RELAY_LOCK & 0xFFFFFFFF}") == "1")
    ask(stack, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'marquee-outbox'")
    return holder


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
