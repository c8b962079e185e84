package io.marquee.api.catalog;

import io.marquee.api.http.ETags;
import io.marquee.api.problem.FieldError;
import io.marquee.api.problem.ProblemException;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/** Adds, changes and deletes theaters. */
@Singleton
class TheaterWrites {

    private final Jdbi jdbi;
    private final Theaters theaters;
    private final ETags tags;

    TheaterWrites(Jdbi jdbi, Theaters theaters, ETags tags) {
        this.jdbi = jdbi;
        this.theaters = theaters;
        this.tags = tags;
    }

    Theater add(TheaterRequest request) {
        return jdbi.inTransaction(handle -> {
            requireKnown(handle, request);
            long id = bind(handle.createQuery("""
                            INSERT INTO theater (name, location, region, time_zone, currency, single_seat_rule)
                            VALUES (:name, :location, :region, :zone, :currency, coalesce(:rule, 'parties'))
                            RETURNING id"""), request)
                    .mapTo(Long.class)
                    .one();
            return theaters.find(handle, id).orElseThrow();
        });
    }

    /**
     * Changes a theater. Zone and currency stay as they are once it has showings or sales: prices and days that were
     * sold would mean something else.
     */
    Theater change(HttpRequest<?> http, long id, TheaterRequest request) {
        return jdbi.inTransaction(handle -> {
            Theater before = requireCurrent(handle, http, id);
            requireKnown(handle, request);
            boolean sameMoneyAndTime =
                    before.timeZone().equals(request.timeZone()) && before.currency().equals(request.currency());
            if (!sameMoneyAndTime && (hasSales(handle, id) || hasShowings(handle, id))) {
                throw ProblemException.conflict(
                        "theater-in-use", "Theater in use",
                        "Zone and currency cannot change any more: the theater has showings or sales.");
            }
            bind(handle.createUpdate("""
                            UPDATE theater SET name = :name, location = :location, region = :region, time_zone = :zone,
                                               currency = :currency, updated_at = now(),
                                               single_seat_rule = coalesce(:rule, single_seat_rule)
                            WHERE id = :id"""), request)
                    .bind("id", id)
                    .execute();
            return theaters.find(handle, id).orElseThrow();
        });
    }

    /** @throws ProblemException 409 when it has auditoriums, or sold anything */
    void delete(HttpRequest<?> http, long id) {
        Constraints.obey(() -> jdbi.inTransaction(handle -> {
            requireCurrent(handle, http, id);
            if (hasSales(handle, id)) {
                throw Constraints.inUse("This theater has sales; reports need its name.");
            }
            return handle.execute("DELETE FROM theater WHERE id = ?", id);
        }));
    }

    private Theater requireCurrent(Handle handle, HttpRequest<?> http, long id) {
        handle.select("SELECT id FROM theater WHERE id = ? FOR NO KEY UPDATE", id)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> ProblemException.notFound("theater", id));
        Theater theater = theaters.find(handle, id).orElseThrow();
        tags.requireMatch(http, tags.tag(theater));
        return theater;
    }

    private static boolean hasShowings(Handle handle, long id) {
        return handle.select("SELECT EXISTS (SELECT FROM showtime WHERE theater_id = ?)", id)
                .mapTo(Boolean.class)
                .one();
    }

    // Tills sell without showings.
    private static boolean hasSales(Handle handle, long id) {
        return handle.select("""
                        SELECT EXISTS (SELECT FROM analytics.theater_daily_sales WHERE theater_id = ?)
                            OR EXISTS (SELECT FROM outbox WHERE theater_id = ?)""", id, id)
                .mapTo(Boolean.class)
                .one();
    }

    private static void requireKnown(Handle handle, TheaterRequest request) {
        List<FieldError> errors = new ArrayList<>();
        // Both sides must know the zone: Java for the pages, PostgreSQL for local dates.
        boolean zone = ZoneId.getAvailableZoneIds().contains(request.timeZone())
                && handle.select("SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = ?)", request.timeZone())
                        .mapTo(Boolean.class)
                        .one();
        if (!zone) {
            errors.add(new FieldError("time_zone", "is no IANA time zone"));
        }
        boolean currency = Currency.getAvailableCurrencies().stream()
                .anyMatch(known -> known.getCurrencyCode().equals(request.currency())
                        && known.getDefaultFractionDigits() >= 0); // those without are metals, funds and tests
        if (!currency) {
            errors.add(new FieldError("currency", "is no ISO 4217 currency"));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.badFields(errors);
        }
    }

    private static <T extends SqlStatement<T>> T bind(T statement, TheaterRequest request) {
        return statement
                .bind("name", request.name().strip())
                .bind("location", request.location().strip())
                .bind("region", request.region().strip())
                .bind("zone", request.timeZone())
                .bind("currency", request.currency())
                .bind("rule", request.singleSeatRule());
    }
}
