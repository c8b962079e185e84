package io.marquee.api.report;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;

/**
 * A theater in a report.
 *
 * @param name null when the catalogue does not know the theater
 * @param location null when the catalogue does not know the theater
 */
@Serdeable
record TheaterName(long id, @Nullable String name, @Nullable String location) {}
