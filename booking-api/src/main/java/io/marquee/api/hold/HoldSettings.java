package io.marquee.api.hold;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.time.Duration;

/**
 * How long seats are kept for whom.
 *
 * @param life how long a hold lasts without being extended
 * @param cap how long it lasts at most, from its start
 * @param maxSeats how many seats of a showing one holder may have, bought ones included
 */
@ConfigurationProperties("marquee.hold")
record HoldSettings(Duration life, Duration cap, int maxSeats) {}
