package io.marquee.api.catalog;

import io.marquee.api.hold.SingleSeatRule;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * A theater as an administrator describes it.
 *
 * @param timeZone IANA name, such as {@code America/Chicago}
 * @param currency ISO 4217 code
 * @param singleSeatRule who may not leave a single seat alone: nobody needs care ({@code off}), two and more
 *     ({@code parties}, also when a new theater does not say), or {@code everyone}; left out, it stays as it is
 */
@Serdeable
record TheaterRequest(
        @Nullable @NotBlank @Size(max = 200) String name,
        @Nullable @NotBlank @Size(max = 200) String location,
        @Nullable @NotBlank @Size(max = 200) String region,
        @Nullable @NotBlank @Size(max = 60) String timeZone,
        @Nullable @NotBlank @Size(max = 3) String currency,
        @Nullable @Pattern(regexp = SingleSeatRule.WORDS, message = "must be off, parties or everyone")
                String singleSeatRule) {}
