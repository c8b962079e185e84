package io.marquee.generator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.events.BookingEvent;
import io.marquee.events.SalesEvent;
import io.marquee.events.SeatEvent;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Plants one fault at a time in bookings and their events, and looks whether the audit finds that and no other. */
class AuditBookingsTest extends AuditedWorld {

    @Test
    void findsABookingThatNobodyPaid() throws Exception {
        bookingWorld();
        sql("UPDATE payment SET status = 'failed'");

        assertDifference("seats, bookings and payments agree", "has 0 captured payments");
    }

    @Test
    void findsASoldSeatWithoutItsClaim() throws Exception {
        bookingWorld();
        sql("DELETE FROM seat_claim");

        assertDifference("seats, bookings and payments agree", "seat A1 of booking");
    }

    @Test
    void isContentWithSomeSeatsGivenBack() throws Exception {
        bookingWorld();
        giveBack("A2");
        sql("UPDATE hold SET seats = '{A1,A2}'");

        assertThat(audit()).as(printed).isZero();
    }

    @Test
    void findsASeatThatIsBothKeptAndRefunded() throws Exception {
        bookingWorld();
        giveBack("A1");

        assertDifference("seats, bookings and payments agree", "of the seats {A1} has {A1}, and refunds of {A1}");
    }

    @Test
    void findsARefundWithoutItsEvent() throws Exception {
        bookingWorld();
        giveBack("A2");
        sql("UPDATE hold SET seats = '{A1,A2}'");
        sql("DELETE FROM outbox WHERE type = 'refund'");

        assertDifference(
                "seats, bookings and payments agree", "has 1 refunds of 0 for 1 seats, and events of 0, 0 and 0");
    }

    @Test
    void findsAnEventThatNeverReachedKafka() throws Exception {
        bookingWorld();
        sql("INSERT INTO outbox (topic, key, event_id, type, showtime_id, occurred_at, payload)"
                + " VALUES ('bookings', '1', 'lost-one', 'booking.confirmed', 1, now(), '{}')");

        assertDifference("outbox rows are in Kafka", "event lost-one, is not in bookings");
    }

    @Test
    void findsVersionsThatComeInTheWrongOrder() throws Exception {
        bookingWorld();
        sql("UPDATE showtime SET version = 4");
        send(seatEvent(4));
        send(seatEvent(3));

        assertDifference("events of a showing come in version order", "version 3 of showtime:1 comes after 4");
    }

    @Test
    void isContentWithTheSameVersionsOfAnotherTheatersSource() throws Exception {
        bookingWorld();
        send(new SalesEvent(
                SalesEvent.Type.SALE, "elsewhere", "showtime:1", 1, LATE_EVENING, null, 18, "America/New_York", 5,
                null, 1, 0, "USD", SalesEvent.Channel.POS));

        assertThat(audit()).isEqualTo(1);
        assertThat(printed).contains("theater 18, 2024-05-01, USD is missing")
                .containsPattern("events of a showing come in version order +\\d+ +0\\b");
    }

    @Test
    void findsNothingWrongWithVersionsThatLeaptAtARestore() throws Exception {
        bookingWorld();
        sql("SELECT after_restore()");

        assertThat(audit()).as(printed).isZero();
    }

