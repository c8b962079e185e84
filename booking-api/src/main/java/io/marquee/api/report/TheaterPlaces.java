package io.marquee.api.report;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** What reports need to know of a theater besides its name. */
@Singleton
class TheaterPlaces {

    private final Jdbi jdbi;

    TheaterPlaces(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param timeZone IANA name
     * @param currency ISO 4217
     */
    record Place(String timeZone, String currency) {}

    Optional<Place> find(long theaterId) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT time_zone, currency FROM theater WHERE id = :id")
                .bind("id", theaterId)
                .map((row, context) -> new Place(row.getString("time_zone"), row.getString("currency")))
                .findOne());
    }
}
