package io.marquee.api.report;

import io.marquee.api.problem.ProblemException;
import java.time.LocalDate;

/**
 * Business days from one to another, both included.
 *
 * @param from the first day
 * @param to the last day, not before the first
 */
record DateRange(LocalDate from, LocalDate to) {

    /** Before any cinema, so that an earlier date is a slip of the pen. */
    static final LocalDate EARLIEST = LocalDate.of(1890, 1, 1);

    /** Far after anything that is sold today. */
    static final LocalDate LATEST = LocalDate.of(2199, 12, 31);

    /**
     * Reads two optional parameters of a request.
     *
     * @param first null for no limit
     * @param last null for no limit
     * @throws ProblemException 400 that names the parameter: no date, out of {@link #EARLIEST} to {@link #LATEST}, or
     *     the first after the last
     */
    static DateRange read(String firstParameter, String first, String lastParameter, String last) {
        LocalDate from = first == null ? EARLIEST : readDate(firstParameter, first);
        LocalDate to = last == null ? LATEST : readDate(lastParameter, last);
        if (from.isAfter(to)) {
            throw ProblemException.badField(firstParameter, "must not be after " + lastParameter);
        }
        return new DateRange(from, to);
    }

    private static LocalDate readDate(String parameter, String text) {
        LocalDate date = SalesPeriod.readDate(parameter, text);
        if (date.isBefore(EARLIEST) || date.isAfter(LATEST)) {
            throw ProblemException.badField(parameter, "must be from " + EARLIEST + " to " + LATEST);
        }
        return date;
    }
}
