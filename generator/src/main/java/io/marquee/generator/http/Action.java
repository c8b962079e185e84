package io.marquee.generator.http;

import java.util.Set;

/** What a customer asks of the API, and which answers are part of the business. */
public enum Action {
    GUEST("guest token", 200, 201),
    THEATERS("theaters", 200),
    SHOWTIMES("showtimes", 200),
    SEAT_MAP("seat map", 200),
    HOLD("hold", 201, 409),
    /** A hold may run out before it is given up. */
    RELEASE("release", 200, 204, 404, 409, 410),
    BOOK("book", 201, 402, 409),
    /** A showing may have begun since. */
    CANCEL("cancel", 200, 409);

    private final String label;
    private final Set<Integer> expected;

    Action(String label, Integer... expected) {
        this.label = label;
        this.expected = Set.of(expected);
    }

    /** The name in tables. */
    public String label() {
        return label;
    }

    /** Whether a working API may answer so. */
    public boolean expects(int status) {
        return expected.contains(status);
    }
}
