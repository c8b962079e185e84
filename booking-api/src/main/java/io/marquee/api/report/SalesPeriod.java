package io.marquee.api.report;

import io.marquee.api.problem.ProblemException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * A calendar day or month of the theaters.
 *
 * @param firstDay the day, or the first of the month
 * @param isMonth whether it is a month
 */
record SalesPeriod(LocalDate firstDay, boolean isMonth) {

    private static final int DATE_LENGTH = 10;
    private static final int MONTH_LENGTH = 7;

    static SalesPeriod day(LocalDate date) {
        return new SalesPeriod(date, false);
    }

    static SalesPeriod month(YearMonth month) {
        return new SalesPeriod(month.atDay(1), true);
    }

    /**
     * Reads a date such as 2026-11-21.
     *
     * @param parameter its name in the request
     * @throws ProblemException 400 that names the parameter
     */
    static LocalDate readDate(String parameter, String text) {
        try {
            if (text.length() == DATE_LENGTH) { // longer years and signs are ISO 8601, but no dates that we have
                return inRange(LocalDate.parse(text));
            }
        } catch (DateTimeException malformed) {
            // answered below
        }
        throw ProblemException.badField(parameter, "must be a date such as 2026-11-21");
    }

    /**
     * Reads a month such as 2026-11.
     *
     * @param parameter its name in the request
     * @throws ProblemException 400 that names the parameter
     */
    static YearMonth readMonth(String parameter, String text) {
        try {
            if (text.length() == MONTH_LENGTH) {
                YearMonth month = YearMonth.parse(text);
                inRange(month.atDay(1));
                return month;
            }
        } catch (DateTimeException malformed) {
            // answered below
        }
        throw ProblemException.badField(parameter, "must be a month such as 2026-11");
    }

    private static LocalDate inRange(LocalDate date) {
        if (date.getYear() < 1) {
            throw new DateTimeException("before the first year");
        }
        return date;
    }

    /** As it is in requests, answers and the keys of Redis. */
    String text() {
        return isMonth ? YearMonth.from(firstDay).toString() : firstDay.toString();
    }
}
