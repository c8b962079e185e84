package io.marquee.generator.history;

import io.marquee.events.SalesEvent;
import io.marquee.events.SalesEvent.Channel;
import io.marquee.events.SalesEvent.Type;
import io.marquee.generator.history.Evening.Entry;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The sales and refunds of all houses of a history, in order of time over all of them, numbered from 1. The same
 * options give the same events, on every machine and from wherever one begins to look.
 */
public final class History {

    /** More a day than this cannot be put in order at once. */
    public static final int MOST_A_DAY = 1_000_000;

    private static final int SLOT_BITS = 22;

    private final HistoryOptions options;
    private final List<House> houses;
    private final List<Film> films;
    private final long fingerprint;

    /** Takes the events. */
    public interface Receiver {
        /** Whether it wants an event; what it does not want is not made. */
        boolean wants(long theaterId, long sequence);

        /** Takes one that it wanted. */
        void take(SalesEvent event) throws SQLException;
    }

    public History(HistoryOptions options) {
        this.options = options;
        houses = House.of(options);
        films = Film.of(options);
        fingerprint = options.fingerprint();
    }

    List<House> houses() {
        return houses;
    }

    List<Film> films() {
        return films;
    }

    /**
     * Plays the history.
     *
     * @param theaterIds ids by number of the house
     * @param movieIds ids by number of the movie
     */
    public void play(long[] theaterIds, long[] movieIds, Receiver receiver) throws SQLException {
        Repertoire repertoire = new Repertoire(options, films);
        Attendance attendance = new Attendance(options, houses, new Repertoire(options, films));
        List<Evening> evenings =
                houses.stream().map(house -> new Evening(options.seed(), house)).toList();
        String[] sources = Arrays.stream(theaterIds).mapToObj(id -> options.sender() + ":" + id)
                .toArray(String[]::new);
        List<Timed> waiting = new ArrayList<>();
        long sequence = 0;
        for (int n = 0; n < options.days(); n++) {
            LocalDate day = options.from().plusDays(n);
            int[] counts = attendance.counts(day);
            Map<ZoneId, Long> midnights = new HashMap<>();
            for (House house : houses) {
                long midnight = midnights.computeIfAbsent(house.city().zone(), zone -> midnight(day, zone));
                for (Entry entry : evenings.get(house.number()).on(day, counts[house.number()], repertoire)) {
                    waiting.add(new Timed(midnight + entry.millisOfDay(), entry));
                }
            }
            // Nowhere does the next day begin earlier than fourteen hours before it does in Greenwich.
            long nextBegins = n == options.days() - 1
                    ? Long.MAX_VALUE
                    : day.plusDays(1).atStartOfDay(ZoneOffset.ofHours(14)).toInstant().toEpochMilli();
            List<Timed> later = new ArrayList<>();
            for (Timed timed : inOrder(waiting)) {
                if (timed.at >= nextBegins) {
                    later.add(timed);
                    continue;
                }
                sequence++;
                long theater = theaterIds[timed.entry.house().number()];
                if (receiver.wants(theater, sequence)) {
                    receiver.take(event(timed, sequence, sources[timed.entry.house().number()], theater,
                            movieIds[timed.entry.film().number()]));
                }
            }
            waiting = later;
        }
    }

    private record Timed(long at, Entry entry) {}

    // Entries of the same millisecond stay in the order in which they were made.
    private static List<Timed> inOrder(List<Timed> waiting) {
        if (waiting.isEmpty()) {
            return waiting;
        }
        long first = waiting.stream().mapToLong(Timed::at).min().orElseThrow();
        long[] keys = new long[waiting.size()];
        for (int slot = 0; slot < keys.length; slot++) {
            keys[slot] = (waiting.get(slot).at - first) << SLOT_BITS | slot;
        }
        Arrays.sort(keys);
        List<Timed> ordered = new ArrayList<>(keys.length);
        for (long key : keys) {
            ordered.add(waiting.get((int) (key & (1 << SLOT_BITS) - 1)));
        }
        return ordered;
    }

    // By the offset at noon: clocks change in the small hours, when nothing is sold.
    private static long midnight(LocalDate day, ZoneId zone) {
        return day.atTime(12, 0).atZone(zone).toInstant().toEpochMilli() - 12L * 3_600_000;
    }

    private SalesEvent event(Timed timed, long sequence, String source, long theater, long movie) {
        Entry entry = timed.entry;
        return new SalesEvent(
                entry.refund() ? Type.REFUND : Type.SALE,
                eventId(sequence),
                source,
                sequence,
                Instant.ofEpochMilli(timed.at),
                null,
                theater,
                entry.house().city().zone().getId(),
                movie,
                null,
                entry.tickets(),
                entry.amountMinor(),
                entry.house().city().currency(),
                entry.web() ? Channel.WEB : Channel.POS);
    }

    // Version 8 of RFC 9562, free of meaning but for the version: sixty bits of the options, and the number.
    private String eventId(long sequence) {
        long high = fingerprint & 0xFFFF_FFFF_FFFF_0FFFL | 0x8000;
        long low = 0x8000_0000_0000_0000L | sequence;
        return new UUID(high, low).toString();
    }
}
