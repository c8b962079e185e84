package io.marquee.api.catalog;

import io.marquee.api.hold.Layout;
import io.micronaut.serde.annotation.Serdeable;

/**
 * An auditorium with its seats.
 *
 * @param seats how many there are
 */
@Serdeable
record Auditorium(long id, long theaterId, String name, int seats, Layout layout) {

    /** An auditorium as lists have it. */
    @Serdeable
    record Summary(long id, long theaterId, String name, int seats) {}
}
