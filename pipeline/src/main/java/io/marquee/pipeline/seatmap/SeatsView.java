package io.marquee.pipeline.seatmap;

import io.marquee.events.EventJson;
import io.marquee.pipeline.redis.Marks;
import io.marquee.pipeline.redis.RedisConnection;
import io.marquee.pipeline.redis.RedisConnection.Call;
import io.marquee.pipeline.redis.RedisView;
import io.marquee.pipeline.redis.Script;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Seats in Redis: hash {@code seats:<showing>} with a field per seat that ever changed, and a message on channel {@code
 * seat-updates:<showing>} for each change, sent in the same step.
 *
 * <p>It is filled again from the claims in PostgreSQL, which may be ahead of the events, never behind them; free seats
 * have no claim, and need no entry.
 */
final class SeatsView implements RedisView<SeatUpdate> {

    private static final long serialVersionUID = 1L;
    private static final Script SET = Script.beside(SeatsView.class, "seats.lua");
    private static final int CALLS_AT_ONCE = 1_000;
    private static final String CLAIMS = """
            SELECT c.showtime_id, c.version, c.booking_id IS NOT NULL AS booked, c.expires_at, s.starts_at,
                   array_agg(c.seat) AS seats
            FROM seat_claim c JOIN showtime s ON s.id = c.showtime_id
            WHERE (c.booking_id IS NOT NULL OR c.expires_at > clock_timestamp())
              AND s.starts_at > clock_timestamp() - make_interval(secs => ?)
            GROUP BY c.showtime_id, c.version, c.booking_id IS NOT NULL, c.expires_at, s.starts_at""";

    private final Keeping keeping;

    SeatsView(Keeping keeping) {
        this.keeping = keeping;
    }

    @Override
    public String name() {
        return "seats";
    }

    @Override
    public int rows(SeatUpdate update) {
        return update.seats().size();
    }

    @Override
    public void write(List<SeatUpdate> updates, boolean repeated, Marks marks, RedisConnection redis) {
        redis.run(SET, updates.stream().map(this::call).toList());
    }

    private Call call(SeatUpdate update) {
        String stored = "{\"state\":\"" + update.state() + "\",\"version\":" + update.version()
                + (update.expiresAt() == 0
                        ? "}"
                        : ",\"expires_at\":\"" + EventJson.format(Instant.ofEpochMilli(update.expiresAt())) + "\"}");
        List<String> args = new ArrayList<>(3 + 4 * update.seats().size());
        args.add("seat-updates:" + update.showtimeId());
        args.add(Long.toString(Math.max(1, (update.forgetAt() - System.currentTimeMillis()) / 1_000)));
        args.add(Long.toString(update.version()));
        for (String seat : update.seats()) {
            args.add(seat);
            args.add(Long.toString(update.version()));
            args.add(update.expired() ? "1" : "0");
            args.add(stored);
        }
        return new Call(List.of("seats:" + update.showtimeId()), args);
    }

    @Override
    public long refill(Marks marks, RedisConnection redis, Connection postgres, Runnable goesOn) throws SQLException {
        long count = 0;
        try (PreparedStatement statement = postgres.prepareStatement(CLAIMS)) {
            statement.setDouble(1, keeping.afterStart().toSeconds());
            statement.setFetchSize(CALLS_AT_ONCE);
            try (ResultSet claims = statement.executeQuery()) {
                List<Call> calls = new ArrayList<>(CALLS_AT_ONCE);
                while (claims.next()) {
                    Timestamp expiry = claims.getTimestamp("expires_at");
                    List<String> seats = List.of((String[]) claims.getArray("seats").getArray());
                    calls.add(call(new SeatUpdate(
                            claims.getLong("showtime_id"),
                            seats,
                            (claims.getBoolean("booked") ? Seat.State.BOOKED : Seat.State.HELD).word(),
                            claims.getLong("version"),
                            expiry == null ? 0 : expiry.getTime(),
                            false,
                            keeping.end(claims.getTimestamp("starts_at").getTime(), System.currentTimeMillis()))));
                    count += seats.size();
                    if (calls.size() == CALLS_AT_ONCE) {
                        redis.run(SET, calls);
                        goesOn.run();
                        calls.clear();
                    }
                }
                if (!calls.isEmpty()) {
                    redis.run(SET, calls);
                }
            }
        }
        return count;
    }
}
