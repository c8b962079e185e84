package io.marquee.pipeline.boxoffice;

import io.marquee.events.SalesEvent;
import io.marquee.pipeline.boxoffice.History.Key;
import io.marquee.pipeline.boxoffice.History.Sums;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the box office must come to, the plain way: each event once in the order in which it comes, unless its day ended
 * the retention before the clock or longer ago; and a total is final once the clock has passed its end and the grace,
 * restated when an event came after that. Days begin at midnight. Of each theater all events have one time zone.
 */
final class PlainSums {

    /**
     * How long days are waited for.
     *
     * @param clockEvery the clock is set before each so many'th event, to the newest before it
     */
    record Rules(Duration grace, Duration retention, int clockEvery) {

        /** The defaults, with which nothing of 40 days is too late; three times in four shorter ones. */
        static Rules of(long seed) {
            Random random = new Random(~seed);
            int clockEvery = 10 + random.nextInt(50);
            if (seed % 4 == 0) {
                return new Rules(Duration.ofHours(48), Duration.ofDays(400), clockEvery);
            }
            int retention = 2 + random.nextInt(40 * 24);
            int grace = 1 + random.nextInt(retention - 1);
            return new Rules(Duration.ofHours(grace), Duration.ofHours(retention), clockEvery);
        }

        boolean isClockSetBefore(int event) {
            return event > 0 && event % clockEvery == 0;
        }
    }

    /** A total, and how settled it is. */
    record Total(Sums sums, String status) {}

    private record Name(long theaterId, String source, long sequence) {}

    private final Rules rules;
    private final Map<Key, Sums> sums = new TreeMap<>(Comparator.comparing(Key::toString));
    private final Map<Key, Instant> ends = new HashMap<>();
    private final Set<Key> restated = new HashSet<>();
    private final Set<Name> counted = new HashSet<>();
    private final Set<Long> tooLate = new TreeSet<>();
    private Instant newest = Instant.MIN;
    private Instant clock = Instant.MIN;
    private int events;

    PlainSums(Rules rules) {
        this.rules = rules;
    }

    /** Takes the next event. */
    void add(SalesEvent event) {
        if (rules.isClockSetBefore(events)) {
            clock = newest;
        }
        long position = events++;
        newest = newest.isAfter(event.occurredAt()) ? newest : event.occurredAt();
        ZoneId zone = ZoneId.of(event.timeZone());
        LocalDate day = event.occurredAt().atZone(zone).toLocalDate();
        Instant dayEnd = day.plusDays(1).atStartOfDay(zone).toInstant();
        if (isOver(dayEnd, rules.retention)) {
            tooLate.add(position);
        } else if (counted.add(new Name(event.theaterId(), event.source(), event.sequence()))) {
            LocalDate month = day.withDayOfMonth(1);
            Instant monthEnd = month.plusMonths(1).atStartOfDay(zone).toInstant();
            count(event, new Key("daily", event.theaterId(), 0, day, event.currency()), dayEnd);
            count(event, new Key("monthly", event.theaterId(), 0, month, event.currency()), monthEnd);
            count(event, new Key("movie", event.theaterId(), event.movieId(), day, event.currency()), dayEnd);
        }
    }

    private void count(SalesEvent event, Key key, Instant end) {
        sums.merge(key, Sums.NONE.plus(event), (before, one) -> before.plus(event));
        ends.put(key, end);
        if (isOver(end, rules.grace)) {
            restated.add(key);
        }
    }

    private boolean isOver(Instant end, Duration since) {
        return !clock.isBefore(end.plus(since));
    }

    /** All totals as they are after the last event. */
    Map<Key, Total> totals() {
        Map<Key, Total> totals = new TreeMap<>(Comparator.comparing(Key::toString));
        sums.forEach((key, sum) -> {
            String unlessRestated = isOver(ends.get(key), rules.grace) ? "final" : "provisional";
            totals.put(key, new Total(sum, restated.contains(key) ? "restated" : unlessRestated));
        });
        return totals;
    }

    /** The same without how settled they are. */
    Map<Key, Sums> sums() {
        return sums;
    }

    /** Which events were too late, duplicates too, counted from 0. */
    Set<Long> tooLate() {
        return tooLate;
    }
}
