package io.marquee.api.catalog;

import io.micronaut.serde.annotation.Serdeable;

/** A genre or an actor. */
@Serdeable
record NamedItem(long id, String name) {}
