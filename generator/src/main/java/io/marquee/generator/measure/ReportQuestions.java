package io.marquee.generator.measure;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes up questions: the same one as a path of the API and as SQL over the plain table of sales. */
final class ReportQuestions {

    /** Rows of a page of the breakdown. */
    static final int PAGE = 50;

    /**
     * A question.
     *
     * @param path of the API
     * @param fields of the answer's rows that the SQL's columns are, in its order
     * @param sql over the plain table
     * @param values of its parameters
     */
    record Question(String path, List<String> fields, String sql, List<Object> values) {}

    /** Makes questions of one kind. */
    interface Kind {
        Question next(SplittableRandom random);
    }

    private static final String RANGE = "s.currency = ? AND s.sale_date BETWEEN ? AND ?";

    private final LocalDate first;
    private final int days;
    private final String currency;
    private final List<String> titles;
    private final List<String> regions;

    private ReportQuestions(
            LocalDate first, int days, String currency, List<String> titles, List<String> regions) {
        this.first = first;
        this.days = days;
        this.currency = currency;
        this.titles = titles;
        this.regions = regions;
    }

    /** Looks at what there is to ask for; null when nothing was sold. */
    static ReportQuestions of(Connection connection) throws SQLException {
        String currency = text(connection, "SELECT currency FROM analytics.theater_monthly_sales GROUP BY currency"
                + " ORDER BY sum(tickets) DESC LIMIT 1");
        if (currency == null) {
            return null;
        }
        LocalDate first = LocalDate.parse(
                text(connection, "SELECT min(sale_date)::text FROM analytics.theater_daily_sales"));
        String days = text(connection, "SELECT max(sale_date) - min(sale_date) + 1 FROM analytics.theater_daily_sales");
        return new ReportQuestions(
                first, Integer.parseInt(days), currency,
                texts(connection, "SELECT DISTINCT m.title FROM movie m WHERE EXISTS"
                        + " (SELECT FROM analytics.movie_daily_sales s WHERE s.movie_id = m.id) ORDER BY 1 LIMIT 5000"),
                texts(connection, "SELECT DISTINCT region FROM theater ORDER BY 1"));
    }

    /** All kinds by name. */
    Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put("/reports/monthly-sales-summary", this::summary);
        kinds.put("/reports/monthly-sales-breakdown", random -> breakdown(random, false, false));
        kinds.put("... of a region", random -> breakdown(random, false, true));
        kinds.put("... of a movie", random -> breakdown(random, true, false));
        kinds.put("... of a movie in a region", random -> breakdown(random, true, true));
        kinds.put("/reports/top-5-by-revenue", this::top);
        kinds.put("/top-theater/{date}", this::topTheater);
        return kinds;
    }

    private Question summary(SplittableRandom random) {
        Range range = range(random);
        return new Question(
                "/reports/monthly-sales-summary?" + range.query(), List.of("month", "revenue_minor", "quantity"), """
                SELECT to_char(date_trunc('month', s.sale_date), 'YYYY-MM'), sum(s.amount_minor), sum(s.tickets)
                FROM bench_reports.sale s WHERE %s GROUP BY date_trunc('month', s.sale_date) ORDER BY 1"""
                        .formatted(RANGE), range.values());
    }

    private Question breakdown(SplittableRandom random, boolean ofMovie, boolean ofRegion) {
        Range range = range(random);
        StringBuilder path = new StringBuilder("/reports/monthly-sales-breakdown?limit=" + PAGE + "&" + range.query());
        StringBuilder conditions = new StringBuilder(RANGE);
        List<Object> values = range.values();
        if (ofMovie) {
            String title = titles.get(random.nextInt(titles.size()));
            path.append("&product=").append(encode(title));
            conditions.append(" AND s.movie_id IN (SELECT id FROM movie WHERE search_text(title) = search_text(?))");
            values.add(title);
        }
        if (ofRegion) {
            String region = regions.get(random.nextInt(regions.size()));
            path.append("&region=").append(encode(region));
            conditions.append(" AND s.theater_id IN (SELECT id FROM theater WHERE region = ?)");
            values.add(region);
        }
        return new Question(
                path.toString(), List.of("month", "product_id", "region", "revenue_minor", "quantity"), """
                SELECT to_char(x.month, 'YYYY-MM'), x.movie_id, x.region, x.amount, x.tickets FROM (
                    SELECT date_trunc('month', s.sale_date) AS month, s.movie_id, t.region,
                           sum(s.amount_minor) AS amount, sum(s.tickets) AS tickets
                    FROM bench_reports.sale s LEFT JOIN theater t ON t.id = s.theater_id WHERE %s
                    GROUP BY 1, 2, 3 ORDER BY 1, 2, t.region COLLATE "C" LIMIT %d) AS x
                ORDER BY x.month, x.movie_id, x.region COLLATE "C\"""".formatted(conditions, PAGE), values);
    }

    private Question top(SplittableRandom random) {
        Range range = range(random);
        return new Question(
                "/reports/top-5-by-revenue?" + range.query(), List.of("product_id", "revenue_minor"), """
                SELECT s.movie_id, sum(s.amount_minor) FROM bench_reports.sale s WHERE %s
                GROUP BY s.movie_id ORDER BY 2 DESC, 1 LIMIT 5""".formatted(RANGE), range.values());
    }

    private Question topTheater(SplittableRandom random) {
        LocalDate day = first.plusDays(random.nextInt(days));
        return new Question(
                "/top-theater/" + day + "?currency=" + currency, List.of("theater.id", "revenue_minor"), """
                SELECT s.theater_id, sum(s.amount_minor) FROM bench_reports.sale s WHERE %s
                GROUP BY s.theater_id ORDER BY 2 DESC, 1 LIMIT 1""".formatted(RANGE),
                new Range(currency, day, day).values());
    }

    private record Range(String currency, LocalDate from, LocalDate to) {
        String query() {
            return "start_date=" + from + "&end_date=" + to + "&currency=" + currency;
        }

        List<Object> values() {
            return new ArrayList<>(List.of(currency, Date.valueOf(from), Date.valueOf(to)));
        }
    }

    private Range range(SplittableRandom random) {
        int one = random.nextInt(days);
        int other = random.nextInt(days);
        return new Range(currency, first.plusDays(Math.min(one, other)), first.plusDays(Math.max(one, other)));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String text(Connection connection, String sql) throws SQLException {
        List<String> texts = texts(connection, sql);
        return texts.isEmpty() ? null : texts.get(0);
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
