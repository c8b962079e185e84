package io.marquee.api.report;

import io.marquee.api.problem.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What a dashboard counts. */
enum Metric {
    /** Sales made. */
    BOOKINGS("bookings", SalesReports.Day::bookings),
    /** Refunds made. */
    CANCELLATIONS("cancellations", SalesReports.Day::cancellations),
    /** Tickets sold less given back. */
    TICKETS("tickets - tickets_refunded", SalesReports.Day::tickets),
    /** Gross less refunds, in minor units. */
    REVENUE("net_minor", SalesReports.Day::revenueMinor);

    private final String expression;
    private final ToLongFunction<SalesReports.Day> ofDay;

    Metric(String expression, ToLongFunction<SalesReports.Day> ofDay) {
        this.expression = expression;
        this.ofDay = ofDay;
    }

    /** @throws ProblemException 400 when it is none of them */
    static Metric read(String word) {
        return Arrays.stream(values())
                .filter(metric -> metric.word().equals(word))
                .findFirst()
                .orElseThrow(() -> ProblemException.badField("metric", "must be one of "
                        + Arrays.stream(values()).map(Metric::word).collect(Collectors.joining(", "))));
    }

    /** The SQL of a theater's total. */
    String expression() {
        return expression;
    }

    long of(SalesReports.Day day) {
        return ofDay.applyAsLong(day);
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
