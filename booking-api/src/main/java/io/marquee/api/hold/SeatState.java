package io.marquee.api.hold;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;

/**
 * How a seat stands.
 *
 * @param state {@code available}, {@code held} or {@code booked}
 * @param version the showing's version when the seat was last claimed; 0 when no claim is known
 * @param expiresAt when the hold ends by itself; only with {@code held}
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SeatState(String state, long version, @Nullable Instant expiresAt) {

    /** The word for a seat that can be had. */
    public static final String AVAILABLE = "available";

    /** The word for a seat that someone has for some minutes. */
    public static final String HELD = "held";

    /** The word for a seat that is sold. */
    public static final String BOOKED = "booked";

    static final SeatState NEVER_CLAIMED = new SeatState(AVAILABLE, 0, null);
}
