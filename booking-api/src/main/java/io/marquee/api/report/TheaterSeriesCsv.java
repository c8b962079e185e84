package io.marquee.api.report;

import io.marquee.api.report.Csv.Column;
import io.marquee.api.report.TheaterSeries.Item;
import io.micronaut.core.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A theater's series as a table: a line per day or month, what it is compared with to the right. */
final class TheaterSeriesCsv {

    private TheaterSeriesCsv() {}

    /** A day or month, and the one that stands in its place in the time before; null when none was asked for. */
    record Line(Item now, @Nullable Item before) {}

    static List<Line> lines(TheaterSeries series) {
        return IntStream.range(0, series.items().size())
                .mapToObj(n -> new Line(
                        series.items().get(n),
                        series.previous() == null ? null : series.previous().items().get(n)))
                .toList();
    }

    static List<Column<Line>> columns(TheaterSeries series) {
        String currency = series.currency();
        List<Column<Line>> columns = new ArrayList<>(List.of(
                new Column<>(series.granularity().equals("month") ? "month" : "date", line -> line.now.period()),
                new Column<>("bookings", line -> line.now.bookings()),
                new Column<>("cancellations", line -> line.now.cancellations()),
                new Column<>("tickets", line -> line.now.tickets()),
                new Column<>("gross", line -> Csv.amount(line.now.grossMinor(), currency)),
                new Column<>("refunded", line -> Csv.amount(line.now.refundedMinor(), currency)),
                new Column<>("revenue", line -> Csv.amount(line.now.revenueMinor(), currency)),
                new Column<>("currency", line -> currency),
                new Column<>("status", line -> line.now.status() == null ? null : line.now.status().word())));
        if (series.previous() != null) {
            columns.add(new Column<>(
                    series.granularity().equals("month") ? "previous_month" : "previous_date",
                    line -> line.before.period()));
            columns.add(new Column<>("previous_bookings", line -> line.before.bookings()));
            columns.add(new Column<>("previous_tickets", line -> line.before.tickets()));
            columns.add(new Column<>(
                    "previous_revenue", line -> Csv.amount(line.before.revenueMinor(), currency)));
        }
        return columns;
    }
}
