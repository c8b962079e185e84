"""What each chart must show, from SQL of its own on the tables, by none of the views and metrics that Superset uses."""

from dataclasses import dataclass, field

import psycopg2

# Minor units per unit, by currency, for those that the seed has (ISO 4217).
UNITS = {"USD": 100, "EUR": 100, "GBP": 100, "JPY": 1}

MOVIE_DAYS = """
    SELECT s.*, s.sale_date AS day, t.name AS theater_name, t.region,
           coalesce(m.title, 'Movie ' || s.movie_id) AS movie,
           (SELECT g.name FROM public.genre g JOIN public.movie_genre mg ON mg.genre_id = g.id
            WHERE mg.movie_id = s.movie_id AND mg.position = 0) AS genre
    FROM analytics.movie_daily_sales s JOIN public.theater t ON t.id = s.theater_id
    LEFT JOIN public.movie m ON m.id = s.movie_id"""
THEATER_DAYS = """
    SELECT s.*, s.sale_date AS day, t.name AS theater_name, t.region
    FROM analytics.theater_daily_sales s JOIN public.theater t ON t.id = s.theater_id"""
THEATER_MONTHS = """
    SELECT s.*, s.month AS day, t.name AS theater_name, t.region
    FROM analytics.theater_monthly_sales s JOIN public.theater t ON t.id = s.theater_id"""

NET = "sum(gross_minor - refunded_minor)::numeric / %(unit)s"
MEASURES = {
    "net_revenue": NET,
    "gross_revenue": "sum(gross_minor)::numeric / %(unit)s",
    "refunded_amount": "sum(refunded_minor)::numeric / %(unit)s",
    "tickets": "sum(tickets - tickets_refunded)",
    "average_ticket_price": f"{NET} / nullif(sum(tickets - tickets_refunded), 0)",
    "refund_rate": "sum(refunded_minor)::numeric / nullif(sum(gross_minor), 0)",
    "revenue_per_day": f"{NET} / count(DISTINCT day)",
    "cancellations": "sum(cancellations)",
}


def since_epoch(sql: str) -> str:
    """Dates as Superset's JSON has them: milliseconds since 1970."""
    return f"(extract(epoch FROM {sql}) * 1000)::bigint"


@dataclass(frozen=True)
class Query:
    """One query of a chart: measures by dimensions, of one of the three totals."""

    source: str
    measures: tuple[str, ...]
    dimensions: dict[str, str] = field(default_factory=dict)  # the name in Superset's answer -> SQL
    series: str | None = None  # the dimension whose values are columns in Superset's answer
    top: tuple[str, int] | None = None  # the measure that ranks, and how many rows stay
    rolling: int | None = None  # the mean of so many rows, by the first dimension


@dataclass(frozen=True)
class Filters:
    """What the filter bar says. None: no choice."""

    currency: str
    region: str | None = None
    theater_name: str | None = None
    genre: str | None = None

    def clauses(self) -> list[tuple[str, str]]:
        return [(column, getattr(self, column)) for column in ("currency", "region", "theater_name", "genre")
                if getattr(self, column) is not None]


DAY = {"sale_date": since_epoch("day")}
WEEK = {"sale_date": since_epoch("date_trunc('week', day)")}
MONTH = {"sale_date": since_epoch("date_trunc('month', day)")}


# By the name of the chart's file.
CHARTS: dict[str, list[Query]] = {
    "net_revenue": [Query(MOVIE_DAYS, ("net_revenue",), DAY, rolling=7), Query(MOVIE_DAYS, ("net_revenue",))],
    "tickets": [Query(MOVIE_DAYS, ("tickets",), DAY, rolling=7), Query(MOVIE_DAYS, ("tickets",))],
    "average_ticket_price": [Query(MOVIE_DAYS, ("average_ticket_price",), WEEK),
                             Query(MOVIE_DAYS, ("average_ticket_price",))],
    "refund_rate": [Query(MOVIE_DAYS, ("refund_rate",), WEEK), Query(MOVIE_DAYS, ("refund_rate",))],
    "revenue_by_day": [Query(MOVIE_DAYS, ("net_revenue",), DAY)],
    "revenue_by_month": [Query(MOVIE_DAYS, ("net_revenue",), {**MONTH, "region": "region"}, series="region")],
    "top_theaters": [Query(MOVIE_DAYS, ("net_revenue",), {"theater_name": "theater_name"}, top=("net_revenue", 10))],
    "top_movies": [Query(MOVIE_DAYS, ("net_revenue", "tickets", "average_ticket_price"),
                         {"product_name": "movie", "genre": "genre"}, top=("net_revenue", 10))],
    "genre_by_region": [Query(MOVIE_DAYS, ("net_revenue",), {"genre": "genre", "region": "region"})],
    "weekday_heat_map": [Query(MOVIE_DAYS, ("revenue_per_day",), {
        "month_label": "substring(day::text, 1, 7)",
        "weekday": "extract(isodow FROM day) || ' ' || substring('MonTueWedThuFriSatSun', "
                   "3 * extract(isodow FROM day)::integer - 2, 3)"})],
    "refund_rate_over_time": [Query(THEATER_DAYS, ("refund_rate",), WEEK)],
    "refunds_by_theater": [Query(THEATER_DAYS, ("gross_revenue", "refunded_amount", "refund_rate", "cancellations"),
                                 {"theater_name": "theater_name"}, top=("refunded_amount", 100))],
    "theater_months": [Query(THEATER_MONTHS, ("net_revenue", "tickets", "average_ticket_price", "refund_rate"),
                             {"month": since_epoch("day"), "theater_name": "theater_name", "status": "status"})],
}


class Ledger:
    """Connected to the database as its owner, not as the role that Superset uses."""

    def __init__(self, port: int):
        self.connection = psycopg2.connect(host="127.0.0.1", port=port, user="postgres", dbname="marquee")
        self.connection.autocommit = True
        self.rows("SET TIME ZONE 'UTC'")

    def rows(self, sql: str, parameters: dict | None = None) -> list[tuple]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []

    def answer(self, query: Query, filters: Filters) -> list[dict]:
        """The rows of a query over the last year, today included."""
        knows_genre = query.source is MOVIE_DAYS
        clauses = [(column, value) for column, value in filters.clauses() if column != "genre" or knows_genre]
        columns = {**query.dimensions, **{name: MEASURES[name] for name in query.measures}}
        sql = (
            f"SELECT {', '.join(columns.values())} FROM ({query.source}) AS totals "
            "WHERE day >= current_date - interval '1 year' AND day < current_date + 1"
            + "".join(f" AND {column} = %({column})s" for column, _ in clauses))
        if query.dimensions:
            sql += f" GROUP BY {', '.join(str(n + 1) for n in range(len(query.dimensions)))}"
        if query.top:
            measure, limit = query.top
            sql += f" ORDER BY {MEASURES[measure]} DESC LIMIT {limit}"
        else:
            sql += f" ORDER BY {', '.join(str(n + 1) for n in range(len(columns)))}"
        rows = [dict(zip(columns, row)) for row in self.rows(sql, {"unit": UNITS[filters.currency], **dict(clauses)})]
        return _rolling_mean(rows, query.measures[0], query.rolling) if query.rolling else rows


def _rolling_mean(rows: list[dict], measure: str, window: int) -> list[dict]:
    means = []
    for end in range(window, len(rows) + 1):
        values = [float(row[measure]) for row in rows[end - window:end]]
        means.append({**rows[end - 1], measure: sum(values) / window})
    return means
