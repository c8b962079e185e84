package io.marquee.api.report;

import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Who earned most. */
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "reports")
class TopTheaterController {

    private static final int MOST = 200;

    private final SalesTotals totals;
    private final TheaterNames names;

    TopTheaterController(SalesTotals totals, TheaterNames names) {
        this.totals = totals;
        this.names = names;
    }

    /**
     * The theater with the highest net revenue of a business day.
     *
     * @param date such as 2026-11-21
     * @param currency ISO 4217; when left out, the house currency if anything was sold in it, else the currency with
     *     the most tickets
     */
    @Get("/top-theater/{date}")
    @Operation(summary = "The theater that earned most on a day")
    @ApiResponse(responseCode = "400", description = "No date, or no currency")
    @ApiResponse(responseCode = "404", description = "Nothing was sold on that day")
    TopTheater topTheater(String date, @Nullable @QueryValue String currency) {
        SalesPeriod day = SalesPeriod.day(SalesPeriod.readDate("date", date));
        SalesTotals.Ranking ranking = totals.top(day, readCurrency(currency), 1);
        if (ranking.rows().isEmpty()) {
            throw ProblemException.of(
                    HttpStatus.NOT_FOUND, "nothing-sold", "Nothing sold",
                    "Nothing was sold on " + date + (currency == null ? "." : " in " + ranking.currency() + "."));
        }
        TheaterSales best = ranking.rows().get(0);
        return new TopTheater(
                day.text(), ranking.currency(), names.of(List.of(best.theaterId())).get(best.theaterId()),
                best.revenueMinor(), best.netTickets(), best.status(), best.updatedAt(), ranking.servedFrom());
    }

    /**
     * The theaters with the highest net revenue of a day or a month, ties by ascending theater id.
     *
     * @param date such as 2026-11-21; either this or a month
     * @param month such as 2026-11
     * @param limit 1 to 200, 50 when left out
     * @param currency ISO 4217; when left out, the house currency if anything was sold in it, else the currency with
     *     the most tickets
     */
    @Get("/top-theaters")
    @Operation(summary = "The theaters that earned most in a day or month")
    @ApiResponse(responseCode = "400", description = "Not one of date and month, or a malformed value")
    TopTheaters topTheaters(
            @Nullable @QueryValue String date,
            @Nullable @QueryValue String month,
            @QueryValue(defaultValue = "50") int limit,
            @Nullable @QueryValue String currency) {
        if ((date == null) == (month == null)) {
            throw ProblemException.badField("date", "give either date or month");
        }
        if (limit < 1 || limit > MOST) {
            throw ProblemException.badField("limit", "must be from 1 to " + MOST);
        }
        SalesPeriod period = date != null
                ? SalesPeriod.day(SalesPeriod.readDate("date", date))
                : SalesPeriod.month(SalesPeriod.readMonth("month", month));
        SalesTotals.Ranking ranking = totals.top(period, readCurrency(currency), limit);
        return new TopTheaters(
                period.isMonth() ? null : period.text(),
                period.isMonth() ? period.text() : null,
                ranking.currency(),
                ranking.rows().stream().map(TheaterSales::status).min(Comparator.naturalOrder())
                        .orElse(SalesStatus.PROVISIONAL),
                ranking.rows().stream().map(TheaterSales::updatedAt).max(Comparator.naturalOrder())
                        .orElseGet(Instant::now),
                ranking.servedFrom(),
                items(ranking.rows()));
    }

    private List<TopTheaters.Item> items(List<TheaterSales> rows) {
        Map<Long, TheaterName> named = names.of(rows.stream().map(TheaterSales::theaterId).toList());
        List<TopTheaters.Item> items = new ArrayList<>();
        for (TheaterSales row : rows) {
            items.add(new TopTheaters.Item(
                    items.size() + 1, named.get(row.theaterId()), row.revenueMinor(), row.netTickets(), row.status()));
        }
        return items;
    }

    static String readCurrency(String text) {
        if (text == null) {
            return null;
        }
        String currency = text.toUpperCase(Locale.ROOT);
        if (!currency.matches("[A-Z]{3}")) {
            throw ProblemException.badField("currency", "must be an ISO 4217 code such as USD");
        }
        return currency;
    }
}