    /** One showing with one seat held (version 1) and sold (version 2). */
    private void bookingWorld() throws Exception {
        UUID hold = UUID.randomUUID();
        UUID booking = UUID.randomUUID();
        sql("INSERT INTO movie (id, title, runtime_minutes) VALUES (5, 'A movie', 90)");
        sql("INSERT INTO theater (id, name, location, region, time_zone, currency)"
                + " VALUES (17, 'A theater', 'A town', 'A region', 'America/New_York', 'USD')");
        sql("INSERT INTO auditorium (id, theater_id, name, layout, seats) VALUES (1, 17, '1', '{}', 10)");
        sql("INSERT INTO showtime (id, movie_id, auditorium_id, theater_id, starts_at, ends_at, prices, version)"
                + " VALUES (1, 5, 1, 17, now(), now() + interval '2 hours', '{}', 2)");
        sql("INSERT INTO hold (id, showtime_id, holder, seats, total_minor, currency, status, expires_at,"
                + " latest_expiry) VALUES ('" + hold + "', 1, 'guest', '{A1}', 0, 'USD', 'booked', now(), now())");
        sql("INSERT INTO booking (id, hold_id, showtime_id, holder, email, seats, total_minor, currency, status)"
                + " VALUES ('" + booking + "', '" + hold
                + "', 1, 'guest', 'a@example.com', '{A1}', 0, 'USD', 'confirmed')");
        sql("INSERT INTO seat_claim (showtime_id, seat, hold_id, booking_id, version)"
                + " VALUES (1, 'A1', '" + hold + "', '" + booking + "', 2)");
        sql("INSERT INTO payment (id, hold_id, booking_id, provider, amount_minor, currency, email, status)"
                + " VALUES (gen_random_uuid(), '" + hold + "', '" + booking + "', 'mock', 0, 'USD', 'a@example.com',"
                + " 'captured')");
        sql("INSERT INTO outbox (topic, key, event_id, type, theater_id, showtime_id, occurred_at, payload) VALUES"
                + " ('sales', '17', 'sale-1', 'sale', 17, 1, now(), '{\"booking_id\":\"" + booking
                + "\",\"amount_minor\":0}')");
        sql("UPDATE outbox SET recorded_at = now() - interval '1 minute'");
        // Free of charge: it changes counts, so the totals change with it.
        send(new SalesEvent(
                SalesEvent.Type.SALE, "sale-1", "showtime:1", 2, LATE_EVENING, booking.toString(), 17,
                "America/New_York", 5, 1L, 1, 0, "USD", SalesEvent.Channel.WEB));
        for (String table : List.of("theater_daily_sales", "theater_monthly_sales", "movie_daily_sales")) {
            sql("UPDATE analytics." + table + " SET bookings = 3, tickets = 4");
        }
        for (String key : List.of("theater-day:17:2024-05-31", "theater-month:17:2024-05")) {
            redis.hset(key, Map.of("USD:bookings", "3", "USD:tickets", "4"));
        }
        send(seatEvent(1));
        send(new BookingEvent(
                BookingEvent.Type.CONFIRMED, "booked", "showtime:1", 2, LATE_EVENING, 1, booking.toString(),
                List.of("A1")));
        assertThat(audit()).as(printed).isZero();
    }

    /** Refunds a seat of the booking, free of charge as it was, with both events (version 3). */
    private void giveBack(String seat) throws Exception {
        sql("UPDATE showtime SET version = 3");
        sql("INSERT INTO refund (id, payment_id, booking_id, seats, amount_minor, reason, status)"
                + " SELECT gen_random_uuid(), id, booking_id, '{" + seat + "}', 0, 'cancelled', 'done' FROM payment");
        sql("INSERT INTO outbox (topic, key, event_id, type, theater_id, showtime_id, occurred_at, payload)"
                + " SELECT 'sales', '17', 'refund-1', 'refund', 17, 1, now(),"
                + " jsonb_build_object('booking_id', id, 'amount_minor', 0, 'tickets', 1)::text FROM booking");
        send(new SalesEvent(
                SalesEvent.Type.REFUND, "refund-1", "showtime:1", 3, LATE_EVENING, UUID.randomUUID().toString(), 17,
                "America/New_York", 5, 1L, 1, 0, "USD", SalesEvent.Channel.WEB));
        send(new BookingEvent(
                BookingEvent.Type.CANCELLED, "cancelled", "showtime:1", 3, LATE_EVENING, 1,
                UUID.randomUUID().toString(), List.of(seat)));
        for (String table : List.of("theater_daily_sales", "theater_monthly_sales", "movie_daily_sales")) {
            sql("UPDATE analytics." + table + " SET cancellations = 2, tickets_refunded = 2");
        }
        for (String key : List.of("theater-day:17:2024-05-31", "theater-month:17:2024-05")) {
            redis.hset(key, Map.of("USD:cancellations", "2", "USD:tickets_refunded", "2"));
        }
    }

    private static SeatEvent seatEvent(long version) {
        return new SeatEvent(
                SeatEvent.Type.LOCKED, "seat-" + version, "showtime:1", version, LATE_EVENING, 1, List.of("A1"), "hold",
                LATE_EVENING.plusSeconds(300));
    }
}
