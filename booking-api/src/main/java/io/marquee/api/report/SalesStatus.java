package io.marquee.api.report;

import com.fasterxml.jackson.annotation.JsonValue;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Locale;

/** How sure a total is, the least sure first. */
@Serdeable
public enum SalesStatus {
    /** The day or month goes on, or its grace period does. */
    PROVISIONAL,
    /** Corrected after it had been final. */
    RESTATED,
    /** The day or month is over and everything in it was counted. */
    FINAL;

    /** The word on the wire. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static SalesStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
