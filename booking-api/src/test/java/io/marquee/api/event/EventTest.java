package io.marquee.api.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Crowd;
import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.api.account.Roles;
import io.marquee.events.EventJson;
import io.marquee.events.InvalidEventException;
import io.marquee.events.SalesEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {

    private static TestApi api;
    private static TestCatalog catalog;
    private static long theater;
    private static long movie;
    private static long auditorium;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        catalog = new TestCatalog(api.database());
        theater = catalog.theater("Palace", "America/New_York");
        movie = catalog.movie("The Long Winter");
        auditorium = catalog.auditorium(theater, 6, 10);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static Map<String, Object> sale(Object... more) {
        Map<String, Object> sale = new HashMap<>(Map.of(
                "type", "sale", "theater_id", theater, "movie_id", movie, "tickets", 2, "amount_minor", 2400));
        for (int i = 0; i < more.length; i += 2) {
            sale.put((String) more[i], more[i + 1]);
        }
        return sale;
    }

    private static SalesEvent recorded(String eventId) throws InvalidEventException {
        List<String> payloads = api.database().withHandle(handle -> handle
                .select("SELECT payload FROM outbox WHERE event_id = ? AND topic = 'sales'", eventId)
                .mapTo(String.class)
                .list());
        assertThat(payloads).hasSize(1);
        return EventJson.readSales(payloads.get(0).getBytes(StandardCharsets.UTF_8));
    }

    private static long outbox() {
        return api.database().withHandle(handle ->
                handle.createQuery("SELECT count(*) FROM outbox").mapTo(Long.class).one());
    }

    @Test
    void whatIsLeftOutIsFilledInAndGoesToTheOutbox() throws Exception {
        Answer answer = api.post("/events", null, sale());
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
        SalesEvent event = recorded(answer.text("event_id"));
        assertThat(event.timeZone()).isEqualTo("America/New_York");
        assertThat(event.currency()).isEqualTo("USD");
        assertThat(event.channel()).isEqualTo(SalesEvent.Channel.POS);
        assertThat(event.occurredAt()).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        assertThat(event.source()).isEqualTo("events:" + theater).isEqualTo(answer.text("source"));
        assertThat(event.sequence()).isEqualTo(answer.number("sequence"));

        Map<String, Object> whole = sale(
                "event_id", UUID.randomUUID().toString(), "source", "pos:17:2", "sequence", 48121,
                "occurred_at", "2024-05-10T19:31:07.120Z", "time_zone", "Asia/Tokyo", "currency", "JPY",
                "channel", "import", "showtime_id", null, "more", List.of("is ignored"));
        assertThat(api.post("/events", api.guest(), whole).status()).isEqualTo(202);
        SalesEvent told = recorded((String) whole.get("event_id"));
        assertThat(told).isEqualTo(new SalesEvent(
                SalesEvent.Type.SALE, (String) whole.get("event_id"), "pos:17:2", 48121,
                Instant.parse("2024-05-10T19:31:07.120Z"), null, theater, "Asia/Tokyo", movie, null, 2, 2400, "JPY",
                SalesEvent.Channel.IMPORT));
    }

    @Test
    void aRepeatedEventIsAcceptedAndAddsNothing() {
        Map<String, Object> event = sale("event_id", "e-" + UUID.randomUUID(), "source", "pos:1:1", "sequence", 5);
        assertThat(api.post("/events", null, event).body()).containsEntry("duplicate", false);
        long before = outbox();
        assertThat(api.post("/events", null, event).body()).containsEntry("duplicate", true);
        Map<String, Object> renamed = new HashMap<>(event);
        renamed.remove("event_id");
        assertThat(api.post("/events", null, renamed).body())
                .containsEntry("duplicate", true).containsEntry("event_id", event.get("event_id"));
        Map<String, Object> unplaced = new HashMap<>(event);
        unplaced.keySet().removeAll(List.of("source", "sequence"));
        assertThat(api.post("/events", null, unplaced).body()).containsEntry("duplicate", true);
        for (String name : List.of("event_id", "source")) {
            Map<String, Object> other = new HashMap<>(event);
            other.put("amount_minor", 1);
            other.put(name, "x-" + UUID.randomUUID());
            assertThat(api.post("/events", null, other).status()).as(name).isEqualTo(409);
        }
        assertThat(outbox()).isEqualTo(before);

        String key = UUID.randomUUID().toString();
        String first = api.post("/events", api.guest(), sale(), "Idempotency-Key", key).text("event_id");
        String guest = api.guest();
        first = api.post("/events", guest, sale("tickets", 3), "Idempotency-Key", key).text("event_id");
        assertThat(api.post("/events", guest, sale("tickets", 3), "Idempotency-Key", key).text("event_id"))
                .isEqualTo(first);
        assertThat(api.post("/events", guest, sale("tickets", 4), "Idempotency-Key", key).status()).isEqualTo(422);
    }

    @Test
    void aListIsTakenWholeOrNotAtAll() {
        long before = outbox();
        List<Map<String, Object>> list = new ArrayList<>(List.of(
                sale("source", "pos:2:1", "sequence", 9), sale("source", "pos:2:1", "sequence", 8),
                sale("source", "pos:2:1", "sequence", 9)));
        Answer answer = api.post("/events", null, list);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
        assertThat(answer.items()).extracting(item -> item.get("sequence") + " " + item.get("duplicate"))
                .containsExactly("9 false", "8 false", "9 true");
        assertThat(outbox()).isEqualTo(before + 2);

        list = List.of(sale("source", "pos:2:1", "sequence", 10), sale("tickets", 0));
        answer = api.post("/events", null, list);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.raw().body()).contains("\"field\":\"[1].tickets\"");
        assertThat(outbox()).isEqualTo(before + 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "type|\"type\":\"seat.locked\"", "type|\"type\":null", "type|\"type\":7",
        "tickets|\"tickets\":0", "tickets|\"tickets\":1.5", "tickets|\"tickets\":\"2\"", "tickets|\"tickets\":null",
        "amount_minor|\"amount_minor\":-1", "amount_minor|\"amount_minor\":1e3",
        "amount_minor|\"amount_minor\":99999999999999999999", "currency|\"currency\":\"usd\"",
        "time_zone|\"time_zone\":\"Mars/Olympus\"", "occurred_at|\"occurred_at\":\"yesterday\"",
        "occurred_at|\"occurred_at\":\"2199-01-01T00:00:00Z\"", "theater_id|\"theater_id\":999999",
        "theater_id|\"theater_id\":\"one\"", "theater_id|\"theater_id\":null", "movie_id|\"movie_id\":0",
        "showtime_id|\"showtime_id\":999999", "source|\"source\":\"showtime:1\",\"sequence\":1",
        "source|\"source\":\"import:5cb8cd42349034c7:1\",\"sequence\":1",
        "occurred_at|\"occurred_at\":\"1969-12-31T23:59:59Z\"",
        "occurred_at|\"occurred_at\":\"-999999999-01-01T00:00:00Z\"",
        "booking_id|\"booking_id\":\"a\\u0000\"", "source|\"source\":\"a\\u0000\",\"sequence\":1",
        "source|\"sequence\":1", "sequence|\"source\":\"pos:1\"", "sequence|\"source\":\"pos:1\",\"sequence\":-1",
        "channel|\"channel\":\"fax\"", "seats|\"showtime_id\":1,\"seats\":[]", "seats|\"seats\":\"A1\"",
        "seats|\"seats\":[\"A1\",\"A1\"]", "showtime_id|\"seats\":[\"A1\",\"A2\"]", "event_id|\"event_id\":\"\""
    })
    void whatIsNoEventIs400AndNamesTheField(String field, String member) {
        long before = outbox();
        String body = "{\"type\":\"sale\",\"theater_id\":" + theater + ",\"movie_id\":" + movie
                + ",\"tickets\":2,\"amount_minor\":2400," + member + "}";
        Answer answer = api.send("POST", "/events", null, body);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(400);
        assertThat(answer.raw().body()).contains("\"field\":\"" + field + "\"");
        assertThat(outbox()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "null", "[null]", "\"sale\"", "[[]]", "{}", "{\"type\":{}}"})
    void whatIsNoJsonObjectIs400(String body) {
        Answer answer = api.send("POST", "/events", null, body);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(400);
        assertThat(answer.raw().headers().firstValue("Content-Type").orElseThrow()).contains("problem+json");
    }

    @Test
    void seatsAreSoldOnceAtTillsAndOnTheWeb() throws Exception {
        long showing = catalog.showtime(movie, auditorium, 24);
        String guest = api.guest();
        api.book(guest, api.hold(guest, showing, "A1"), "tok_ok");
        api.hold(guest, showing, "A2");
        for (String seat : List.of("A1", "A2")) {
            Answer refused = api.post("/events", null, Map.of(
                    "type", "sale", "showtime_id", showing, "seats", List.of("B1", seat), "amount_minor", 2400));
            assertThat(refused.status()).as(refused.raw().body()).isEqualTo(409);
            assertThat(refused.body()).containsEntry("unavailable", List.of(seat));
        }
        Map<String, Object> wanted = Map.of(
                "type", "sale", "showtime_id", showing, "seats", List.of("B1", "B2"), "amount_minor", 2400,
                "source", "pos:9:1", "sequence", 1);
        Answer sold = api.post("/events", null, wanted);
        assertThat(sold.status()).as(sold.raw().body()).isEqualTo(202);
        assertThat(recorded(sold.text("event_id")).tickets()).isEqualTo(2);
        assertThat(api.post("/events", null, wanted).body())
                .containsEntry("duplicate", true).containsEntry("booking_id", sold.text("booking_id"));
        assertThat(api.post("/events", null, Map.of(
                "type", "booking.confirmed", "showtime_id", showing, "seats", List.of("B2"))).status()).isEqualTo(409);
        assertThat(api.post("/showtimes/" + showing + "/holds", guest, Map.of("seats", List.of("B1"))).status())
                .isEqualTo(409);
        assertThat(api.post("/events", null, Map.of(
                "type", "sale", "showtime_id", showing, "seats", List.of("Z9"), "amount_minor", 1)).status())
                .isEqualTo(400);
        Invariants.check(api.database());

        Map<String, Object> back = new HashMap<>(Map.of(
                "type", "refund", "showtime_id", showing, "seats", List.of("B1"), "amount_minor", 2500));
        assertThat(api.post("/events", null, back).raw().body()).contains("amount_minor").contains("2400");
        back.put("amount_minor", 1000);
        back.put("currency", "XTS");
        assertThat(api.post("/events", null, back).raw().body()).contains("\"field\":\"currency\"");
        back.remove("currency");
        assertThat(api.post("/events", null, back).status()).isEqualTo(202);
        assertThat(api.post("/events", null, back).status()).isEqualTo(409); // it was given back already
        api.hold(guest, showing, "B1");
        back.putAll(Map.of("seats", List.of("B2"), "amount_minor", 1400));
        assertThat(api.post("/events", null, back).status()).isEqualTo(202);
        back.putAll(Map.of("seats", List.of("A1"), "amount_minor", 1200));
        assertThat(api.post("/events", null, back).status()).isEqualTo(409); // sold on the web
        Invariants.check(api.database());
    }

    @Test
    void manyTillsAndCustomersAtOnceSellEachSeatOnce() {
        long showing = catalog.showtime(movie, auditorium, 48);
        List<Integer> got = Crowd.atOnce(12, n -> {
            int seats = 0;
            String guest = api.guest();
            for (int i = 0; i < 10; i++) {
                String seat = "C" + (1 + (i + n) % 10);
                if (n % 2 == 0) {
                    int status = api.post("/events", null, Map.of("type", "sale", "showtime_id", showing,
                            "seats", List.of(seat), "amount_minor", 1200)).status();
                    assertThat(status).isIn(202, 409);
                    seats += status == 202 ? 1 : 0;
                } else {
                    Answer hold = api.post("/showtimes/" + showing + "/holds", guest, Map.of("seats", List.of(seat)));
                    if (hold.status() == 201) {
                        seats += api.book(guest, hold.text("hold_id"), "tok_ok").status() == 201 ? 1 : 0;
                    }
                }
            }
            return seats;
        });
        assertThat(got.stream().mapToInt(Integer::intValue).sum()).isEqualTo(10);
        Invariants.check(api.database());
    }

    @Test
    void theSameEventsFromManyAtOnceAreTakenOnce() {
        long before = outbox();
        Crowd.atOnce(8, n -> {
            List<Map<String, Object>> list = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int number = n % 2 == 0 ? i : 39 - i;
                list.add(sale("event_id", "many-" + number, "source", "pos:77:" + number % 5, "sequence", number));
            }
            assertThat(api.post("/events", null, list).status()).isEqualTo(202);
            return null;
        });
        assertThat(outbox()).isEqualTo(before + 40);
    }

    @Test
    void theLogIsOldestFirstAndItsPagesAreStable() {
        long own = catalog.theater("Log House", "Europe/London");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String id = "log-" + UUID.randomUUID();
            ids.add(id);
            api.post("/events", null, sale("theater_id", own, "event_id", id, "type", i % 3 == 2 ? "refund" : "sale",
                    "occurred_at", "2024-03-0" + (1 + i / 2) + "T12:00:00.000123Z"));
        }
        String path = "/events?limit=3&theater_id=" + own;
        Answer first = api.get(path, null);
        assertThat(names(first)).isEqualTo(ids.subList(0, 3));
        api.post("/events", null, sale("theater_id", own, "occurred_at", "2024-03-01T11:00:00Z"));
        api.post("/events", null, sale("theater_id", own, "event_id", "late", "occurred_at", "2024-04-01T11:00:00Z"));
        Answer second = api.get(path + "&cursor=" + first.text("next_cursor"), null);
        assertThat(names(second)).isEqualTo(ids.subList(3, 6));
        Answer third = api.get(path + "&cursor=" + second.text("next_cursor"), null);
        assertThat(names(third)).containsExactly(ids.get(6), "late");
        assertThat(third.text("next_cursor")).isNull();

        assertThat(names(api.get("/events?theater_id=" + own + "&type=refund", null)))
                .containsExactly(ids.get(2), ids.get(5));
        assertThat(names(api.get("/events?theater_id=" + own
                + "&occurred_gte=2024-03-02T00:00:00Z&occurred_lte=2024-03-03T12:00:00.000123Z", null)))
                .isEqualTo(ids.subList(2, 6));

        long showing = catalog.showtime(movie, auditorium, 72);
        String guest = api.guest();
        api.book(guest, api.hold(guest, showing, "D1"), "tok_ok");
        Answer log = api.get("/events?showtime_id=" + showing, null);
        assertThat(log.items()).extracting(event -> event.get("type"))
                .containsExactly("seat.locked", "booking.confirmed", "sale");
        assertThat(log.raw().body()).doesNotContain("@").doesNotContain("guest:");
    }

    @ParameterizedTest
    @CsvSource({
        "theater_id=x, theater_id", "showtime_id=1.5, showtime_id", "type=theft, type", "limit=0, limit",
        "limit=201, limit", "occurred_gte=2024-01-01, occurred_gte", "occurred_lte=now, occurred_lte",
        "occurred_gte=2024-01-02T00:00:00Z&occurred_lte=2024-01-01T00:00:00Z, occurred_gte",
        "occurred_gte=%2B999999999-01-01T00:00:00Z, occurred_gte", "cursor=MTIz, cursor", "cursor=eB94, cursor"
    })
    void badFiltersAre400AndAreNamed(String query, String parameter) {
        Answer answer = api.get("/events?" + query, null);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(400);
        assertThat(answer.raw().body()).contains("\"field\":\"" + parameter + "\"");
    }

    @Test
    void theLogFromSomeTimeOnIsReadFromItsOwnPartitionsByIndex() {
        api.database().useTransaction(handle -> {
            handle.execute("SET LOCAL enable_seqscan = off");
            handle.execute("SET LOCAL enable_bitmapscan = off");
            Map<String, Object> values = new HashMap<>();
            Instant from = Instant.now().plusSeconds(5 * 86_400);
            String sql = EventLog.sql(new EventLog.Filter(theater, null, null, from, null), null, values);
            var query = handle.createQuery("EXPLAIN (FORMAT JSON) " + sql).bind("limit", 10);
            values.forEach(query::bind);
            String plan = query.mapTo(String.class).one();
            String day = java.time.LocalDate.now(java.time.ZoneOffset.UTC).toString().replace("-", "");
            assertThat(plan).contains("theater_id_occurred_at_id_idx").contains("outbox_default")
                    .doesNotContain("outbox_" + day).doesNotContain("\"Node Type\": \"Sort\"");
        });
    }

    @Test
    void inProductionOnlyStaffAndPartnersPostAndRead() {
        try (TestApi strict = TestApi.start(Map.of("marquee.outbox.relay", "false", "marquee.environment", "production",
                "MARQUEE_PAYMENT_MOCK", "false", "datasources.default.password", "a password of tests, no other"))) {
            long house = new TestCatalog(strict.database()).theater("Strict", "Europe/Paris");
            Map<String, Object> sale = Map.of(
                    "type", "sale", "theater_id", house, "movie_id", 1, "tickets", 1, "amount_minor", 1);
            assertThat(strict.post("/events", null, sale).status()).isEqualTo(401);
            assertThat(strict.get("/events", null).status()).isEqualTo(401);
            assertThat(strict.post("/events", strict.guest(), sale).status()).isEqualTo(403);
            assertThat(strict.get("/events", strict.guest()).status()).isEqualTo(403);
            for (String role : List.of(Roles.STAFF, Roles.PARTNER, Roles.ADMIN)) {
                String token = strict.token("someone", role);
                assertThat(strict.post("/events", token, sale).status()).isEqualTo(202);
                assertThat(strict.get("/events", token).status()).isEqualTo(200);
            }
        }
    }

    private static List<String> names(Answer page) {
        assertThat(page.status()).as(page.raw().body()).isEqualTo(200);
        return page.items().stream().map(event -> (String) event.get("event_id")).toList();
    }
}
