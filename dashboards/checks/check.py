"""Imports the bundle into a fresh Superset and compares every chart with SQL. Run by dashboards/check."""

import argparse
import copy
import shutil
import signal
import sys
import tempfile
import traceback
from pathlib import Path

import yaml

import bundle
import metric_names
from api import Api, ApiError
from browser import Browser, look
from expected import CHARTS, MOVIE_DAYS, Filters, Ledger, Query
from servers import StartError, Superset, start_postgres

SLUG = "box-office"
KINDS = ("dashboard", "chart", "dataset", "database")  # in the order in which they can be deleted

DEFAULT = Filters(currency="USD")  # what the dashboard opens with
FILTERS = (
    Filters(currency="USD", region="West"),
    Filters(currency="USD", theater_name="Hudson Square", genre="Drama"),
    Filters(currency="EUR"),
    Filters(currency="JPY"),
)


class Findings:
    """Counts what was compared; keeps what was wrong."""

    def __init__(self):
        self.passed = 0
        self.wrong: list[str] = []

    def expect(self, condition: bool, complaint: str) -> None:
        if condition:
            self.passed += 1
        else:
            self.wrong.append(complaint)
            print(f"  WRONG  {complaint}", flush=True)


def read(folder: str) -> dict[str, dict]:
    """The YAML files of a folder of the bundle, by name."""
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
            for path in sorted((bundle.SOURCE / folder).rglob("*.yaml"))}


def step(text: str) -> None:
    print(f"- {text}", flush=True)


def import_bundle(api: Api, file: Path, findings: Findings) -> None:
    """Both ways of import, each into an empty Superset and once more over what it made."""
    expected = {"dashboard": len(read("dashboards")), "chart": len(read("charts")), "dataset": len(read("datasets")),
                "database": len(read("databases"))}

    def counts(when: str) -> None:
        for kind in KINDS:
            there = api.count(kind)
            findings.expect(there == expected[kind], f"{when}: {there} of {kind}, expected {expected[kind]}")

    step("import by the page of dashboards, twice")
    api.import_dashboards(file, overwrite=False)
    counts("after the page's import")
    api.import_dashboards(file, overwrite=True)
    counts("after the page's second import")
    for kind in KINDS:
        api.delete_all(kind)
    step("import by /api/v1/assets/import/, twice")
    api.import_assets(file)
    counts("after the import of assets")
    api.import_assets(file)
    counts("after the second import of assets")


def check_metrics(api: Api, findings: Findings) -> None:
    """Every metric is certified, and says what it means."""
    for dataset in (api.dataset(number) for number in api.dataset_ids()):
        findings.expect(bool(dataset["metrics"]), f"dataset {dataset['table_name']} has no metrics")
        for metric in dataset["metrics"]:
            name = f"metric {dataset['table_name']}.{metric['metric_name']}"
            findings.expect("certified_by" in (metric.get("extra") or ""), f"{name} is not certified")
            findings.expect(bool(metric.get("description")), f"{name} has no description")


def check_params(findings: Findings) -> None:
    """The pages draw a chart from params, the API answers from query_context: both must ask for the same."""
    for name, chart in read("charts").items():
        params, query = chart["params"], yaml.safe_load(chart["query_context"])["queries"][0]
        grouped = [params.get(key) or [] for key in ("x_axis", "groupby", "groupbyRows", "groupbyColumns")]
        drawn = {column for value in grouped for column in (value if isinstance(value, list) else [value])}
        asked = {column["label"] if isinstance(column, dict) else column for column in query["columns"]}
        findings.expect(drawn == asked, f"{name}: params group by {drawn}, query_context by {asked}")
        measures = set(params.get("metrics") or [params["metric"]])
        findings.expect(measures == set(query["metrics"]),
                        f"{name}: params have {measures}, query_context {query['metrics']}")
        grains = {column.get("timeGrain") for column in query["columns"] if isinstance(column, dict)} - {None}
        findings.expect(grains == {params[key] for key in ("time_grain_sqla",) if key in params},
                        f"{name}: params have the grain {params.get('time_grain_sqla')}, query_context {grains}")


