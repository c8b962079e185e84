package io.marquee.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.marquee.events.InvalidEventException.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {

    private static final Instant AT = Instant.parse("2024-05-10T19:31:07.120Z");

    private static final String SALE = """
            {"event_id":"e-1","type":"sale","source":"pos:17:2","sequence":48121,
             "occurred_at":"2024-05-10T19:31:07.120Z","booking_id":"b-1","theater_id":17,"time_zone":"America/New_York",
             "movie_id":4711,"showtime_id":null,"tickets":2,"amount_minor":2400,"currency":"USD","channel":"pos"}""";

    static Stream<Event> everyType() {
        return Stream.of(
                new SeatEvent(SeatEvent.Type.LOCKED, "e", "showtime:1", 1, AT, 1, List.of("A1"), "h", AT.plusSeconds(480)),
                new SeatEvent(SeatEvent.Type.EXTENDED, "e", "showtime:1", 2, AT, 1, List.of("A1", "A2"), "h", AT, AT),
                new SeatEvent(SeatEvent.Type.RELEASED, "e", "showtime:1", 3, AT, 1, List.of("A1"), "h", null),
                new BookingEvent(BookingEvent.Type.CONFIRMED, "e", "showtime:1", 4, AT, 1, "b", List.of("Ä1"), AT),
                new BookingEvent(BookingEvent.Type.CANCELLED, "e", "showtime:1", 5, AT, 1, "b", List.of("A1")),
                sale(SalesEvent.Type.SALE, null, null, 0),
                sale(SalesEvent.Type.REFUND, "b", 9L, SalesEvent.MAX_AMOUNT_MINOR));
    }

    private static SalesEvent sale(SalesEvent.Type type, String bookingId, Long showtimeId, long amount) {
        return new SalesEvent(
                type, "e", "pos:17:2", Long.MAX_VALUE, AT.plusNanos(4_000), bookingId, 17, "Asia/Kathmandu", 3, showtimeId,
                2, amount, "USD", SalesEvent.Channel.POS);
    }

    @Test
    void noBytesAtAllAreMoreThanInvalid() {
        Random random = new Random(7);
        int[] likely = {0, 0, 0, 0xFE, 0xFF, 0xEF, 0xBB, 0xBF, '{', '}', '"', 0x7F, 0x80};
        for (int record = 0; record < 200_000; record++) {
            byte[] bytes = new byte[1 + random.nextInt(12)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : likely[random.nextInt(likely.length)]);
            }
            assertThatExceptionOfType(InvalidEventException.class).isThrownBy(() -> EventJson.readSales(bytes));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "till \\udc00", "\\ud800\\ud800"})
    void halvesOfCharactersAreNoText(String source) {
        InvalidEventException invalid = catchThrowableOfType(
                InvalidEventException.class,
                () -> EventJson.readSales(SALE.replace("pos:17:2", source).getBytes(UTF_8)));
        assertThat(invalid.reason()).isEqualTo(Reason.INVALID_VALUE);
        assertThat(invalid.field()).isEqualTo("source");
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void whatIsWrittenIsReadBackTheSame(Event event) throws Exception {
        assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
    }

    @Test
    void theExampleOfTheContractIsReadFieldByField() throws Exception {
        assertThat(EventJson.readSales(SALE.getBytes(UTF_8)))
                .isEqualTo(new SalesEvent(
                        SalesEvent.Type.SALE, "e-1", "pos:17:2", 48121, AT, "b-1", 17, "America/New_York", 4711, null, 2,
                        2400, "USD", SalesEvent.Channel.POS));
    }

    @Test
    void aWrittenSaleHasTheContractsFieldsInItsWords() {
        assertThat(new String(EventJson.write(sale(SalesEvent.Type.REFUND, "b", null, 5)), UTF_8))
                .isEqualTo("{\"event_id\":\"e\",\"type\":\"refund\",\"source\":\"pos:17:2\","
                        + "\"sequence\":9223372036854775807,\"occurred_at\":\"2024-05-10T19:31:07.120004Z\","
                        + "\"booking_id\":\"b\",\"theater_id\":17,\"time_zone\":\"Asia/Kathmandu\",\"movie_id\":3,"
                        + "\"showtime_id\":null,\"tickets\":2,\"amount_minor\":5,\"currency\":\"USD\",\"channel\":\"pos\"}");
    }

    @Test
    void unknownFieldsAreIgnoredHoweverDeep() throws Exception {
        String more = SALE.replaceFirst("\\{", "{\"seat_row\":{\"a\":[1,{\"type\":\"refund\"}]},\"note\":null,");
        assertThat(EventJson.read(more.getBytes(UTF_8))).isEqualTo(EventJson.read(SALE.getBytes(UTF_8)));
    }

    @Test
    void anOffsetOtherThanUtcIsTheSameInstant() throws Exception {
        String offset = SALE.replace("2024-05-10T19:31:07.120Z", "2024-05-10T15:31:07.120-04:00");
        assertThat(EventJson.read(offset.getBytes(UTF_8)).occurredAt()).isEqualTo(AT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event_id", "type", "source", "sequence", "occurred_at", "theater_id", "time_zone", "movie_id", "tickets",
                "amount_minor", "currency", "channel"
            })
    void aMissingFieldIsNamed(String field) {
        InvalidEventException absent = refused(SALE.replace("\"" + field + "\"", "\"x_" + field + "\""));
        assertThat(absent.reason()).isEqualTo(Reason.MISSING_FIELD);
        assertThat(absent.field()).isEqualTo(field);
        assertThat(absent).hasMessageContaining(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tickets|0", "tickets|-1", "tickets|1.5", "tickets|\"2\"", "tickets|100001", "tickets|true", "tickets|[2]",
                "amount_minor|-1", "amount_minor|1000000000001", "amount_minor|99999999999999999999", "amount_minor|1e3",
                "sequence|-1", "theater_id|0", "time_zone|\"Mars/Olympus\"", "time_zone|\"\"", "currency|\"usd\"",
                "currency|\"US\"", "currency|\"US€\"", "channel|\"phone\"", "occurred_at|\"yesterday\"",
                "occurred_at|\"2024-02-30T00:00:00Z\"", "occurred_at|1715369467", "event_id|\"  \"", "source|{\"a\":1}",
                "showtime_id|-4"
            })
    void anImpossibleValueIsNamed(String field, String value) {
        String broken = SALE.replaceFirst("\"" + field + "\":(\"[^\"]*\"|[^,}]*)", "\"" + field + "\":" + value);
        InvalidEventException wrong = refused(broken);
        assertThat(wrong.reason()).isEqualTo(Reason.INVALID_VALUE);
        assertThat(wrong.field()).isEqualTo(field);
        assertThat(wrong).hasMessageStartingWith(field + ": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "null", "[]", "42", "\"sale\"", "{", "{\"type\":\"sale\"", "{\"type\":sale}", "{}{}", "{} x",
                "{\"type\":\"sale\",}"
            })
    void whatIsNotOneJsonObjectIsRefused(String text) {
        assertThat(refused(text).reason()).isEqualTo(Reason.NOT_JSON);
    }

    @Test
    void brokenUtf8IsRefused() {
        byte[] bytes = SALE.getBytes(UTF_8);
        bytes[SALE.indexOf("e-1")] = (byte) 0xC3;
        assertThat(catchThrowableOfType(InvalidEventException.class, () -> EventJson.read(bytes)).reason())
                .isEqualTo(Reason.NOT_JSON);
    }

    @Test
    void anUnknownTypeIsRefused() {
        assertThat(refused(SALE.replace("\"sale\"", "\"gift\"")).reason()).isEqualTo(Reason.UNKNOWN_TYPE);
    }

    @Test
    void anEventOfAnotherTopicIsNoSale() {
        byte[] booking = EventJson.write(
                new BookingEvent(BookingEvent.Type.CONFIRMED, "e", "showtime:1", 4, AT, 1, "b", List.of("A1")));
        assertThat(catchThrowableOfType(InvalidEventException.class, () -> EventJson.readSales(booking)).reason())
                .isEqualTo(Reason.UNKNOWN_TYPE);
    }

    @Test
    void anEmptyListOfSeatsIsRefused() {
        assertThat(refused("""
                {"event_id":"e","type":"seat.released","source":"showtime:1","sequence":1,"seats":[],"showtime_id":1,
                 "hold_id":"h","occurred_at":"2024-05-10T19:31:07Z"}""").field()).isEqualTo("seats");
    }

    @Test
    void anyDamageToAnEventIsAnEventOrARefusalAndNothingElse() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = SALE.getBytes(UTF_8);
            for (int damage = random.nextInt(4); damage >= 0; damage--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(EventJson.read(bytes)).isNotNull();
            } catch (InvalidEventException refused) {
                assertThat(refused.reason()).isNotNull();
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    private static InvalidEventException refused(String json) {
        InvalidEventException refused =
                catchThrowableOfType(InvalidEventException.class, () -> EventJson.read(json.getBytes(UTF_8)));
        assertThat(refused).as("refusal of %s", json).isNotNull();
        return refused;
    }

    @Test
    void theIdOfAnEventIsFoundWhereTheRestCannotBeRead() {
        assertThat(eventId("{\"seats\":[{\"event_id\":\"inner\"}],\"event_id\":\"e-1\",\"tickets\":tru")).isEqualTo("e-1");
        assertThat(eventId("{\"event_id\":17}")).isNull();
        assertThat(eventId("{\"event_id\":\"" + "x".repeat(101) + "\"}")).isNull();
        assertThat(eventId("{\"tickets\":tru,\"event_id\":\"e-1\"}")).isNull();
        assertThat(eventId("[\"event_id\"]")).isNull();
        assertThat(eventId("")).isNull();
        assertThat(EventJson.eventId(null)).isNull();
    }

    private static String eventId(String json) {
        return EventJson.eventId(json.getBytes(UTF_8));
    }
}
