package io.marquee.api.hold;

import java.util.Collection;
import java.util.Locale;

/** A theater's rule against single seats that nobody wants, as the column {@code theater.single_seat_rule} has it. */
public enum SingleSeatRule {
    /** Everybody sits where they like. */
    OFF,
    /** Two and more may not leave a single seat; who comes alone may, since such a seat is all that one needs. */
    PARTIES,
    /** Nobody may leave a single seat. */
    EVERYONE;

    /** The words in requests and in the database, as a pattern. */
    public static final String WORDS = "off|parties|everyone";

    static SingleSeatRule of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /**
     * Whether it is for a party that takes these seats together. Who needs an accessible seat has little choice, and is
     * never refused by it.
     */
    boolean binds(SeatPlan plan, Collection<String> seats) {
        return this != OFF
                && (this == EVERYONE || seats.size() > 1)
                && seats.stream().noneMatch(seat -> plan.category(seat).equals(SeatPlan.ACCESSIBLE));
    }
}