def with_filters(saved: dict, datasource: dict, filters: Filters) -> dict:
    """The saved query of a chart as the dashboard asks it with these filters."""
    context = copy.deepcopy(saved)
    context["datasource"] = datasource
    for query in context["queries"]:
        kept = [clause for clause in query["filters"] if clause["col"] != "currency"]
        query["filters"] = kept + [{"col": column, "op": "IN", "val": [value]} for column, value in filters.clauses()]
    return context


def compare(name: str, query: Query, expected: list[dict], rows: list[dict], findings: Findings) -> None:
    """Every row and every measure, to a ten-millionth."""
    keys = list(query.dimensions)
    needed = keys[:1] if query.series else [*keys, *query.measures]
    lacking = {column for column in needed for row in rows if column not in row}
    findings.expect(not lacking, f"{name}: there is no {', '.join(sorted(lacking))}")
    if lacking:
        return
    if query.series:
        shared = [key for key in keys if key != query.series]
        rows = [{**{key: row[key] for key in shared}, query.series: series, query.measures[0]: value}
                for row in rows for series, value in row.items() if series not in shared and value is not None]
    findings.expect(bool(expected) and bool(rows), f"{name} is empty")
    found = {tuple(row[key] for key in keys): row for row in rows}
    wanted = {tuple(row[key] for key in keys): row for row in expected}
    findings.expect(len(found) == len(rows), f"{name}: a row comes twice")
    missing, foreign = wanted.keys() - found.keys(), found.keys() - wanted.keys()
    findings.expect(not missing, f"{name}: {len(missing)} rows are missing, such as {sorted(map(str, missing))[:3]}")
    findings.expect(not foreign, f"{name}: {len(foreign)} rows too many, such as {sorted(map(str, foreign))[:3]}")
    for measure in query.measures:
        different = [
            f"{key}: {found[key][measure]} instead of {wanted[key][measure]}"
            for key in wanted.keys() & found.keys() if not same(found[key][measure], wanted[key][measure])]
        findings.expect(not different, f"{name}, {measure}: {len(different)} values differ, such as {different[:3]}")


def same(found, wanted) -> bool:
    if found is None or wanted is None:
        return found is wanted
    return abs(float(found) - float(wanted)) <= 1e-7 * max(1.0, abs(float(wanted)))


def check_charts(api: Api, ledger: Ledger, findings: Findings) -> None:
    """Each chart of the bundle is on the dashboard; its data is right as saved, and with each of the filters."""
    files = read("charts")
    findings.expect(files.keys() == CHARTS.keys(),
                    f"charts without a comparison, or the other way round: {files.keys() ^ CHARTS.keys()}")
    by_uuid = {chart["uuid"]: name for name, chart in files.items()}
    shown = {}
    for chart_id in api.charts_of(SLUG):
        chart = api.chart(chart_id)
        shown[by_uuid.get(chart["uuid"], chart["slice_name"])] = chart_id
    findings.expect(shown.keys() == files.keys(),
                    f"on the dashboard or in the bundle only: {shown.keys() ^ files.keys()}")
    for name in sorted(shown.keys() & CHARTS.keys() & files.keys()):
        try:
            check_chart(api, ledger, name, shown[name], files[name], findings)
        except ApiError as error:
            findings.expect(False, f"{name}: {error}")


def check_chart(api: Api, ledger: Ledger, name: str, chart_id: int, file: dict, findings: Findings) -> None:
    """One chart as saved, then with each set of filters."""
    queries = CHARTS[name]
    answers = api.saved_data(chart_id)
    findings.expect(len(answers) == len(queries), f"{name}: {len(answers)} queries, expected {len(queries)}")
    for query, rows in zip(queries, answers):
        compare(name, query, ledger.answer(query, DEFAULT), rows, findings)
    saved = yaml.safe_load(file["query_context"])
    datasource = {"id": api.chart_datasource(chart_id), "type": "table"}
    for filters in FILTERS:
        clauses = ", ".join(f"{column} {value}" for column, value in filters.clauses())
        asked = without_genre(queries[0], filters)
        for query, rows in zip(queries, api.data(with_filters(saved, datasource, asked))):
            compare(f"{name} ({clauses})", query, ledger.answer(query, filters), rows, findings)
    step(f"{name}: {sum(len(rows) for rows in answers)} rows as saved, and with {len(FILTERS)} filters")


