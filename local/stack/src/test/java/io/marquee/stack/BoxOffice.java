package io.marquee.stack;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sells tickets, for tests of the pages that show what was sold. */
final class BoxOffice {

    static final Duration SOON = Duration.ofSeconds(60);
    static final String OF_DAY = """
            SELECT coalesce(sum(net_minor), 0) FROM analytics.theater_daily_sales
            WHERE sale_date = ? AND currency = ?""";
    static final String OF_SPAN = """
            SELECT coalesce(sum(net_minor), 0) FROM analytics.theater_daily_sales
            WHERE sale_date BETWEEN ? AND ? AND currency = ?""";
    static final String OF_THEATER = OF_DAY + " AND theater_id = ?";
    private static final String UNCOUNTED = """
            SELECT (SELECT count(*) FROM booking) + (SELECT count(*) FROM booking WHERE status = 'cancelled')
                   - (SELECT coalesce(sum(bookings + cancellations), 0) FROM analytics.theater_daily_sales)""";

    private final BrowserStack.Shared stack;
    private final Customer customer;

    BoxOffice(BrowserStack.Shared stack, Customer customer) {
        this.stack = stack;
        this.customer = customer;
    }

    /** Waits until the database has counted what other tests sold. */
    void awaitQuiet() {
        await("what other tests sold").atMost(SOON).until(() -> stack.number(UNCOUNTED) == 0);
    }

    /** Buys seats far from each other, and waits until the database has the sale; what they cost. */
    long buy(Programme.Showing showing, int seats) throws Exception {
        long before = stack.number(OF_THEATER, showing.date(), showing.currency(), showing.theater());
        JsonNode map = customer.get("/showtimes/" + showing.id() + "/seats");
        List<String> free = new ArrayList<>();
        map.path("seats").properties().forEach(seat -> {
            if (seat.getValue().path("state").asText().equals("available")) {
                free.add(seat.getKey());
            }
        });
        long paid = 0;
        for (String seat : free.subList(0, seats)) {
            JsonNode hold = customer.hold(showing.id(), List.of(seat));
            paid += customer.pay(hold.path("hold_id").asText()).path("total_minor").asLong();
        }
        long expected = before + paid;
        await().atMost(SOON).until(() ->
                stack.number(OF_THEATER, showing.date(), showing.currency(), showing.theater()) == expected);
        return paid;
    }

    static String usd(long minor) {
        return String.format(Locale.US, "$%,.2f", minor / 100.0);
    }

    /** Chooses in a list by its name. */
    static void choose(Browser browser, String name, String value) {
        browser.see("select[name=" + name + "]");
        browser.script("""
                const field = document.querySelector(`select[name=${arguments[0]}]`);
                field.value = arguments[1];
                field.dispatchEvent(new Event('change', {bubbles: true}))""", name, value);
    }
}
