package io.marquee.pipeline.boxoffice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.events.EventJson;
import io.marquee.events.SalesEvent;
import io.marquee.pipeline.Stack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * A made-up history of sales and refunds with all that goes wrong on the way: duplicates, disorder, late and broken
 * records. Knows the right totals by adding up, once, what it made.
 */
public final class History {

    /** A record as it is sent. */
    public record Sent(String key, byte[] value) {}

    /** What a row is for: table, theater, movie (0 unless per movie), first day, currency. */
    public record Key(String table, long theaterId, long movieId, LocalDate date, String currency) {}

    /** Bookings, cancellations, tickets, refunded tickets, gross, refunded. */
    public record Sums(
            long bookings, long cancellations, long tickets, long refundedTickets, long gross, long refunded) {
        static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0);

        Sums plus(SalesEvent event) {
            return event.type() == SalesEvent.Type.SALE
                    ? new Sums(bookings + 1, cancellations, tickets + event.tickets(), refundedTickets,
                            gross + event.amountMinor(), refunded)
                    : new Sums(bookings, cancellations + 1, tickets, refundedTickets + event.tickets(),
                            gross, refunded + event.amountMinor());
        }
    }

    private static final List<String> ZONES = List.of(
            "America/New_York", "Europe/London", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Tokyo");
    private static final int DISORDER = 300;

    private final Random random;
    private final List<Sent> sent = new ArrayList<>();
    private final Map<Key, Sums> expected = new TreeMap<>(java.util.Comparator.comparing(Key::toString));
    private int broken;

    private History(long seed) {
        this.random = new Random(seed);
    }

    /**
     * Makes a history.
     *
     * @param seed for always the same one
     * @param events distinct valid events
     * @param theaters how many theaters they are spread over
     * @param end when the last of them happens; the first is {@code span} before
     */
    public static History of(long seed, int events, int theaters, Instant end, Duration span) {
        History history = new History(seed);
        history.make(events, theaters, end, span);
        return history;
    }

    private void make(int events, int theaters, Instant end, Duration span) {
        long[] sequences = new long[theaters * 3];
        for (int i = 0; i < events; i++) {
            int theater = random.nextInt(theaters);
            int till = random.nextInt(3);
            long late = random.nextInt(100) < 5 ? (long) (random.nextDouble() * Duration.ofDays(5).toMillis()) : 0;
            Instant occurred = end.minus(span)
                    .plusMillis((long) (span.toMillis() * (double) i / events) - late);
            boolean refund = random.nextInt(100) < 8;
            SalesEvent event = new SalesEvent(
                    refund ? SalesEvent.Type.REFUND : SalesEvent.Type.SALE,
                    "e" + i,
                    "pos:" + (theater + 1) + ":" + till,
                    sequences[theater * 3 + till]++,
                    occurred.truncatedTo(java.time.temporal.ChronoUnit.MILLIS),
                    null,
                    theater + 1,
                    ZONES.get(theater % ZONES.size()),
                    1 + random.nextInt(5),
                    null,
                    1 + random.nextInt(6),
                    random.nextInt(20_000),
                    random.nextInt(10) == 0 ? "EUR" : "USD",
                    SalesEvent.Channel.POS);
            expect(event);
            Sent record = new Sent(event.key(), EventJson.write(event));
            sent.add(record);
            if (random.nextInt(100) < 5) {
                sent.add(record);
            }
            if (random.nextInt(100) < 1) {
                sent.add(new Sent(event.key(), broken(event)));
                broken++;
            }
        }
        for (int from = 0; from < sent.size(); from += DISORDER) {
            Collections.shuffle(sent.subList(from, Math.min(sent.size(), from + DISORDER)), random);
        }
    }

    private byte[] broken(SalesEvent event) {
        String json = new String(EventJson.write(event), StandardCharsets.UTF_8);
        String bad = switch (random.nextInt(5)) {
            case 0 -> json.substring(0, json.length() / 2);
            case 1 -> json.replace("\"tickets\":", "\"tickets\":-");
            case 2 -> json.replace(event.timeZone(), "Middle/Earth");
            case 3 -> json.replaceFirst("\"type\":\"[a-z]+\"", "\"type\":\"gift\"");
            default -> json.replace("\"source\"", "\"sauce\"");
        };
        return bad.getBytes(StandardCharsets.UTF_8);
    }

    private void expect(SalesEvent event) {
        LocalDate date = event.occurredAt().atZone(ZoneId.of(event.timeZone())).toLocalDate();
        for (Key key : List.of(
                new Key("daily", event.theaterId(), 0, date, event.currency()),
                new Key("monthly", event.theaterId(), 0, date.withDayOfMonth(1), event.currency()),
                new Key("movie", event.theaterId(), event.movieId(), date, event.currency()))) {
            expected.merge(key, Sums.NONE.plus(event), (sums, one) -> sums.plus(event));
        }
    }

    /** How many distinct valid events there are. */
    public long distinct() {
        return expected.entrySet().stream()
                .filter(total -> total.getKey().table().equals("daily"))
                .mapToLong(total -> total.getValue().bookings() + total.getValue().cancellations())
                .sum();
    }

    /** Sends one part of the records, in their order; returns when Kafka has them. */
    void send(Stack stack, int part, int parts) {
        try (KafkaProducer<byte[], byte[]> producer = stack.producer()) {
            sent.subList((int) ((long) sent.size() * part / parts), (int) ((long) sent.size() * (part + 1) / parts))
                    .forEach(record -> producer.send(stack.record("sales", record.key(), record.value())));
        }
    }

    /** Waits until the totals that readers see are the plain sums, and has them audited. */
    void awaitIn(Stack stack, Duration limit) {
        await().atMost(limit).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            assertThat(Outcome.inPostgres(stack)).isEqualTo(expected);
            assertThat(Outcome.inRedis(stack)).isEqualTo(Outcome.withoutMovies(expected));
            assertThat(Outcome.rankings(stack)).isEqualTo(Outcome.rankingsOf(expected));
        });
        stack.audit();
    }

    /** All records, as they are sent. */
    public List<Sent> sent() {
        return sent;
    }

    /** The plain sums over the distinct valid events. */
    public Map<Key, Sums> expected() {
        return expected;
    }

    /** How many of the records are broken. */
    public int broken() {
        return broken;
    }
}