def without_genre(query: Query, filters: Filters) -> Filters:
    """The genre filter spares the charts that know no movies, as the dashboard says."""
    return filters if query.source is MOVIE_DAYS else Filters(filters.currency, filters.region, filters.theater_name)


def check_mixed_currencies(api: Api, findings: Findings) -> None:
    """Amounts of several currencies are never added up."""
    by_uuid = {chart["uuid"]: chart for chart in read("charts").values()}
    for chart_id in api.charts_of(SLUG):
        chart = by_uuid[api.chart(chart_id)["uuid"]]
        if chart["viz_type"] != "big_number" or chart["params"]["metric"] == "tickets":
            continue
        context = yaml.safe_load(chart["query_context"])
        context["datasource"] = {"id": api.chart_datasource(chart_id), "type": "table"}
        for query in context["queries"]:
            query["filters"] = [clause for clause in query["filters"] if clause["col"] != "currency"]
        total = api.data(context)[1][0][chart["params"]["metric"]]
        findings.expect(total is None, f"{chart['slice_name']}: {total} over mixed currencies, expected nothing")


def main() -> int:
    parser = argparse.ArgumentParser(prog="dashboards/check", description=__doc__)
    parser.add_argument("--libraries", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--keep", action="store_true", help="leave both servers running until Enter is pressed")
    parser.add_argument("--no-browser", action="store_true", help="skip the pages and the screenshots")
    arguments = parser.parse_args()
    # An end by SIGTERM also stops the servers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    findings = Findings()
    folder = Path(tempfile.mkdtemp(prefix="marquee-dashboards-"))
    postgres = superset = None
    try:
        step("look up the metrics of the Grafana board and the alerts")
        for complaint in metric_names.unknown([]):
            findings.expect(False, complaint)
        step("start PostgreSQL with a year of sales")
        postgres, port = start_postgres(folder, arguments.libraries)
        ledger = Ledger(port)
        step("start Superset")
        superset = Superset(folder)
        superset.start()
        file = bundle.pack(folder / "bundle.zip", f"postgresql+psycopg2://marquee_readonly@127.0.0.1:{port}/marquee")
        api = Api(superset.url, superset.user, superset.password)
        import_bundle(api, file, findings)
        check_metrics(api, findings)
        check_params(findings)
        check_charts(api, ledger, findings)
        check_mixed_currencies(api, findings)
        if not arguments.no_browser:
            step("open the dashboard in a browser")
            arguments.output.mkdir(parents=True, exist_ok=True)
            with Browser(superset.url, api.session_cookie(superset.user, superset.password)) as browser:
                look(browser, ledger, len(CHARTS), arguments.output, findings.expect)
        if arguments.keep:
            print(f"{superset.url}/superset/dashboard/{SLUG}/  user {superset.user}, password {superset.password}\n"
                  f"PostgreSQL on 127.0.0.1:{port}, database marquee, user postgres\nEnter ends both.", flush=True)
            sys.stdin.readline()
    except (StartError, ApiError) as error:
        findings.wrong.append(str(error))
        print(f"FAILED: {error}", file=sys.stderr)
    except Exception:  # whatever it was: it is reported, and the servers are stopped
        findings.wrong.append("the check itself failed")
        traceback.print_exc()
    finally:
        if findings.wrong and superset and superset.server:
            print(superset.server.tail(), file=sys.stderr)
        for server in (superset, postgres):
            if server:
                server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{findings.passed} passed, {len(findings.wrong)} failed")
    return 1 if findings.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
