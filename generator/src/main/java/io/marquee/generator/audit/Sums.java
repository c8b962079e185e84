package io.marquee.generator.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * What a bucket adds up to. Amounts are minor units.
 *
 * @param bookings sales
 * @param cancellations refunds
 * @param tickets tickets sold
 * @param ticketsRefunded tickets taken back
 * @param gross money in
 * @param refunded money back
 */
record Sums(long bookings, long cancellations, long tickets, long ticketsRefunded, long gross, long refunded) {

    static final Sums ZERO = new Sums(0, 0, 0, 0, 0, 0);

    long net() {
        return gross - refunded;
    }

    boolean isZero() {
        return equals(ZERO);
    }

    /** Says in which columns another one differs, as "gross 100, not 200". */
    String against(Sums expected) {
        List<String> parts = new ArrayList<>();
        compare(parts, "bookings", bookings, expected.bookings);
        compare(parts, "cancellations", cancellations, expected.cancellations);
        compare(parts, "tickets", tickets, expected.tickets);
        compare(parts, "tickets_refunded", ticketsRefunded, expected.ticketsRefunded);
        compare(parts, "gross_minor", gross, expected.gross);
        compare(parts, "refunded_minor", refunded, expected.refunded);
        return String.join(", ", parts);
    }

    /** All columns in words. */
    String inWords() {
        return "bookings " + bookings + ", cancellations " + cancellations + ", tickets " + tickets
                + ", tickets_refunded " + ticketsRefunded + ", gross_minor " + gross + ", refunded_minor " + refunded;
    }

    private static void compare(List<String> parts, String name, long is, long expected) {
        if (is != expected) {
            parts.add(name + " is " + is + ", not " + expected);
        }
    }
}
