"""Checks that every metric in the Grafana boards and the Prometheus rules exists.

Without arguments it looks for the names in the source of the API and of the jobs, and in platform-metrics.txt for what
Flink, Micronaut and Prometheus themselves count. With addresses it asks a running stack instead:
metric_names.py http://127.0.0.1:8080/prometheus http://127.0.0.1:9249/metrics http://127.0.0.1:9250/metrics
"""

import json
import re
import sys
import urllib.request
from pathlib import Path

import yaml

DASHBOARDS = Path(__file__).resolve().parent.parent
API = DASHBOARDS.parent / "booking-api" / "src" / "main"
PIPELINE = DASHBOARDS.parent / "pipeline" / "src" / "main"

NOT_IN_EXPOSITION = {"up"}  # Prometheus makes it itself
WORDS = {"by", "or", "and", "unless", "offset", "without", "on", "time"}


def used() -> dict[str, set[str]]:
    """Metric -> where it is used."""
    found: dict[str, set[str]] = {}

    def add(expression: str, place: str) -> None:
        for name in names_in(expression):
            found.setdefault(name, set()).add(place)

    for board in sorted((DASHBOARDS / "grafana" / "boards").glob("*.json")):
        for panel in json.loads(board.read_text(encoding="utf-8"))["panels"]:
            for target in panel.get("targets", []):
                add(target["expr"], f"{board.name}: {panel['title']}")
    for rules in sorted((DASHBOARDS / "prometheus").glob("alerts.yml")):
        for group in yaml.safe_load(rules.read_text(encoding="utf-8"))["groups"]:
            for rule in group["rules"]:
                add(rule["expr"], f"{rules.name}: {rule['alert']}")
    return found


def names_in(expression: str) -> set[str]:
    """The metrics of a PromQL expression: what is neither label, string, range, function nor keyword."""
    bare = re.sub(r"\{[^}]*}|\[[^]]*]|\b(by|without|on)\s*\([^)]*\)", " ", expression)
    return {name for name in re.findall(r"\b[a-zA-Z_][a-zA-Z0-9_]*\b(?!\s*\()", bare) if name not in WORDS}


def in_code() -> set[str]:
    """The names that the sources register, as Prometheus will show them."""
    names = set()
    for file in API.rglob("*.java"):
        text = file.read_text(encoding="utf-8")
        pattern = r'(?:(Counter|Gauge)\.builder|\.(counter))\(\s*"(marquee\.[a-z.]+)"([^;]*)'
        for builder, short, name, rest in re.findall(pattern, text):
            unit = re.search(r'\.baseUnit\("([a-z]+)"\)', rest)
            counts = builder == "Counter" or short
            names.add(name.replace(".", "_") + (f"_{unit[1]}" if unit else "") + ("_total" if counts else ""))
    for file in PIPELINE.rglob("*.java"):
        text = file.read_text(encoding="utf-8")
        groups = re.findall(r'\.addGroup\(\s*"(\w+)"', text)
        for name in re.findall(r'\.(?:counter|histogram|gauge|meter)\(\s*"(\w+)"', text):
            names.add("_".join(["flink_taskmanager_job_task_operator", *groups, name]))
    return names


def of_platform() -> set[str]:
    lines = (Path(__file__).with_name("platform-metrics.txt")).read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def scraped(addresses: list[str]) -> set[str]:
    names = set()
    for address in addresses:
        with urllib.request.urlopen(address, timeout=30) as answer:
            names |= set(re.findall(r"(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)[{ ]", answer.read().decode()))
    return names


def unknown(addresses: list[str]) -> list[str]:
    """The metrics that are used and do not exist, each with its places."""
    known = scraped(addresses) if addresses else in_code() | of_platform()
    return [f"metric {name} does not exist; used in {', '.join(sorted(places))}"
            for name, places in sorted(used().items()) if name not in known | NOT_IN_EXPOSITION]


if __name__ == "__main__":
    complaints = unknown(sys.argv[1:])
    print("\n".join(complaints) or f"all {len(used())} metrics exist")
    sys.exit(bool(complaints))
