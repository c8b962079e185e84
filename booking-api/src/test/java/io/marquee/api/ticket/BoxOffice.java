package io.marquee.api.ticket;

import io.marquee.local.TestServers;
import io.marquee.sql.Schema;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.token.generator.TokenGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** The API on a database of its own, with bookings written by SQL. */
final class BoxOffice implements AutoCloseable {

    static final String HOLDER = "guest:alice";

    private final EmbeddedServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Jdbi jdbi;

    /** Starts an instance on a database, which is made if it is not there. */
    BoxOffice(String database, int connections) {
        // Not by the instance: Flyway wants two connections, and the pool may have one.
        TestServers.migratedDatabase(database, Schema::migrate);
        server = ApplicationContext.run(EmbeddedServer.class, Map.of(
                "micronaut.server.port", -1,
                "micronaut.server.host", "127.0.0.1",
                "datasources.default.url", TestServers.postgres().jdbcUrl(database),
                "datasources.default.maximum-pool-size", connections,
                "marquee.database.migrate", false,
                "marquee.outbox.relay", false,
                "redis.uri", TestServers.redis().uri(),
                "MARQUEE_JWT_SECRET", "a secret that only this test knows, 32+"));
        jdbi = server.getApplicationContext().getBean(Jdbi.class);
    }

    /** A showing in a theater of its own, in an auditorium with seats C1 to C12. */
    record Showing(long id, String zone, Instant startsAt) {}

    Showing showing(String title, String theater, String zone, Instant startsAt) {
        long id = jdbi.withHandle(handle -> handle.createQuery(
                        """
                        WITH m AS (
                            INSERT INTO movie (title, runtime_minutes, rating)
                            VALUES (:title, 118, 'PG-13') RETURNING id),
                        t AS (
                            INSERT INTO theater (name, location, region, time_zone, currency)
                            VALUES (:theater, '12 High Street, Old Town', 'North', :zone, 'USD') RETURNING id),
                        a AS (
                            INSERT INTO auditorium (theater_id, name, layout, seats)
                            SELECT t.id, 'Hall 3', jsonb_build_object('rows', jsonb_build_array(jsonb_build_object(
                                'name', 'C', 'seats', (SELECT jsonb_agg(jsonb_build_object(
                                    'name', 'C' || n, 'column', n,
                                    'category', CASE WHEN n > 8 THEN 'premium' ELSE 'standard' END))
                                    FROM generate_series(1, 12) AS n))), 'columns', 12, 'aisles', '[]'::jsonb), 12
                            FROM t RETURNING id)
                        INSERT INTO showtime (movie_id, auditorium_id, theater_id, starts_at, ends_at, prices)
                        SELECT m.id, a.id, t.id, :starts, :starts + interval '130 minutes',
                               '{"standard": 1200, "premium": 1650}'
                        FROM m, t, a RETURNING id""")
                .bind("title", title)
                .bind("theater", theater)
                .bind("zone", zone)
                .bind("starts", OffsetDateTime.ofInstant(startsAt, ZoneOffset.UTC))
                .mapTo(Long.class)
                .one());
        return new Showing(id, zone, startsAt);
    }

    /** A confirmed booking of {@link #HOLDER}. */
    UUID booking(Showing showing, long totalMinor, String... seats) {
        UUID booking = UUID.randomUUID();
        UUID hold = UUID.randomUUID();
        jdbi.useTransaction(handle -> {
            handle.execute(
                    """
                    INSERT INTO hold (id, showtime_id, holder, seats, total_minor, currency, status, expires_at,
                                      latest_expiry)
                    VALUES (?, ?, ?, ?, ?, 'USD', 'booked', now(), now())""",
                    hold, showing.id(), HOLDER, seats, totalMinor);
            handle.execute(
                    """
                    INSERT INTO booking (id, hold_id, showtime_id, holder, email, seats, total_minor, currency, status)
                    VALUES (?, ?, ?, ?, 'alice@example.org', ?, ?, 'USD', 'confirmed')""",
                    booking, hold, showing.id(), HOLDER, seats, totalMinor);
            for (String seat : seats) {
                handle.execute(
                        """
                        INSERT INTO seat_claim (showtime_id, seat, hold_id, booking_id, version)
                        VALUES (?, ?, ?, ?, 1)""",
                        showing.id(), seat, hold, booking);
            }
        });
        return booking;
    }

    /** Cancels a booking the way a cancellation does it: in one transaction, the claims deleted. */
    void cancel(UUID booking) {
        jdbi.useTransaction(handle -> {
            handle.execute("UPDATE booking SET status = 'cancelled', cancelled_at = now() WHERE id = ?", booking);
            handle.execute("DELETE FROM seat_claim WHERE booking_id = ?", booking);
        });
    }

    /** Gives one seat back. */
    void giveBack(UUID booking, String seat) {
        jdbi.useHandle(handle ->
                handle.execute("DELETE FROM seat_claim WHERE booking_id = ? AND seat = ?", booking, seat));
    }

    Jdbi jdbi() {
        return jdbi;
    }

    <T> T bean(Class<T> type) {
        return server.getApplicationContext().getBean(type);
    }

    /** The code of a seat, as its QR code has it. */
    String code(UUID booking, String seat) {
        return bean(TicketCodes.class).sign(TicketCode.of(bean(Tickets.class).find(booking).orElseThrow(), seat));
    }

    /** A token of the API for a caller. */
    String token(String subject, String... roles) {
        return bean(TokenGenerator.class)
                .generateToken(Authentication.build(subject, List.of(roles)), 600)
                .orElseThrow();
    }

    HttpResponse<byte[]> get(String path, String token) {
        return send(request(path, token).GET().build());
    }

    HttpResponse<byte[]> post(String path, String body, String token) {
        return send(request(path, token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.getURL() + path)).timeout(Duration.ofMinutes(1));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
