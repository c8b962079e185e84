"""What the check asks of Superset, through its REST API alone."""

import json
from pathlib import Path

import requests


class ApiError(Exception):
    """Superset answered with an error."""


class Api:
    """A signed-in client. Sends the CSRF token as the pages do."""

    def __init__(self, url: str, user: str, password: str):
        self.url = url
        self.session = requests.Session()
        token = self._call("POST", "/api/v1/security/login", json={
            "username": user, "password": password, "provider": "db", "refresh": False})["access_token"]
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.session.headers["X-CSRFToken"] = self._call("GET", "/api/v1/security/csrf_token/")["result"]
        self.session.headers["Referer"] = url

    def import_assets(self, bundle: Path) -> None:
        """The import for machines: overwrites what is there."""
        with bundle.open("rb") as file:
            self._call("POST", "/api/v1/assets/import/", files={"bundle": file}, data={"passwords": "{}"})

    def import_dashboards(self, bundle: Path, overwrite: bool) -> None:
        """The import behind the button on the page of dashboards."""
        with bundle.open("rb") as file:
            self._call("POST", "/api/v1/dashboard/import/", files={"formData": file},
                       data={"passwords": "{}", "overwrite": str(overwrite).lower()})

    def count(self, kind: str) -> int:
        return self._call("GET", f"/api/v1/{kind}/?q=(page_size:1)")["count"]

    def delete_all(self, kind: str) -> None:
        for item in self._call("GET", f"/api/v1/{kind}/?q=(page_size:100)")["result"]:
            self._call("DELETE", f"/api/v1/{kind}/{item['id']}")

    def dashboard(self, slug: str) -> dict:
        return self._call("GET", f"/api/v1/dashboard/{slug}")["result"]

    def charts_of(self, slug: str) -> list[int]:
        return [chart["id"] for chart in self._call("GET", f"/api/v1/dashboard/{slug}/charts")["result"]]

    def chart(self, chart_id: int) -> dict:
        return self._call("GET", f"/api/v1/chart/{chart_id}")["result"]

    def chart_datasource(self, chart_id: int) -> int:
        """The id of the dataset of a chart."""
        context = json.loads(self.chart(chart_id)["query_context"])
        return context["datasource"]["id"]

    def dataset(self, dataset_id: int) -> dict:
        return self._call("GET", f"/api/v1/dataset/{dataset_id}")["result"]

    def dataset_ids(self) -> list[int]:
        return [item["id"] for item in self._call("GET", "/api/v1/dataset/?q=(page_size:100)")["result"]]

    def saved_data(self, chart_id: int) -> list[list[dict]]:
        """The rows of each query of a chart, as it was saved."""
        return _rows(self._call("GET", f"/api/v1/chart/{chart_id}/data/?force=true"))

    def data(self, query_context: dict) -> list[list[dict]]:
        """The rows of each query, asked as a page of Superset asks."""
        return _rows(self._call("POST", "/api/v1/chart/data", json={**query_context, "force": True}))

    def session_cookie(self, user: str, password: str) -> str:
        """Signs in as a person does, with the form, for a browser to use."""
        form = requests.Session()
        page = form.get(self.url + "/login/", timeout=60)
        page.raise_for_status()
        csrf = self._call("GET", "/api/v1/security/csrf_token/", session=form, headers=dict(self.session.headers))
        answer = form.post(self.url + "/login/", timeout=60, allow_redirects=False, data={
            "username": user, "password": password, "csrf_token": csrf["result"]})
        if answer.status_code != 302 or "/login" in answer.headers["Location"]:
            raise ApiError(f"cannot sign in: {answer.status_code} {answer.headers.get('Location')}")
        return form.cookies["session"]

    def _call(self, method: str, path: str, session: requests.Session | None = None, **options) -> dict:
        answer = (session or self.session).request(method, self.url + path, timeout=120, **options)
        if not answer.ok:
            raise ApiError(f"{method} {path}: {answer.status_code} {answer.text[:2000]}")
        return answer.json() if answer.content else {}


def _rows(answer: dict) -> list[list[dict]]:
    for query in answer["result"]:
        if query.get("error"):
            raise ApiError(json.dumps(query["error"]))
    return [query["data"] for query in answer["result"]]
