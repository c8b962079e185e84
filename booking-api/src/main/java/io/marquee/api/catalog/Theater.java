package io.marquee.api.catalog;

import io.micronaut.serde.annotation.Serdeable;

/**
 * A theater.
 *
 * @param timeZone IANA name; its days and the local times of its showings are of this zone
 * @param currency ISO 4217 code of its prices
 * @param singleSeatRule who may not leave a single seat alone: {@code off}, {@code parties}, {@code everyone}
 */
@Serdeable
record Theater(
        long id, String name, String location, String region, String timeZone, String currency,
        String singleSeatRule) {}
